"""/modellprojekte and /modellprojekte/<name>; the group routes of the type lead here."""

from __future__ import annotations

import flask
from flask import Blueprint
from werkzeug.wrappers import Response

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.projects import (
    details,
    filters,
    helpers,
    mapping,
    presenter,
    publiccode,
    searching,
    store,
)
from ckanext.modellregion_owl.projects.access import may_read
from ckanext.modellregion_owl.projects.datasets import find
from ckanext.modellregion_owl.projects.groups import GROUP_TYPE
from ckanext.modellregion_owl.region import load_region

ROWS = 50  # datasets on a project's page
MAP = "karte"  # value of the address for the view as a map
Q_LENGTH = 200

projects = Blueprint("modellprojekte", __name__)


def index() -> str:
    """Show all projects, or those that fit the filters of the address.

    Context: `projects` (list of presenter.Card), `filters` (filters.Filter by name), `total`
    (number of all projects), `region`, `q` (words searched for), `chosen` (filters of the
    address), `groups` (mapping.MapGroup, [] for the view as a list), `places` (of the map).
    """
    may_read()
    every, region, language = store.all_projects(), load_region(), tk.h.lang()
    q = tk.request.args.get("q", "").strip()[:Q_LENGTH]
    records = searching.matching(every, q, region)
    chosen = filters.chosen(tk.request.args)
    cards = [helpers.card(r) for r in filters.apply(records, chosen)]
    groups = mapping.groups(cards) if tk.request.args.get("ansicht") == MAP else []
    return tk.render(
        "projects/list.html",
        {
            "projects": cards,
            "filters": filters.filters(records, chosen, region, language),
            "total": len(every),
            "region": region,
            "q": q,
            "chosen": {**chosen, **({"q": q} if q else {})},
            "groups": groups,
            "places": mapping.places(groups),
            "view": MAP if tk.request.args.get("ansicht") == MAP else "",
        },
    )


def read(name: str) -> str | Response:
    """Show one project with its datasets.

    Context: `project` (details.Page), `datasets` (package dicts), `dataset_count`, `region`,
    `has_code` (a publiccode.yml can be had).
    """
    may_read()
    record = store.project(name)
    if record is None:
        known = store.name_of(name)  # an id, as CKAN's own group pages take it
        if known:
            return _moved(known)
        return tk.abort(404, tk._("Model project not found"))
    found = find(f'groups:"{name}"', ROWS, "title_string asc")
    language = tk.h.lang()
    card = presenter.card(record, load_region(), language, found.count, helpers.project_url(name))
    others = {p["name"]: p for p in store.all_projects()}
    return tk.render(
        "projects/read.html",
        {
            "project": details.page(
                record, load_region(), language, card, others, helpers.project_url
            ),
            "datasets": found.results,
            "dataset_count": found.count,
            "has_code": publiccode.has_code(record),
            "region": load_region(),
        },
    )


def redirect_group_pages() -> Response | None:
    """Lead from CKAN's pages of our group type to ours; forms and all else stay there."""
    if tk.request.method not in ("GET", "HEAD"):
        return None
    endpoint = str(tk.request.endpoint or "")
    if endpoint == f"{GROUP_TYPE}.index":
        return flask.redirect(tk.url_for("modellprojekte.index"), code=301)
    if endpoint in (f"{GROUP_TYPE}.read", f"{GROUP_TYPE}.about", "group.read", "group.about"):
        name = store.name_of(str((tk.request.view_args or {}).get("id") or ""))
        return _moved(name) if name else None
    return None


def _moved(name: str) -> Response:
    return flask.redirect(helpers.project_url(name), code=301)


projects.add_url_rule("/modellprojekte", "index", index, strict_slashes=False)
projects.add_url_rule("/modellprojekte/<name>", "read", read, strict_slashes=False)
projects.before_app_request(redirect_group_pages)
