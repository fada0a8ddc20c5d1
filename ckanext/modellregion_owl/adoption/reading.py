"""Datasets as the tables have them, and read as the harvester reads another CKAN's."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from pyoxigraph import NamedNode

import ckan.model as model

from ckanext.modellregion_owl.adoption.images import Image
from ckanext.modellregion_owl.findings import Finding, collect
from ckanext.modellregion_owl.harvest.adapters.ckan_fields import (
    Fields,
    extras_of,
    fields_of,
    fields_of_resource,
)
from ckanext.modellregion_owl.harvest.adapters.ckan_record import (
    add_groups,
    add_people,
    say_licence,
    say_rest,
)
from ckanext.modellregion_owl.harvest.records.describe import Description
from ckanext.modellregion_owl.harvest.records.from_fields import describe_fields
from ckanext.modellregion_owl.harvest.records.graph import statements, subject_of
from ckanext.modellregion_owl.harvest.records.record import Record
from ckanext.modellregion_owl.rdf.read import read_dataset
from ckanext.modellregion_owl.rdf.rows import load_rows

NODE = "urn:modellregion:adoption"
_SAID = ("title", "author", "author_email", "maintainer", "maintainer_email", "license_id")
_package = model.Package.__table__


def packages(images: Mapping[str, Image]) -> list[dict[str, Any]]:
    """Return datasets by their rows, with groups; two queries, whatever the schema."""
    groups = _groups(list(images))
    columns = [_package.c[name] for name in (*_SAID, "url", "version")]
    query = sa.select(_package.c.id, *columns).where(_package.c.id.in_(list(images)))
    return [
        {
            **row._mapping,
            "extras": [{"key": k, "value": v} for k, v in images[row.id]["extras"].items()],
            "groups": groups.get(row.id, []),
            "resources": [
                {**(json.loads(text or "{}") or {}), "id": id_}
                for id_, text in images[row.id]["resources"].items()
            ],
        }
        for row in model.Session.execute(query.order_by(_package.c.id))
    ]


def _groups(ids: Collection[str]) -> dict[str, list[dict[str, str]]]:
    member, group = model.Member.__table__, model.Group.__table__
    query = (
        sa.select(member.c.table_id, group.c.name)
        .join(group, group.c.id == member.c.group_id)
        .where(member.c.table_id.in_(ids), member.c.state == "active", group.c.type == "group")
        .order_by(group.c.name)
    )
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for dataset_id, name in model.Session.execute(query):
        found[dataset_id].append({"name": name})
    return found


def read(package: Mapping[str, Any]) -> tuple[Fields, dict[str, Any], list[Finding]]:
    """Return what a dataset says: its fields as found, our dataset dict, what rules have changed.

    :param package: as `packages` gives it.
    """
    with collect() as findings:
        fields = fields_of(package)
        add_people(fields, package, extras_of(package))
        add_groups(fields, package)
        node = Description(NamedNode(NODE)).type("dcat:Dataset")
        describe_fields(node, fields.values, load_rows().dataset)
        say_rest(node, fields)
        say_licence(node, package)
        for resource in package["resources"]:
            _describe_file(node, resource)
        record = Record(NODE, "", "", node.term, tuple(node.triples))
        dataset = read_dataset(statements(record), subject_of(record))
    return fields, dataset, findings


def _describe_file(node: Description, resource: Mapping[str, Any]) -> None:
    fields = fields_of_resource(resource)
    iri = f"{NODE}/{resource['id']}"
    below = node.node("dcat:distribution", "dcat:Distribution", iri=iri)
    if not fields.values.get("license"):
        say_licence(below, resource)
    describe_fields(below, fields.values, load_rows().resource)
