"""Actions of the API: block a dataset or a field of it at once, lift a block, list them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.curation import block, block_field, blocks
from ckanext.modellregion_owl.curation.rights import (
    checked,
    dataset,
    maybe,
    only_sysadmins,
    said,
)
from ckanext.modellregion_owl.harvest.web.overlay import own_field, resource_key
from ckanext.modellregion_owl.logic import numbers
from ckanext.modellregion_owl.logic.rights import may_edit_known, user_id
from ckanext.modellregion_owl.model import block as table
from ckanext.modellregion_owl.texts import translate as _

ROWS = 100


def modellregion_block(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Block a dataset, or one field of it, at once.

    It vanishes from pages, search, API, every generation of the feed, files, stored originals and
    activity, and does not come back with its source.

    :param id: id or name of the dataset.
    :param reason: why, in a sentence; it is not public.
    :param field: only this field of it.
    :param resource: only this file's `field`: `uri` or id.
    :param instead: what the field says from now on (a dataset must have a title).
    :returns: `id` of the dataset and `field`.
    :raises tk.ObjectNotFound: there is no such dataset.
    :raises tk.ValidationError: no reason, or there is no such field, or it can't be empty.
    """
    package = dataset(context, data_dict, "modellregion_block")
    data = checked(data_dict, _schema(), context)
    who = user_id(context)
    if not data.get("field"):
        block.block_dataset(package.id, data["reason"], who)
        return {"id": package.id, "field": ""}
    key = resource_key(package, data)
    field = own_field(package, data["field"], key)
    instead = str(data.get("instead") or "")
    if field == "title" and not key and not instead:
        raise tk.ValidationError({"instead": [_("Say which title the dataset has instead.")]})
    block_field.block_field(package.id, key, field, instead, data["reason"], who)
    return {"id": package.id, "field": field}


def modellregion_unblock(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Lift a block; what the source says comes with its next run.

    :param block: number of the block (`modellregion_block_list`).
    :param why: the reason, in a sentence.
    :returns: `id` of the dataset.
    :raises tk.ObjectNotFound: there is no such block.
    """
    tk.check_access("modellregion_unblock", context, data_dict)
    number = {"block": [*said(), numbers.natural], "why": said()}
    data = checked(data_dict, number, context)
    query = sa.select(table).where(table.c.id == data["block"], table.c.lifted.is_(None))
    row = model.Session.execute(query).first()
    if row is None:
        raise tk.ObjectNotFound(_("There is no such block."))
    act = block_field.lift_field if row.field else block.lift
    act(row, user_id(context), data["why"])
    return {"id": row.dataset_id}


def modellregion_blocked_purge(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Delete a blocked dataset for good; its tombstone stays.

    :param id: id or name of the dataset.
    :returns: `id` of the dataset.
    :raises tk.ObjectNotFound: no such dataset is blocked.
    """
    tk.check_access("modellregion_blocked_purge", context, data_dict)
    row = blocks.find(str(tk.get_or_bust(data_dict, "id")))
    if row is None:
        raise tk.ObjectNotFound(_("There is no such block."))
    block.purge(row)
    return {"id": row.dataset_id}


@tk.side_effect_free
def modellregion_block_list(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """List what is blocked now, the newest first.

    :param offset: rows to leave out; at most 100 are in an answer.
    :returns: `count` and `results`: `id` of the block, `dataset_id`, `name`, `field`,
        `resource_key`, `reason`, `user`, `created`.
    """
    tk.check_access("modellregion_block_list", context, data_dict)
    offset = checked(data_dict, {"offset": maybe(numbers.natural)}, context)
    user = model.User.__table__
    names = ("id", "dataset_id", "name", "field", "resource_key", "reason", "created")
    query = (
        sa.select(
            *(table.c[name] for name in names),
            sa.func.coalesce(user.c.fullname, user.c.name, "").label("user"),
            sa.func.count().over().label("count"),
        )
        .outerjoin(user, user.c.id == table.c.user_id)
        .where(table.c.lifted.is_(None))
        .order_by(table.c.id.desc())
    )
    rows = model.Session.execute(query.limit(ROWS).offset(offset.get("offset") or 0)).all()
    shown = (*names, "user")
    results = [{name: row._mapping[name] for name in shown} for row in rows]
    for result in results:
        result["created"] = result["created"].isoformat()
    return {"count": rows[0]._mapping["count"] if rows else 0, "results": results}


def _schema() -> dict[str, Any]:
    text = maybe()
    return {
        "id": said(),
        "reason": said(),
        "field": text,
        "resource": text,
        "instead": text,
    }


ACTIONS = {
    "modellregion_block": modellregion_block,
    "modellregion_unblock": modellregion_unblock,
    "modellregion_blocked_purge": modellregion_blocked_purge,
    "modellregion_block_list": modellregion_block_list,
}
AUTH = {**dict.fromkeys(ACTIONS, only_sysadmins), "modellregion_block": may_edit_known}
