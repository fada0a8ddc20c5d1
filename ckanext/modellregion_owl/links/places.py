"""Where links stand: in datasets, their files, and model projects."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.projects.groups import GROUP_TYPE

READ = 1_000  # rows that are taken from the database at a time
# Fields of schemas/dataset.yaml that people follow. Not those that name a standard, a series or
# another dataset: their addresses are names and need not answer.
DATASET = ("url", "documentation")
RESOURCE = ("url", "access_url", "download_url", "documentation")
PROJECT = ("website", "links", "documents")


@dataclass(frozen=True)
class Place:
    """An address and where it stands; `owner_id` is a dataset's or a project's."""

    url: str
    owner_id: str
    field: str
    resource_id: str = ""


def places() -> Iterator[Place]:
    """Yield every link of what the public sees, streamed from the database."""
    yield from _of_datasets()
    yield from _of_resources()
    yield from _of_projects()


def _rows(query: sa.Select) -> Iterator[Any]:
    return iter(model.Session.execute(query.execution_options(yield_per=READ)))


def _public() -> sa.ColumnElement[bool]:
    package = model.Package.__table__
    return sa.and_(
        package.c.type == "dataset", package.c.state == "active", package.c.private.is_(False)
    )


def _of_datasets() -> Iterator[Place]:
    package = model.Package.__table__
    # Not all extras: the rest of a dataset may be long.
    more = [package.c.extras[name].astext.label(name) for name in DATASET if name != "url"]
    for row in _rows(sa.select(package.c.id, package.c.url, *more).where(_public())):
        for name in DATASET:
            yield from _placed(getattr(row, name), row.id, name)


def _of_resources() -> Iterator[Place]:
    package, resource = model.Package.__table__, model.Resource.__table__
    query = (
        sa.select(resource.c.id, resource.c.package_id, resource.c.url, resource.c.extras)
        .join(package, package.c.id == resource.c.package_id)
        .where(_public(), resource.c.state == "active")
    )
    for row in _rows(query):
        values: Mapping[str, Any] = {**(row.extras or {}), "url": row.url}
        for field in RESOURCE:
            yield from _placed(values.get(field), row.package_id, field, row.id)


def _of_projects() -> Iterator[Place]:
    group = model.Group.__table__
    query = sa.select(group.c.id, group.c.extras)
    for row in _rows(query.where(group.c.type == GROUP_TYPE, group.c.state == "active")):
        for name in PROJECT:
            yield from _placed((row.extras or {}).get(name), row.id, name)


def _placed(value: Any, owner_id: str, field: str, resource_id: str = "") -> Iterator[Place]:
    for url in dict.fromkeys(_addresses(value)):
        yield Place(url, owner_id, field, resource_id)


def _addresses(value: Any) -> Iterator[str]:
    """Yield the web addresses of a value: one, a list, JSON of either, of objects with `url`."""
    if isinstance(value, str):
        text = value.strip()
        if text[:1] in "[{" and text:
            yield from _addresses(_json(text))
        elif text.lower().startswith(("http://", "https://")):
            yield text
    elif isinstance(value, list):
        for item in value:
            yield from _addresses(item)
    elif isinstance(value, dict):
        yield from _addresses(value.get("url"))


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:  # a portal's own field of that name
        return None
