"""Pages: the points of a dataset, by municipality and source, and files of what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask import Blueprint, Response

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.desk import tables
from ckanext.modellregion_owl.impossible import refuse_impossible
from ckanext.modellregion_owl.quality import listing
from ckanext.modellregion_owl.quality.actions import wanted_of
from ckanext.modellregion_owl.quality.metrics import DIMENSIONS

NAME = "modellregion_quality"
COLUMNS = ("severity_text", "label", "value", "message", "fix", "link", "file", "rule")


def index() -> str:
    """Show the points by municipality and source. Context: `found`, see modellregion_quality_list;
    `dimensions` (name, label)."""
    return tk.render("quality/index.html", {"found": _found(), "dimensions": DIMENSIONS})


def index_csv() -> Response:
    """Send the tables of the page as a file."""
    return tables.response(_table(_found()), "qualitaet")


def dataset(id: str) -> str:
    """Show the points of a dataset, and to its editors what is wrong. Context: `pkg`, `quality`
    (None when it was not checked yet), `wrong` (None for readers), `count`."""
    try:
        pkg = tk.get_action("package_show")({}, {"id": id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404)
    quality = tk.h.modellregion_quality(pkg["id"])
    context: dict[str, Any] = {"pkg": pkg, "quality": quality, "wrong": None, "count": 0}
    if quality and tk.h.check_access("package_update", {"id": pkg["id"]}):
        found = tk.get_action("modellregion_finding_list")({}, {"dataset": pkg["id"]})
        context |= {"wrong": found["results"], "count": found["count"]}
    return tk.render("quality/dataset.html", context)


def findings_csv() -> Response:
    """Send what is wrong with the datasets that the user may edit, filtered as the action is."""
    context = {"user": tk.current_user.name if tk.current_user.is_authenticated else ""}
    try:
        tk.check_access("modellregion_finding_list", dict(context), {})
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only people who may edit datasets can see this page."))
    wanted = wanted_of(context, dict(tk.request.args))
    head = (tk._("Dataset"), tk._("Title"), *COLUMNS)
    rows = (
        (one["dataset"], one["title"], *(one[c] for c in COLUMNS))
        for one in listing.rows(wanted, limit=None)
    )
    return tables.response(_headed(head, rows), "pruefung")


def _found() -> dict[str, Any]:
    found: dict[str, Any] = tk.get_action("modellregion_quality_list")({}, {})
    return found


def _table(found: dict[str, Any]) -> Iterator[Sequence[object]]:
    yield (
        tk._("Of"),
        tk._("Title"),
        tk._("Datasets"),
        tk._("Points of 405, on average"),
        tk._("Of these not known yet"),
        tk._("Datasets with errors"),
        *(tk._(dimension.label) for dimension in DIMENSIONS),
    )
    for what, lines in ((tk._("Municipality"), "organisations"), (tk._("Source"), "sources")):
        for line in found[lines]:
            numbers = [round(line["dimensions"][d.name]) for d in DIMENSIONS]
            averages = (round(line["points"]), round(line["unknown"]), line["wrong"])
            yield (what, line["title"], line["datasets"], *averages, *numbers)


def _headed(head: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
    yield head
    yield from rows


def make_blueprint() -> Blueprint:
    """Return the routes."""
    blueprint = Blueprint(NAME, __name__)
    add = blueprint.add_url_rule
    add("/qualitaet", "index", index, strict_slashes=False)
    add("/qualitaet.csv", "index_csv", index_csv)
    add("/dataset/<id>/qualitaet", "dataset", dataset)
    add("/datenpflege/pruefung.csv", "findings_csv", findings_csv)
    return refuse_impossible(blueprint)
