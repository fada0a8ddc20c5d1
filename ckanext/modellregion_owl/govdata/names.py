"""Which dataset of CKAN a node of the feed is, and where its field stands in the form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import sqlalchemy as sa
from rdflib import URIRef

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.model.package import package_table

from ckanext.modellregion_owl import config, form
from ckanext.modellregion_owl.findings import Finding
from ckanext.modellregion_owl.govdata.rule import Rule
from ckanext.modellregion_owl.govdata.rules import rule_of
from ckanext.modellregion_owl.logic.obligations import Breach
from ckanext.modellregion_owl.model import piece
from ckanext.modellregion_owl.rdf import iris


@dataclass(frozen=True)
class Named:
    """A dataset as people know it."""

    id: str
    name: str
    title: str


def by_iri(found: Iterable[str]) -> dict[str, Named]:
    """Return IRI → dataset of those that the feed has written, in one query."""
    wanted = sorted(set(found))
    columns = (piece.c.iri, package_table.c.id, package_table.c.name, package_table.c.title)
    query = (
        sa.select(*columns)
        .select_from(piece.join(package_table, package_table.c.id == piece.c.dataset_id))
        .where(piece.c.iri == sa.any_(sa.cast(wanted, sa.ARRAY(sa.UnicodeText))))
        .where(package_table.c.state == "active")
    )
    rows = model.Session.execute(query).all() if wanted else []
    return {row[0]: Named(row[1], row[2], row[3] or row[2]) for row in rows}


def by_id(ids: Iterable[str]) -> dict[str, Named]:
    """Return id → dataset, whatever its state; in one query."""
    wanted = sorted(set(filter(None, ids)))
    columns = (package_table.c.id, package_table.c.name, package_table.c.title)
    query = sa.select(*columns).where(
        package_table.c.id == sa.any_(sa.cast(wanted, sa.ARRAY(sa.UnicodeText)))
    )
    rows = model.Session.execute(query).all() if wanted else []
    return {row[0]: Named(row[0], row[1], row[2] or row[1]) for row in rows}


def with_files(found: list[Finding]) -> list[Finding]:
    """Return findings with the ids of the files that they are about."""
    owners = {f.dataset_id for f in found if f.dataset_id and f.params.get("node")}
    if not owners:
        return found
    known = files_of(owners)
    return [replace(f, resource_id=known.get(f.params.get("node", ""), "")) for f in found]


def files_of(owners: Iterable[str]) -> dict[str, str]:
    """Return node of the feed → id of the files of datasets (ids); one query."""
    rows = model.Session.query(model.Resource).filter(
        model.Resource.package_id.in_(sorted(owners)), model.Resource.state == "active"
    )
    base = config.base_iri()
    files = (
        {"id": r.id, "package_id": r.package_id, "uri": (r.extras or {}).get("uri")} for r in rows
    )
    return {str(iris.resource_iri(f, URIRef(base), base)): str(f["id"]) for f in files}


def link(found: Finding, dataset: Named | None) -> str:
    """Return the absolute address of the form's field, "" for what no form has."""
    if dataset is None:
        return ""
    rule = rule_of(found.rule)
    if rule.of_file and found.resource_id:
        page = {"id": dataset.name, "resource_id": found.resource_id}
        address = tk.url_for("dataset_resource.edit", **page, qualified=True, locale="default")
    else:
        address = tk.url_for("dataset.edit", id=dataset.name, qualified=True, locale="default")
    return f"{address}#{_anchor(found, rule)}" if found.field else str(address)


def _anchor(found: Finding, rule: Rule) -> str:
    if rule.of_file and found.field == "url":
        return "field-resource-url"  # CKAN's own name of the field with the upload
    entry = 0 if rule.part else None
    return form.element_id(Breach(found.rule, found.field, entry=entry, part=rule.part))
