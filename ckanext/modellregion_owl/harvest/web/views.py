"""The page of a source's runs: `/abruf/<source>`; and the answers of withdrawn datasets."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.csrf import check_token
from ckanext.modellregion_owl.harvest.store.reports import ROWS
from ckanext.modellregion_owl.harvest.web import gone
from ckanext.modellregion_owl.harvest.web.report import as_csv
from ckanext.modellregion_owl.impossible import refuse_impossible

NAME = "modellregion_harvest"
MAX_LISTED = 200  # records of one kind on the page of a preview; the numbers count all


def runs(source: str) -> str | Response:
    """Show the runs of a source, one of them in full, and its findings; editors only.

    Context: `report` (web.report.report), `question` (what waits for a decision), `page`, `pages`,
    `progress` (whether it is being harvested now).
    """
    number = tk.request.args.get("page", "1")
    page = int(number[:6]) if number.isdecimal() and int(number[:6]) else 1
    asked = {"id": source, "run": tk.request.args.get("run", ""), "offset": (page - 1) * ROWS}
    report = _action("modellregion_harvest_report", asked)
    if report["run"] is None and asked["run"]:
        return tk.abort(404, tk._("There is no such run."))
    held = any(run["state"] == "held" for run in report["runs"])
    question = _action("modellregion_harvest_confirm", {"id": source}) if held else {}
    pages = -(-report["total"] // ROWS)
    progress = _action("modellregion_harvest_progress", {"id": source})
    context = {"report": report, "question": question, "page": page, "pages": pages}
    return tk.render("harvest/runs.html", {**context, "progress": progress})


def preview(source: str) -> str | Response:
    """Show what a run would do now. By POST only: it reads the source and takes its time."""
    check_token()
    report = _action("modellregion_harvest_report", {"id": source})
    shown = _action("modellregion_harvest_preview", {"id": source})
    return tk.render(
        "harvest/preview.html", {"report": report, "preview": shown, "most": MAX_LISTED}
    )


def confirm(source: str) -> Response:
    """Withdraw the datasets of the list that was shown."""
    check_token()
    form = tk.request.form
    return _remove(source, {name: form.get(name, "") for name in ("list", "reason")})


def _remove(source: str, given: dict[str, str]) -> Response:
    try:
        data = {"id": source, "reason": given["reason"], "list": given["list"] or "-"}
        done = _action("modellregion_harvest_confirm", data)
    except tk.ValidationError as err:
        tk.h.flash_error("; ".join(err.error_dict["list"]))
    else:
        number = done["removed"]
        text = tk.ungettext("{n} dataset was withdrawn.", "{n} datasets were withdrawn.", number)
        tk.h.flash_success(text.format(n=number))
    return tk.redirect_to(f"{NAME}.runs", source=source)


def start(source: str) -> Response:
    """Queue a run; the page then shows how far it is."""
    check_token()
    if not _action("modellregion_harvest_start", {"id": source})["queued"]:
        tk.h.flash_notice(tk._("A run of this source is waiting or at work already."))
    return tk.redirect_to(f"{NAME}.runs", source=source)


def progress(source: str) -> Response:
    """Tell how far a run is, for the page's script."""
    return jsonify(_action("modellregion_harvest_progress", {"id": source}))


def decide(source: str) -> str | Response:
    """Ask for the reason of a decision about missing datasets; by POST do what was decided."""
    form = tk.request.values
    keep = form.get("answer") == "keep"
    if tk.request.method == "POST":
        check_token()
        given = {name: form.get(name, "") for name in ("list", "reason")}
        return _keep(source, given) if keep else _remove(source, given)
    question = _action("modellregion_harvest_confirm", {"id": source})
    if not question["list"]:
        tk.h.flash_notice(tk._("Nothing waits for a decision any more."))
        return tk.redirect_to(f"{NAME}.runs", source=source)
    report = _action("modellregion_harvest_report", {"id": source})
    context = {"report": report, "question": question, "keep": keep}
    return tk.render("harvest/decide.html", context)


def _keep(source: str, given: dict[str, str]) -> Response:
    try:
        done = _action("modellregion_harvest_keep", {"id": source, **given})
    except tk.ValidationError as err:
        tk.h.flash_error("; ".join(text for texts in err.error_dict.values() for text in texts))
    else:
        number = done["kept"]
        text = tk.ungettext("{n} dataset stays.", "{n} datasets stay.", number)
        tk.h.flash_success(text.format(n=number))
    return tk.redirect_to(f"{NAME}.runs", source=source)


def protocol(source: str) -> Response:
    """Send what a run did, and what was noticed, as a table."""
    report = _action("modellregion_harvest_report", {"id": source})
    text = as_csv(report["source"], tk.request.args.get("run", ""))
    answer = Response(text, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="abruf.csv"'
    return answer


def _action(name: str, data: dict[str, Any]) -> dict[str, Any]:
    """Call an action; 403 and 404 where it says so."""
    try:
        return tk.get_action(name)({}, data)
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only editors of the organisation can see this page."))
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("There is no such source."))


def make_blueprint() -> Blueprint:
    """Return the routes, and the look at answers that say "not found"."""
    blueprint = Blueprint(NAME, __name__)
    blueprint.add_url_rule("/abruf/<source>", "runs", runs)
    blueprint.add_url_rule("/abruf/<source>/vorschau", "preview", preview, methods=["POST"])
    blueprint.add_url_rule("/abruf/<source>/bestaetigen", "confirm", confirm, methods=["POST"])
    blueprint.add_url_rule("/abruf/<source>/starten", "start", start, methods=["POST"])
    blueprint.add_url_rule("/abruf/<source>/stand.json", "progress", progress)
    ways = ["GET", "POST"]
    blueprint.add_url_rule("/abruf/<source>/entscheiden", "decide", decide, methods=ways)
    blueprint.add_url_rule("/abruf/<source>/protokoll.csv", "protocol", protocol)
    blueprint.after_app_request(gone.answer)
    return refuse_impossible(blueprint)
