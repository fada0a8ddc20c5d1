"""Reads what the rules need of the site's datasets: five queries, however many there are."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.model import record
from ckanext.modellregion_owl.projects.facts import of_package
from ckanext.modellregion_owl.projects.groups import GROUP_TYPE
from ckanext.modellregion_owl.projects.plan import Dataset

NODES = ("publisher", "spatial_coverage")  # fields that the rules read; stored as JSON text


def datasets(ids: Collection[str] | None = None) -> list[Dataset]:
    """Return the active datasets of these ids, None = all, by name."""
    package, org = model.Package, model.Group
    query = (
        sa.select(
            package.id,
            package.name,
            package.title,
            org.name.label("org"),
            *(package.extras[node].astext.label(node) for node in NODES),
        )
        .outerjoin(org, org.id == package.owner_org)
        .where(package.state == "active", package.type == "dataset")
        .order_by(package.name)
    )
    query = _of(query, package.id, ids)
    tags, formats = _tags(ids), _formats(ids)
    projects, sources = memberships(ids), _sources(ids)
    found = []
    for row in model.Session.execute(query):
        values = {
            "title": row.title,
            "tags": [{"name": tag} for tag in tags[row.id]],
            "resources": [{"format": name} for name in formats[row.id]],
            **{node: _json(getattr(row, node)) for node in NODES},
        }
        facts = of_package(values, row.org or "", sources.get(row.id) or "")
        inside = frozenset(projects[row.id])
        found.append(Dataset(row.id, row.name, facts, inside, row.id in sources))
    return found


def source_of(dataset_id: str) -> str:
    """Return the name of the source that delivers a dataset, "" when none does."""
    return _sources([dataset_id]).get(dataset_id) or ""


def _tags(ids: Collection[str] | None) -> dict[str, list[str]]:
    link = model.PackageTag
    query = (
        sa.select(link.package_id, model.Tag.name)
        .join(model.Tag, model.Tag.id == link.tag_id)
        .where(link.state == "active")
        .order_by(model.Tag.name)
    )
    return _lists(_of(query, link.package_id, ids))


def _formats(ids: Collection[str] | None) -> dict[str, list[str]]:
    resource = model.Resource
    query = (
        sa.select(resource.package_id, resource.format)
        .where(resource.state == "active", resource.format != "")
        .distinct()
    )
    return _lists(_of(query, resource.package_id, ids))


def memberships(ids: Collection[str] | None) -> dict[str, list[str]]:
    """Return the names of the active projects of each of these datasets, None: of all."""
    member = model.Member
    query = (
        sa.select(member.table_id, model.Group.name)
        .join(model.Group, model.Group.id == member.group_id)
        .where(
            member.table_name == "package",
            member.state == "active",
            model.Group.type == GROUP_TYPE,
            model.Group.state == "active",
        )
    )
    return _lists(_of(query, member.table_id, ids))


def _sources(ids: Collection[str] | None) -> dict[str, str | None]:
    """Return the harvested datasets with their source's name; None: the source is gone."""
    # ckanext-harvest keeps each source as a package of the same id.
    source = sa.orm.aliased(model.Package)
    query = (
        sa.select(record.c.package_id, source.name)
        .outerjoin(source, source.id == record.c.source_id)
        # Of several sources the one that the dataset is kept from counts: it comes last.
        .order_by(record.c.duplicate_of.is_(None))
    )
    rows = model.Session.execute(_of(query, record.c.package_id, ids))
    return {row.package_id: row.name for row in rows}


def _of(query: Any, column: Any, ids: Collection[str] | None) -> Any:
    return query if ids is None else query.where(column.in_(ids))


def _lists(query: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, value in model.Session.execute(query):
        found[key].append(value)
    return found


def _json(text: Any) -> Any:
    try:
        return json.loads(str(text))
    except ValueError:
        return None  # an operator's own extra of that name
