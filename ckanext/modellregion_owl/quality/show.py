"""What is kept of one dataset: its points, what is wrong, and where in the form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.feed.tables import PUBLIC, package
from ckanext.modellregion_owl.model import check, check_finding
from ckanext.modellregion_owl.quality import unpublished
from ckanext.modellregion_owl.quality.store import result_of
from ckanext.modellregion_owl.quality.told import points
from ckanext.modellregion_owl.validation.result import Result
from ckanext.modellregion_owl.validation.told import Told, told


def of_dataset(name_or_id: str) -> dict[str, Any] | None:
    """Return the points of a public dataset (quality.told.points) with `checked`; None: no check.

    One query.
    """
    query = (
        sa.select(check, package.c.name)
        .select_from(check.join(package, package.c.id == check.c.dataset_id))
        .where(sa.or_(package.c.id == name_or_id, package.c.name == name_or_id), PUBLIC)
    )
    row = model.Session.execute(query).mappings().first()
    if row is None:
        return None
    found = {"dataset": row["name"], "checked": row["checked"].isoformat(), **points(row)}
    return found | {name: row[name] for name in ("errors", "warnings", "hints")}


def modellregion_quality(dataset_id: str) -> dict[str, Any] | None:
    """Return the points of a dataset for its page; None when it was not checked yet."""
    return of_dataset(dataset_id)


def modellregion_found(
    data: dict[str, Any], kind: str, package_id: str = ""
) -> dict[str, list[Told]]:
    """Return field → what the check has found there, for the form; {} when nothing.

    :param data: the form's values. :param kind: "dataset" or "resource".
    :param package_id: name or id of the dataset, in the form of a file.
    """
    if not data.get("id"):
        return {}
    owner = package_id if kind == "resource" else data["id"]
    file = data["id"] if kind == "resource" else ""
    found: dict[str, list[Told]] = defaultdict(list)
    for result in _of_file(str(owner), file):
        one = told(result)
        if one.field and one.message not in [other.message for other in found[one.field]]:
            found[one.field].append(one)
    return dict(found)


def _of_file(owner: str, file: str) -> Iterator[Result]:
    """Yield what is wrong with a file, "" for the dataset itself: as kept, or if private, anew."""
    dataset = model.Package.get(owner)
    if unpublished.is_unpublished(dataset):
        yield from (result for result, place in unpublished.results(dataset) if place == file)
        return
    query = (
        sa.select(check_finding)
        .select_from(check_finding.join(package, package.c.id == check_finding.c.dataset_id))
        .where(sa.or_(package.c.id == owner, package.c.name == owner), PUBLIC)
        .where(check_finding.c.resource_id == file)
        .order_by(check_finding.c.id)
    )
    for row in model.Session.execute(query).mappings():
        yield result_of(row)
