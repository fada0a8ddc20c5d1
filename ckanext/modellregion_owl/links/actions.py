"""Actions of the API about links, and who may use them."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.desk.access import scope_of
from ckanext.modellregion_owl.links import job, listing
from ckanext.modellregion_owl.links.store import State
from ckanext.modellregion_owl.logic import numbers
from ckanext.modellregion_owl.logic.rights import may_edit_something, organisations


@tk.side_effect_free
def modellregion_link_list(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show links that do not answer, and where they stand, the longest failing first.

    Editors see the datasets of their organisations; sysadmins all, and model projects.

    :param state: "failing" (asked again before it counts as dead) or "dead"; default: both.
    :param host: only links to this server.
    :param organisation: id; only datasets of this one, which must be one of the user's.
    :param limit: places in the answer, at most and by default 100.
    :param offset: places to leave out.
    :returns: `count` and `results`: of each place `url`, `state`, `fault`, `status` (HTTP's, 0 for
        none), `failures`, `failing_since`, `checked`, `kind` ("dataset", "project"), `owner_id`,
        `name`, `title`, `resource_id`, `field`.
    :raises tk.ValidationError: a parameter is none of these.
    """
    tk.check_access("modellregion_link_list", context, data_dict)
    data, errors = tk.navl_validate(data_dict, _schema(), context)
    if errors:
        raise tk.ValidationError(errors)
    states = (State(data["state"]),) if data.get("state") else listing.FAILED
    limit = min(data.get("limit") or listing.ROWS, listing.ROWS)
    within = scope_of(context, {"organisation": data.get("organisation")}).wanted()
    offset, host = data.get("offset") or 0, data.get("host") or ""
    count, rows = listing.listed(within, states, limit, offset, host)
    return {"count": count, "results": rows}


@tk.side_effect_free
def modellregion_link_summary(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show how many links there are by what is known of them, and which servers fail.

    Of the same datasets as `modellregion_link_list`.

    :returns: `states`: number of links as "ok", "failing", "dead", "unknown" (never asked);
        `checked`: moment of the newest answer or None; `servers`: at most 100 with links that
        fail, each `host`, `links`, `dead`.
    """
    tk.check_access("modellregion_link_summary", context, data_dict)
    within = organisations(context)
    return {**listing.summary(within), "servers": listing.servers(within)}


def modellregion_link_check(context: Any, data_dict: dict[str, Any]) -> dict[str, bool]:
    """Queue a check of all links; it runs in the background, some minutes at a time.

    :returns: `queued`: false when one is waiting or running already.
    """
    tk.check_access("modellregion_link_check", context, data_dict)
    return {"queued": job.start()}


def _schema() -> dict[str, Any]:
    ignore = tk.get_validator("ignore_missing")
    one_of = tk.get_validator("one_of")([state.value for state in listing.FAILED])
    text = tk.get_validator("unicode_safe")
    return {
        "state": [ignore, one_of],
        "host": [ignore, text],
        "organisation": [ignore, text],
        "limit": [ignore, numbers.natural],
        "offset": [ignore, numbers.natural],
    }


ACTIONS = {
    "modellregion_link_list": modellregion_link_list,
    "modellregion_link_check": modellregion_link_check,
    "modellregion_link_summary": modellregion_link_summary,
}
AUTH = dict.fromkeys(ACTIONS, may_edit_something)
