"""Catches what people change in a harvested dataset, whichever way they do it.

Form, `package_patch`, `resource_update` and all others end in `package_update`. The harvester marks
its context; its own writes pass without a statement. A dataset that was not harvested costs one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.curation import log, stored
from ckanext.modellregion_owl.curation.difference import edits
from ckanext.modellregion_owl.harvest.frame import source_form
from ckanext.modellregion_owl.logic.rights import user_id
from ckanext.modellregion_owl.model import record

MARK = "modellregion_harvest"  # in the context of the harvester's own writes
WHY = "curation_why"  # in the data of a form or a program: the reason

_inside: ContextVar[bool] = ContextVar("modellregion_catching", default=False)


@tk.chained_action
def package_update(up: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """Keep a person's changes of a harvested dataset over every later run.

    :param curation_why: the reason, in a sentence; optional, here or at a file.
    """
    why = _why(data_dict)
    found = _harvested(context, data_dict.get("id") or data_dict.get("name"))
    with _catching(context, found, why) if found else _within():
        return source_form.package_update(up, context, data_dict)


@tk.chained_action
def package_owner_org_update(up: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """Keep the organisation that a person has given a harvested dataset."""
    found = _harvested(context, data_dict.get("id"))
    with _catching(context, found, "") if found else _within():
        return up(context, data_dict)


@tk.chained_action
def package_delete(up: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """Note who has deleted a harvested dataset: it stays so although its source delivers it."""
    found = _harvested(context, data_dict.get("id"))
    result = up(context, data_dict)
    if found:
        log.write([log.Line(found, log.Act.DELETE, user_id=user_id(context))])
        _commit(context)
    return result


def _why(data_dict: dict[str, Any]) -> str:
    """Take the reason out of the data: it is no field."""
    holders = [data_dict, *(data_dict.get("resources") or ())]
    found = [str(h.pop(WHY, "") or "").strip() for h in holders if isinstance(h, dict)]
    return next((text for text in found if text), "")


def _harvested(context: Any, id_or_name: Any) -> str:
    """Return the id of a harvested dataset, "" for any other; the harvester asks nothing."""
    if context.get(MARK) or _inside.get() or not id_or_name:
        return ""
    return harvested(str(id_or_name))


def harvested(id_or_name: str) -> str:
    """Return the id of a harvested dataset, "" for any other; one query."""
    package = model.Package.__table__
    query = (
        sa.select(record.c.package_id)
        .join(package, package.c.id == record.c.package_id)
        .where(
            sa.or_(package.c.id == id_or_name, package.c.name == id_or_name),
            record.c.duplicate_of.is_(None),
            record.c.skipped == "",
        )
    )
    return str(model.Session.scalar(query.limit(1)) or "")


@contextmanager
def _within() -> Iterator[None]:
    """Let the actions that CKAN calls inside of one be part of it."""
    token = _inside.set(True)
    try:
        yield
    finally:
        _inside.reset(token)


@contextmanager
def _catching(context: Any, dataset_id: str, why: str) -> Iterator[None]:
    before = _shown(dataset_id)
    with _within():
        yield
    found = edits(before, _shown(dataset_id), stored.fields(str(before["type"])))
    if found:
        stored.keep(dataset_id, found, before, user_id(context), why)
        _commit(context)


def _shown(dataset_id: str) -> dict[str, Any]:
    context = {"ignore_auth": True, "use_cache": False}
    found: dict[str, Any] = tk.get_action("package_show")(context, {"id": dataset_id})
    return found


def _commit(context: Any) -> None:
    if not context.get("defer_commit"):
        model.Session.commit()
