"""What stewards are asked when too many datasets have left the feed at once."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timezone
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa

import ckan.authz as authz
import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.model.group import group_table
from ckan.model.package import package_table

from ckanext.modellregion_owl.desk import log
from ckanext.modellregion_owl.feed import generations, guard
from ckanext.modellregion_owl.feed.guard import Leaver
from ckanext.modellregion_owl.feed.status import keep, release
from ckanext.modellregion_owl.texts import translate_plural as _plural

ANSWERS = {"release": release, "keep": keep}
KINDS = {"release": log.Kind.REMOVED, "keep": log.Kind.KEPT}


@tk.side_effect_free
def modellregion_feed_question(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show which datasets have left and are delivered on until someone has decided.

    :returns: `list` (its name, "" when nothing waits) and `datasets`: id, title, organisation,
        since, answer ("" or "kept"), may (whether this user may answer for it).
    """
    tk.check_access("modellregion_feed_question", context, data_dict)
    held = guard.held()
    organisations = _organisations([one.id for one in held])
    return {
        "list": _name(held),
        "datasets": [
            {
                "id": one.id,
                "title": one.title,
                "organisation": organisations.get(one.id, ""),
                "since": one.since.isoformat(),
                "answer": one.answer,
                "may": _may(context, one.id),
            }
            for one in held
        ],
    }


def modellregion_feed_answer(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Decide about the datasets that have left; of those for which this user may.

    :param answer: "release": they leave the feed, and every harvester deletes them; "keep": they
        are delivered on until they are public again.
    :param list: name of the list that was shown.
    :returns: `number` of datasets that were answered for.
    :raises tk.ValidationError: the list is another one now, or there is no such answer.
    """
    shown = modellregion_feed_question(context, {})
    act = ANSWERS.get(str(data_dict.get("answer") or ""))
    if act is None:
        raise tk.ValidationError({"answer": [tk._("The answer is release or keep.")]})
    if not shown["list"] or data_dict.get("list") != shown["list"]:
        raise tk.ValidationError(
            {"list": [tk._("The list has changed meanwhile. Please look at it again.")]}
        )
    ids = [one["id"] for one in shown["datasets"] if one["may"]]
    user = context.get("auth_user_obj")
    who = user.id if user else ""
    number = act(ids, who)
    _enter(ids, KINDS[str(data_dict["answer"])], who)
    return {"number": number}


def _enter(ids: list[str], kind: log.Kind, user_id: str) -> None:
    """Enter the answer into the log of decisions, one line for each organisation. Commits."""
    query = sa.select(package_table.c.id, package_table.c.owner_org)
    known = model.Session.execute(query.where(package_table.c.id.in_(ids)))
    owners = {row.id: row.owner_org or "" for row in known}
    for organisation, number in Counter(owners.get(id_, "") for id_ in ids).items():
        line = _plural(
            "{n} dataset that had left the delivery to GovData",
            "{n} datasets that had left the delivery to GovData",
            number,
        ).format(n=number)
        log.answered(f"feed.held:{organisation}", line, kind, organisation, number, user_id)
    model.Session.commit()


def may_ask(context: Any, data_dict: dict[str, Any]) -> dict[str, bool]:
    """Allow whoever may edit datasets of at least one organisation."""
    user = str(context.get("user") or "")
    allowed = bool(user) and (
        authz.is_sysadmin(user) or authz.has_user_permission_for_some_org(user, "update_dataset")
    )
    return {"success": bool(allowed)}


ACTIONS = {
    "modellregion_feed_question": modellregion_feed_question,
    "modellregion_feed_answer": modellregion_feed_answer,
}
AUTH = dict.fromkeys(ACTIONS, may_ask)


def modellregion_feed_waits() -> int:
    """Return how many datasets wait for an answer of this user; 0 to everyone else."""
    user = str(getattr(tk.current_user, "name", ""))
    if not user or not may_ask({"user": user}, {})["success"]:
        return 0
    context = {"user": user, "auth_user_obj": tk.current_user}
    return sum(1 for one in guard.held() if not one.answer and _may(context, one.id))


def modellregion_feed_from(package: dict[str, Any]) -> datetime | None:
    """Return from when on the feed has a dataset as it is now; None when it has it, or never will.

    An edit waits until the next comparison (`feed.refresh_seconds`), which the next reader starts.
    """
    newest = generations.newest() if generations.usable() else None
    public = package.get("state") == "active" and not package.get("private")
    if newest is None or not public:
        return None
    changed = datetime.fromisoformat(package["metadata_modified"]).replace(tzinfo=timezone.utc)
    return generations.next_check(newest) if changed > newest.checked else None


def _may(context: Any, dataset_id: str) -> bool:
    user = str(context.get("user") or "")
    if context.get("ignore_auth") or authz.is_sysadmin(user):
        return True
    try:
        tk.check_access("package_update", {"user": user}, {"id": dataset_id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return False  # one that was purged is the administrators' to answer for
    return True


def _name(held: list[Leaver]) -> str:
    ids = " ".join(sorted(one.id for one in held))
    return blake2b(ids.encode(), digest_size=8).hexdigest() if held else ""


def _organisations(ids: list[str]) -> dict[str, str]:
    """Return id → title of the organisation."""
    query = (
        sa.select(package_table.c.id, group_table.c.title)
        .join(group_table, group_table.c.id == package_table.c.owner_org)
        .where(package_table.c.id.in_(ids))
    )
    return {row[0]: row[1] for row in model.Session.execute(query)}
