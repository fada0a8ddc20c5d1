"""The page of a source's runs: `/abruf/<source>`; and the answers of withdrawn datasets."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.csrf import check_token
from ckanext.modellregion_owl.harvest.store.reports import ROWS
from ckanext.modellregion_owl.harvest.web import gone

NAME = "modellregion_harvest"
MAX_LISTED = 200  # records of one kind on the page of a preview; the numbers count all


def runs(source: str) -> str | Response:
    """Show the runs of a source, one of them in full, and its findings; editors only.

    Context: `report` (web.report.report), `question` (what waits for a decision), `page`, `pages`.
    """
    number = tk.request.args.get("page", "1")
    page = int(number[:6]) if number.isdecimal() and int(number[:6]) else 1
    asked = {"id": source, "run": tk.request.args.get("run", ""), "offset": (page - 1) * ROWS}
    report = _action("modellregion_harvest_report", asked)
    if report["run"] is None and asked["run"]:
        return tk.abort(404, tk._("There is no such run."))
    held = bool(report["runs"]) and report["runs"][0]["state"] == "held"
    question = _action("modellregion_harvest_confirm", {"id": source}) if held else {}
    pages = -(-report["total"] // ROWS)
    return tk.render(
        "harvest/runs.html",
        {"report": report, "question": question, "page": page, "pages": pages},
    )


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
    try:
        done = _action(
            "modellregion_harvest_confirm",
            {"id": source, "list": tk.request.form.get("list", "") or "-"},
        )
    except tk.ValidationError as err:
        tk.h.flash_error("; ".join(err.error_dict["list"]))
    else:
        number = done["removed"]
        text = tk.ungettext("{n} dataset was withdrawn.", "{n} datasets were withdrawn.", number)
        tk.h.flash_success(text.format(n=number))
    return tk.redirect_to(f"{NAME}.runs", source=source)


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
    blueprint.after_app_request(gone.answer)
    return blueprint
