"""Actions of the API: every function of the desk, and who may use it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from itertools import islice
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.logic import validate

from ckanext.modellregion_owl.desk import figures, letter, listing, log
from ckanext.modellregion_owl.desk.access import scope_of
from ckanext.modellregion_owl.desk.cause import Cause, Scope
from ckanext.modellregion_owl.desk.listing import Line
from ckanext.modellregion_owl.desk.log import Entry, Kind
from ckanext.modellregion_owl.desk.schemas import (
    accept_schema,
    figures_schema,
    key_schema,
    keys_schema,
    list_schema,
    log_schema,
    note_schema,
    show_schema,
)
from ckanext.modellregion_owl.desk.today import today
from ckanext.modellregion_owl.harvest.messages import severity as severity_word
from ckanext.modellregion_owl.logic.rights import may_edit_something, user_id
from ckanext.modellregion_owl.texts import translate as _

LONGEST = timedelta(days=366)  # for which something can be accepted


@tk.side_effect_free
@validate(list_schema)
def modellregion_desk_list(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show what is to be done: one entry for each cause, the most harmful first.

    Editors see their organisations, sysadmins all.

    :param organisation: id of an organisation. :param source: id of a source.
    :param effect: "blocks", "wrong" or "improve".
    :param accepted: true: what is accepted for now, instead of what is open.
    :param question: true: only what waits for an answer.
    :param limit: entries, default 10. :param offset: entries to leave out.
    :returns: `count`, `effects` (number of open causes by effect), `questions` (how many wait for
        an answer), `accepted` (how many are accepted), `results`, see `as_dict`.
    """
    tk.check_access("modellregion_desk_list", context, data_dict)
    lines = listing.lines(scope_of(context, data_dict))
    opened = [line for line in lines if not line.accepted]
    shown = [line for line in lines if line.accepted] if data_dict.get("accepted") else opened
    if data_dict.get("question"):
        shown = [line for line in shown if line.cause.question]
    start = data_dict.get("offset") or 0
    limit = data_dict.get("limit")
    end = start + (listing.ROWS if limit is None else limit)
    by_effect = listing.by_effect([line.cause for line in opened])
    return {
        "count": len(shown),
        "effects": {effect.value: len(causes) for effect, causes in by_effect.items()},
        "questions": sum(line.cause.question for line in opened),
        "accepted": len(lines) - len(opened),
        "results": [as_dict(line) for line in shown[start:end]],
    }


@tk.side_effect_free
@validate(show_schema)
def modellregion_desk_show(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show one cause with its datasets and what was decided about it.

    :param key: the cause's `key`.
    :param limit: datasets, default 50. :param offset: datasets to leave out.
    :returns: see `as_dict`, and `datasets` (name, title, file, field, value), `more` (whether there
        are further ones), `log` (see `modellregion_desk_log`).
    :raises tk.ObjectNotFound: there is no such cause now.
    """
    tk.check_access("modellregion_desk_show", context, data_dict)
    scope = scope_of(context, {})
    line = _line(scope, data_dict["key"])
    start, limit = data_dict.get("offset") or 0, data_dict.get("limit") or log.ROWS
    found = list(islice(listing.affected(scope, line.cause.key), start, start + limit + 1))
    return {
        **as_dict(line),
        "datasets": [asdict(one) for one in found[:limit]],
        "more": len(found) > limit,
        "log": [_entry(e) for e in log.entries(scope, line.cause.key)],
    }


@validate(accept_schema)
def modellregion_desk_accept(context: Any, data_dict: dict[str, Any]) -> dict[str, int]:
    """Accept causes with a reason until a day: till then, and unless they grow, they are not shown.

    :param keys: `key` of each cause. :param reason: a sentence that who comes after reads.
    :param until: last day (YYYY-MM-DD), at most a year ahead.
    :returns: `number` of causes that were accepted.
    :raises tk.ValidationError: there is no such cause, no reason, or the day is none of these.
    """
    tk.check_access("modellregion_desk_accept", context, data_dict)
    until = _until(data_dict["until"])
    causes = _all_of(scope_of(context, {}), data_dict["keys"])
    for cause in causes:
        log.enter(cause, Kind.ACCEPTED, user_id(context), data_dict["reason"], until)
    model.Session.commit()
    return {"number": len(causes)}


@validate(key_schema)
def modellregion_desk_reopen(context: Any, data_dict: dict[str, Any]) -> dict[str, str]:
    """Take an acceptance back: the cause stands in the list again.

    :param key: the cause's `key`.
    :returns: `key`.
    :raises tk.ObjectNotFound: there is no such cause now.
    """
    tk.check_access("modellregion_desk_reopen", context, data_dict)
    return _entered(context, data_dict["key"], Kind.REOPENED, "")


@validate(note_schema)
def modellregion_desk_note(context: Any, data_dict: dict[str, Any]) -> dict[str, str]:
    """Write a note on a cause; the last one stands with it, all of them in the log.

    :param key: the cause's `key`. :param text: at most 1,000 characters.
    :returns: `key`.
    :raises tk.ObjectNotFound: there is no such cause now.
    """
    tk.check_access("modellregion_desk_note", context, data_dict)
    return _entered(context, data_dict["key"], Kind.NOTED, data_dict["text"])


@tk.side_effect_free
@validate(keys_schema)
def modellregion_desk_letter(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Write the mail to the office that can mend causes at their source; it is not sent.

    :param key: a cause's `key`.
    :param keys: instead, those of several: one mail for each office.
    :returns: `mailbox` ("" when none is set), `subject`, `body`, `mailto` (an address to click on);
        with `keys`: `letters`, a list of these, each with the `keys` that it is about.
    :raises tk.ObjectNotFound: there is no such cause now.
    :raises tk.ValidationError: the same of one of `keys`, or neither is given.
    """
    tk.check_access("modellregion_desk_letter", context, data_dict)
    scope = scope_of(context, {})
    if data_dict.get("key"):
        cause = _line(scope, data_dict["key"]).cause
        return letter.written([(cause, listing.affected(scope, cause.key))])
    causes = _all_of(scope, data_dict.get("keys") or [])
    parts = ((cause, listing.affected(scope, cause.key)) for cause in causes)
    return {"letters": letter.by_office(parts)}


@validate(keys_schema)
def modellregion_desk_report(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Enter into the log that the office was told of causes.

    :param key: a cause's `key`.
    :param keys: instead, those of several.
    :returns: `key`; with `keys`: `number` of causes.
    :raises tk.ObjectNotFound: there is no such cause now.
    :raises tk.ValidationError: the same of one of `keys`, or neither is given.
    """
    tk.check_access("modellregion_desk_report", context, data_dict)
    if data_dict.get("key"):
        return _entered(context, data_dict["key"], Kind.REPORTED, "")
    causes = _all_of(scope_of(context, {}), data_dict.get("keys") or [])
    for cause in causes:
        log.enter(cause, Kind.REPORTED, user_id(context))
    model.Session.commit()
    return {"number": len(causes)}


@tk.side_effect_free
@validate(log_schema)
def modellregion_desk_log(context: Any, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """Show what was decided and noted, the newest first: who, when, why.

    Names are shown as the setting `desk.names` says.

    :param key: only of this cause. :param organisation: id. :param source: id.
    :param limit: entries, default 50. :param offset: entries to leave out.
    :returns: of each entry `key`, `line` (the cause as it was), `kind`, `kind_text`, `reason`,
        `until`, `who`, `created`.
    """
    tk.check_access("modellregion_desk_log", context, data_dict)
    limit = data_dict.get("limit") or log.ROWS
    found = log.entries(
        scope_of(context, data_dict), data_dict.get("key", ""), data_dict.get("offset") or 0, limit
    )
    return [_entry(entry) for entry in found]


@tk.side_effect_free
@validate(figures_schema)
def modellregion_desk_figures(context: Any, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """Show how many causes there were, day by day, the oldest first.

    :param organisation: id. :param source: id. :param days: how far back, default 90.
    :returns: of each day `day` and the number of open causes `blocks`, `wrong`, `improve`.
    """
    tk.check_access("modellregion_desk_figures", context, data_dict)
    days = data_dict.get("days") or figures.DAYS
    return [asdict(row) for row in figures.days(scope_of(context, data_dict), days)]


def as_dict(line: Line) -> dict[str, Any]:
    """Return a line as plain values.

    Keys: `key`, `effect`, `effect_text`, `count`, `text`, `detail`, `step` (`label`, `url`),
    `organisation` and `source` (ids), `question`, `datasets_url`, `note` and `accepted` (an entry
    of the log, None for none).
    """
    accepted = line.standing.accepted if line.accepted else None
    return {
        **asdict(line.cause),
        "effect": line.cause.effect.value,
        "effect_text": severity_word(line.cause.effect.value),
        "note": _entry(line.standing.note) if line.standing.note else None,
        "accepted": _entry(accepted) if accepted else None,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "key": entry.key,
        "line": entry.line,
        "kind": entry.kind.value,
        "kind_text": entry.kind_text,
        "reason": entry.reason,
        "until": entry.until.isoformat() if entry.until else "",
        "who": entry.who,
        "created": entry.created.isoformat(),
    }


def _entered(context: Any, key: str, kind: Kind, text: str) -> dict[str, str]:
    line = _line(scope_of(context, {}), key)
    log.enter(line.cause, kind, user_id(context), text)
    model.Session.commit()
    return {"key": key}


def _line(scope: Scope, key: str) -> Line:
    found = listing.one(scope, key)
    if found is None:
        raise tk.ObjectNotFound(_("This is no longer on the list."))
    return found


def _all_of(scope: Scope, keys: Sequence[str]) -> list[Cause]:
    known = {cause.key: cause for cause in listing.found(scope)}
    if not keys or set(keys) - set(known):
        text = _("Choose at least one line that is on the list now.")
        raise tk.ValidationError({"keys": [text]})
    return [known[key] for key in dict.fromkeys(keys)]


def _until(day: date) -> date:
    now = today()
    if not now <= day <= now + LONGEST:
        raise tk.ValidationError({"until": [_("Choose a day within a year from today.")]})
    return day


ACTIONS = {
    function.__name__: function
    for function in (
        modellregion_desk_list,
        modellregion_desk_show,
        modellregion_desk_accept,
        modellregion_desk_reopen,
        modellregion_desk_note,
        modellregion_desk_letter,
        modellregion_desk_report,
        modellregion_desk_log,
        modellregion_desk_figures,
    )
}
AUTH = dict.fromkeys(ACTIONS, may_edit_something)
