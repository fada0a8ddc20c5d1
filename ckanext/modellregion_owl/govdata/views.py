"""The stewards' page `/datenpflege/govdata`."""

from __future__ import annotations

from flask import Blueprint, Response

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.csrf import check_token
from ckanext.modellregion_owl.govdata import write
from ckanext.modellregion_owl.govdata.report import Report
from ckanext.modellregion_owl.govdata.signup import sheet

NAME = "modellregion_govdata"
SHOWN = 20  # datasets of a cause on the page; the files have all


def show() -> str | Response:
    """Show the last result. Context: `report` (Report or None), `causes`, `shown`, sentences.

    With `?format=csv` or `json` the whole result as a file.
    """
    report = _last()
    asked = tk.request.args.get("format", "")
    if report and asked in ("csv", "json"):
        return _file(report, asked)
    context = {
        "report": report,
        "causes": report.causes() if report else [],
        "summary": write.summary(report) if report else "",
        "verdict": write.verdict(report) if report else "",
        "shown": SHOWN,
    }
    return tk.render("govdata/check.html", context)


def run() -> Response:
    """Check now, then show the result."""
    check_token()
    try:
        tk.get_action("modellregion_govdata_check")({}, {})
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only people who may edit datasets can see this page."))
    return tk.redirect_to(f"{NAME}.show")


def signup() -> Response:
    """Send the sheet with which the catalogue is signed up at GovData."""
    report = _last()
    response = Response(sheet(report), content_type="text/markdown; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="anmeldung-govdata.md"'
    return response


def _last() -> Report | None:
    try:
        found = tk.get_action("modellregion_govdata_report")({}, {})
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only people who may edit datasets can see this page."))
    return Report.from_dict(found) if found else None


def _file(report: Report, kind: str) -> Response:
    if kind == "csv":
        response = Response(write.as_csv(report), content_type="text/csv; charset=utf-8")
    else:
        response = Response(write.as_json(report), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="govdata.{kind}"'
    return response


def make_blueprint() -> Blueprint:
    """Return the page's addresses."""
    blueprint = Blueprint(NAME, __name__)
    blueprint.add_url_rule("/datenpflege/govdata", "show", show, strict_slashes=False)
    blueprint.add_url_rule("/datenpflege/govdata/pruefen", "run", run, methods=["POST"])
    blueprint.add_url_rule("/datenpflege/govdata/anmeldung.md", "signup", signup)
    return blueprint
