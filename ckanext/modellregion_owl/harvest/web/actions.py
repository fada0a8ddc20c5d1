"""Actions of the API, and who may use them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.desk.log import Kind
from ckanext.modellregion_owl.harvest.exceptions import HarvestError
from ckanext.modellregion_owl.harvest.preview import short_preview
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.web import cockpit, report
from ckanext.modellregion_owl.harvest.write.confirm import Question, confirm, question
from ckanext.modellregion_owl.logic.rights import may_edit, user_id


def modellregion_harvest_confirm(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show, or confirm, which datasets a held run would remove.

    :param id: id or name of the source.
    :param list: name of the list that was shown; without it nothing is changed.
    :param reason: a sentence for the log of decisions.
    :returns: `list` (its name, "" when nothing waits), `started` of the run, `known` datasets,
        `missing` (guid, title, package_id, last_seen of each); after confirming also `removed`, the
        number.
    :raises tk.ObjectNotFound: there is no such source.
    :raises tk.ValidationError: the list is not the one that waits; says what to do.
    """
    from ckanext.modellregion_owl.harvest.frame.books import HarvestBooks

    source = _source(data_dict)
    tk.check_access("modellregion_harvest_confirm", context, {"id": source["id"]})
    wanted = data_dict.get("list")
    if not wanted:
        return _shown(question(source["id"]))
    user, cause = user_id(context), cockpit.held_cause(source["id"])
    try:
        books = HarvestBooks(source["id"])
        done = confirm(Source.from_dict(source), str(wanted), user, books)
        books.finished(done)
    except HarvestError as err:
        raise tk.ValidationError({"list": [str(err)]}) from err
    cockpit.decided(cause, Kind.REMOVED, user, str(data_dict.get("reason") or ""))
    return {**_shown(question(source["id"])), "removed": done.removed}


@tk.side_effect_free
def modellregion_harvest_report(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show the latest runs of a source, what one did to each record, and the findings by rule.

    :param id: id or name of the source.
    :param run: id of a run; default the latest.
    :param offset: number of records to leave out.
    :returns: see web.report.report.
    :raises tk.ObjectNotFound: there is no such source.
    """
    source = _source(data_dict)
    tk.check_access("modellregion_harvest_report", context, {"id": source["id"]})
    offset = str(data_dict.get("offset") or 0)
    return report.report(
        source, str(data_dict.get("run") or ""), int(offset[:9]) if offset.isdecimal() else 0
    )


def modellregion_harvest_preview(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show what a run would do now; nothing is written.

    Stops after 20 seconds and says so in `message`; the command line shows all.

    :param id: id or name of the source.
    :returns: see web.report.difference.
    :raises tk.ObjectNotFound: there is no such source.
    """
    source = _source(data_dict)
    tk.check_access("modellregion_harvest_preview", context, {"id": source["id"]})
    return report.difference(short_preview(source))


def _shown(asked: Question | None) -> dict[str, Any]:
    if asked is None:
        return {"list": "", "missing": []}
    return {
        "list": asked.list,
        "started": asked.started.isoformat(),
        "known": asked.known,
        "missing": [
            {
                "guid": item.guid,
                "title": item.title,
                "package_id": item.package_id,
                "last_seen": item.last_seen.isoformat() if item.last_seen else "",
            }
            for item in asked.missing
        ],
    }


def _source(data_dict: Mapping[str, Any]) -> dict[str, Any]:
    from ckanext.modellregion_owl.harvest.frame.ckan_harvester import source_dict

    return source_dict(str(tk.get_or_bust(dict(data_dict), "id")))


AUTH = dict.fromkeys(
    (
        "modellregion_harvest_confirm",
        "modellregion_harvest_report",
        "modellregion_harvest_preview",
    ),
    may_edit,
)
