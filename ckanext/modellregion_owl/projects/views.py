"""/modellprojekte and /modellprojekte/<name>; the group routes of the type lead here."""

from __future__ import annotations

import logging
from typing import Any

import flask
from flask import Blueprint
from werkzeug.wrappers import Response

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ckanext.modellregion_owl.projects import details, filters, helpers, presenter, store
from ckanext.modellregion_owl.projects.groups import GROUP_TYPE
from ckanext.modellregion_owl.region import load_region

log = logging.getLogger(__name__)

ROWS = 50  # datasets on a project's page

projects = Blueprint("modellprojekte", __name__)


def index() -> str:
    """Show all projects, or those that fit the filters of the address.

    Context: `projects` (list of presenter.Card), `filters` (filters.Filter by name), `total`
    (number of all projects), `region`.
    """
    _may_read()
    records = store.all_projects()
    chosen = filters.chosen(tk.request.args)
    language = tk.h.lang()
    return tk.render(
        "projects/list.html",
        {
            "projects": [helpers.card(r) for r in filters.apply(records, chosen)],
            "filters": filters.filters(records, chosen, load_region(), language),
            "total": len(records),
            "region": load_region(),
        },
    )


def read(name: str) -> str | Response:
    """Show one project with its datasets.

    Context: `project` (details.Page), `datasets` (package dicts), `dataset_count`, `region`.
    """
    _may_read()
    record = store.project(name)
    if record is None:
        known = store.name_of(name)  # an id, as CKAN's own group pages take it
        if known:
            return _moved(known)
        return tk.abort(404, tk._("Model project not found"))
    datasets, count = _datasets(name)
    language = tk.h.lang()
    card = presenter.card(record, load_region(), language, count, helpers.project_url(name))
    others = {p["name"]: p for p in store.all_projects()}
    return tk.render(
        "projects/read.html",
        {
            "project": details.page(
                record, load_region(), language, card, others, helpers.project_url
            ),
            "datasets": datasets,
            "dataset_count": count,
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


def _may_read() -> None:
    try:
        tk.check_access("group_list", {"user": tk.current_user.name}, {})
    except tk.NotAuthorized:
        tk.abort(403, tk._("You may not see the model projects"))


def _datasets(name: str) -> tuple[list[dict[str, Any]], int | None]:
    """Return a project's first datasets and the number of all; None when the search is away."""
    query = {
        "fq": f'dataset_type:dataset groups:"{name}"',
        "rows": ROWS,
        "sort": "title_string asc",
    }
    try:
        found = tk.get_action("package_search")({}, query)
    except SearchError:
        log.exception("the search does not answer")
        return [], None
    return found["results"], found["count"]


projects.add_url_rule("/modellprojekte", "index", index, strict_slashes=False)
projects.add_url_rule("/modellprojekte/<name>", "read", read, strict_slashes=False)
projects.before_app_request(redirect_group_pages)
