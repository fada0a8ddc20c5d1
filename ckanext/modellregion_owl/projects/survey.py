"""Reads what the rules need of the site's datasets: four queries, however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.model import record
from ckanext.modellregion_owl.projects.groups import GROUP_TYPE
from ckanext.modellregion_owl.projects.plan import Dataset


def datasets(ids: Collection[str] | None = None) -> list[Dataset]:
    """Return the active datasets of these ids, None = all, by name."""
    package, org = model.Package, model.Group
    query = (
        sa.select(package.id, package.name, package.title, org.name.label("org"))
        .outerjoin(org, org.id == package.owner_org)
        .where(package.state == "active", package.type == "dataset")
        .order_by(package.name)
    )
    if ids is not None:
        query = query.where(package.id.in_(ids))
    tags, projects, harvested = _tags(ids), _memberships(ids), _harvested(ids)
    return [
        Dataset(
            row.id,
            row.name,
            row.title or "",
            row.org or "",
            tuple(tags[row.id]),
            frozenset(projects[row.id]),
            row.id in harvested,
        )
        for row in model.Session.execute(query)
    ]


def _tags(ids: Collection[str] | None) -> dict[str, list[str]]:
    link = model.PackageTag
    query = (
        sa.select(link.package_id, model.Tag.name)
        .join(model.Tag, model.Tag.id == link.tag_id)
        .where(link.state == "active")
        .order_by(model.Tag.name)
    )
    return _lists(query if ids is None else query.where(link.package_id.in_(ids)))


def _memberships(ids: Collection[str] | None) -> dict[str, list[str]]:
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
    return _lists(query if ids is None else query.where(member.table_id.in_(ids)))


def _harvested(ids: Collection[str] | None) -> set[str]:
    query = sa.select(record.c.package_id)
    query = query if ids is None else query.where(record.c.package_id.in_(ids))
    return set(model.Session.scalars(query))


def _lists(query: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, value in model.Session.execute(query):
        found[key].append(value)
    return found
