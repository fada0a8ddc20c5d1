"""What CKAN's tables hold of a dataset beside its form: read, compared, and put back.

An image is plain JSON: `columns` of the table package that may change, `extras` as they are stored,
`resources`: id → the text of their extras. Written to the tables and not by CKAN's actions: id,
name, dates and everything that clients compare must stay as they are, and a way back must give
the very same bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypedDict

import sqlalchemy as sa

import ckan.model as model

COLUMNS = ("url", "version", "license_id", "maintainer", "maintainer_email")

_package = model.Package.__table__
_resource = model.Resource.__table__
# JSON in a column of text, whose bytes shall stay: not through the column's own type.
_resource_extras = sa.type_coerce(_resource.c.extras, sa.UnicodeText)


class Image(TypedDict):
    """The changeable part of one dataset's rows."""

    columns: dict[str, str | None]
    extras: dict[str, str]
    resources: dict[str, str | None]


def load(dataset_ids: Collection[str], lock: bool = False) -> dict[str, Image]:
    """Return the images of datasets by id, by two queries; with `lock` for who will write."""
    columns = [_package.c[name] for name in COLUMNS]
    query = sa.select(_package.c.id, _package.c.extras, *columns)
    query = query.where(_package.c.id.in_(dataset_ids)).order_by(_package.c.id)
    query = query.with_for_update() if lock else query
    found: dict[str, Image] = {}
    for row in model.Session.execute(query):
        columns_of = {name: getattr(row, name) for name in COLUMNS}
        found[row.id] = Image(columns=columns_of, extras=dict(row.extras or {}), resources={})
    files = sa.select(_resource.c.id, _resource.c.package_id, _resource_extras.label("extras"))
    files = files.where(_resource.c.package_id.in_(dataset_ids), _resource.c.state == "active")
    for row in model.Session.execute(files.with_for_update() if lock else files):
        found[row.package_id]["resources"][row.id] = row.extras
    return found


def store(dataset_id: str, before: Image, after: Image) -> None:
    """Write what differs; nothing else of the rows is touched. Does not commit."""
    changed: dict[str, Any] = {
        name: value for name, value in after["columns"].items() if value != before["columns"][name]
    }
    if after["extras"] != before["extras"]:
        changed["extras"] = after["extras"]
    if changed:
        where = _package.c.id == dataset_id
        model.Session.execute(sa.update(_package).where(where).values(changed))
    for id_, text in after["resources"].items():
        if text != before["resources"].get(id_):
            update = sa.update(_resource).where(_resource.c.id == id_)
            # A literal of text: the column's type would write the JSON anew.
            value = sa.type_coerce(sa.literal(text, sa.UnicodeText), _resource.c.extras.type)
            model.Session.execute(update.values({"extras": value}))


def restored(before: Image, after: Image, now: Image) -> Image:
    """Return the image of before where nobody has changed anything since, key by key.

    A value that a person has written since `after` stays; a file that is gone stays gone.
    """
    files = {
        id_: before["resources"].get(id_, text)
        if text == after["resources"].get(id_, text)
        else text
        for id_, text in now["resources"].items()
    }
    return Image(
        columns=_back(before["columns"], after["columns"], now["columns"]),
        extras=_back(before["extras"], after["extras"], now["extras"]),
        resources=files,
    )


def _back(before: Mapping[str, Any], after: Mapping[str, Any], now: Mapping[str, Any]) -> Any:
    found = dict(now)
    for key in {*before, *after}:
        if now.get(key) != after.get(key):
            continue
        if key in before:
            found[key] = before[key]
        else:
            found.pop(key, None)
    return found
