"""The stewards' pages `/datenpflege…`; all filters stand in the address, nothing needs a script."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from werkzeug.wrappers import Response as AnyResponse

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.csrf import check_token
from ckanext.modellregion_owl.desk import page, tables
from ckanext.modellregion_owl.desk.log import ROWS as LOG_ROWS
from ckanext.modellregion_owl.login import refuse

NAME = "modellregion_desk"


def index() -> str:
    """Show the list. Context: see desk.page.Page; `result` of `modellregion_desk_list`."""
    shown = page.Page(NAME + ".index")
    filters = shown.filters()
    wanted = {**filters, "offset": shown.offset(page.ROWS), "limit": page.ROWS}
    result = _action("modellregion_desk_list", wanted)
    return tk.render("desk/index.html", {**shown.context(), "result": result})


def index_csv() -> Response:
    """Send the whole list as a table."""
    filters = page.Page(NAME + ".index").filters()
    result = _action("modellregion_desk_list", {**filters, "limit": page.ALL})
    return tables.response(tables.of_causes(result["results"]), "datenpflege")


def cause() -> str:
    """Show one cause: its datasets, what was decided, what can be done."""
    key = _key()
    shown = page.Page(NAME + ".cause")
    data = {"key": key, "offset": shown.offset(LOG_ROWS), "limit": LOG_ROWS}
    found = _action("modellregion_desk_show", data)
    return tk.render("desk/cause.html", {**shown.context(), "cause": found})


def cause_csv() -> Response:
    """Send the datasets of a cause as a table."""
    key = _key()
    _action("modellregion_desk_show", {"key": key, "limit": 1})  # may this user see it?
    return tables.response(tables.of_datasets(page.scope(), key), "datensaetze")


def accept() -> str | AnyResponse:
    """Ask for a reason and a day for the chosen lines; by POST accept them."""
    form = tk.request.values
    keys = form.getlist("key")
    if tk.request.method == "POST":
        check_token()
        data = {"keys": keys, "reason": form.get("reason", ""), "until": form.get("until", "")}
        try:
            number = _action("modellregion_desk_accept", data)["number"]
        except tk.ValidationError as err:
            return _accept_page(keys, err.error_dict), 422  # type: ignore[return-value]
        text = tk.ungettext("{n} line is accepted.", "{n} lines are accepted.", number)
        tk.h.flash_success(text.format(n=number))
        return tk.redirect_to(f"{NAME}.index")
    return _accept_page(keys, {})


def _accept_page(keys: list[str], errors: dict[str, Any]) -> str:
    result = _action("modellregion_desk_list", {"limit": page.ALL})
    chosen = [one for one in result["results"] if one["key"] in keys]
    form = {name: tk.request.form.get(name, "") for name in ("reason", "until")}
    context = {**page.Page(NAME + ".accept").context(), "chosen": chosen, "errors": errors}
    return tk.render("desk/accept.html", {**context, "form": form, "month": page.in_a_month()})


def decide() -> AnyResponse:
    """Take a note, an acceptance back, or that the office was told."""
    check_token()
    form = tk.request.form
    key, what = form.get("key", ""), form.get("what", "")
    done = {
        "note": tk._("The note is kept."),
        "reopen": tk._("The line stands in the list again."),
        "report": tk._("It stands in the log that you have reported it."),
    }
    if what not in done:
        return tk.abort(404)
    try:
        _action(f"modellregion_desk_{what}", {"key": key, "text": form.get("text", "")})
    except tk.ValidationError as err:
        tk.h.flash_error("; ".join(text for texts in err.error_dict.values() for text in texts))
    else:
        tk.h.flash_success(done[what])
    return tk.redirect_to(f"{NAME}.cause", key=key)


def report() -> str | AnyResponse:
    """Show the mails to the offices, to open in a mail program or to copy; by POST: they are told.

    Context: `letters`, see `modellregion_desk_letter`; none where no line is chosen.
    """
    keys = list(dict.fromkeys(key for key in tk.request.values.getlist("key") if key))
    if tk.request.method == "POST":
        check_token()
        return _reported(keys)
    letters: list[dict[str, Any]] = []
    if len(keys) == 1:
        letters = [{**_action("modellregion_desk_letter", {"key": keys[0]}), "keys": keys}]
    elif keys:
        try:
            letters = _action("modellregion_desk_letter", {"keys": keys})["letters"]
        except tk.ValidationError as err:
            return tk.abort(404, " ".join(err.error_dict["keys"]))
    context = {**page.Page(NAME + ".report").context(), "letters": letters}
    return tk.render("desk/report.html", context)


def _reported(keys: list[str]) -> AnyResponse:
    try:
        number = _action("modellregion_desk_report", {"keys": keys})["number"]
    except tk.ValidationError as err:
        tk.h.flash_error(" ".join(err.error_dict["keys"]))
    else:
        text = tk.ungettext(
            "It stands in the log that {n} line was reported.",
            "It stands in the log that {n} lines were reported.",
            number,
        )
        tk.h.flash_success(text.format(n=number))
    return tk.redirect_to(f"{NAME}.index")


def sources() -> str:
    """Show the sources: last run, what waits, trend, health."""
    shown = page.Page(NAME + ".sources")
    return tk.render("desk/sources.html", shown.context())


def history() -> str:
    """Show the log of decisions."""
    shown = page.Page(NAME + ".history")
    data = {**shown.filters(), "offset": shown.offset(LOG_ROWS), "limit": LOG_ROWS + 1}
    found = _action("modellregion_desk_log", data)
    context = {**shown.context(), "log": found[:LOG_ROWS], "more": len(found) > LOG_ROWS}
    return tk.render("desk/history.html", context)


def figures() -> str:
    """Show the figures over time as a chart and as a table."""
    shown = page.Page(NAME + ".figures")
    days = _action("modellregion_desk_figures", shown.filters())
    return tk.render("desk/figures.html", {**shown.context(), "days": days})


def figures_csv() -> Response:
    """Send the figures as a table."""
    days = _action("modellregion_desk_figures", page.Page(NAME + ".figures").filters())
    return tables.response(tables.of_days(days), "zahlen")


def _key() -> str:
    """Return the line's name in the address; 404 without one."""
    return tk.request.args.get("key") or tk.abort(404)


def _action(name: str, data: dict[str, Any]) -> Any:
    """Call an action; 403 and 404 where it says so."""
    try:
        return tk.get_action(name)({}, data)
    except tk.NotAuthorized:
        return refuse(tk._("Only people who may edit datasets can see this page."))
    except tk.ObjectNotFound as err:
        return tk.abort(404, str(err))


def make_blueprint() -> Blueprint:
    """Return the routes."""
    blueprint = Blueprint(NAME, __name__)
    add = blueprint.add_url_rule
    add("/datenpflege", "index", index, strict_slashes=False)
    add("/datenpflege/aufgaben.csv", "index_csv", index_csv)
    add("/datenpflege/ursache", "cause", cause)
    add("/datenpflege/ursache", "decide", decide, methods=["POST"])
    add("/datenpflege/ursache.csv", "cause_csv", cause_csv)
    add("/datenpflege/annehmen", "accept", accept, methods=["GET", "POST"])
    add("/datenpflege/melden", "report", report, methods=["GET", "POST"])
    add("/datenpflege/quellen", "sources", sources)
    add("/datenpflege/verlauf", "history", history)
    add("/datenpflege/zahlen", "figures", figures)
    add("/datenpflege/zahlen.csv", "figures_csv", figures_csv)
    return blueprint
