"""/modellprojekte and /modellprojekte/<name>; the group routes of the type lead here."""

from __future__ import annotations

import flask
from flask import Blueprint
from werkzeug.wrappers import Response

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.projects import details, filters, helpers, presenter, store
from ckanext.modellregion_owl.projects.datasets import find
from ckanext.modellregion_owl.projects.groups import GROUP_TYPE
from ckanext.modellregion_owl.region import load_region

ROWS = 50  # datasets on a project's page

projects = Blueprint("modellprojekte", __name__)


def index() -> str:
    """Show all projects, or those that fit the filters of the address.

    Context: `projects` (list of presenter.Card), `filters` (filters.Filter by name), `total`
    (number of all projects), `region`.
    """
    may_read()
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


def may_read() -> None:
    """Abort with 403 when the visitor may not list groups."""
    try:
        tk.check_access("group_list", {"user": tk.current_user.name}, {})
    except tk.NotAuthorized:
        tk.abort(403, tk._("You may not see the model projects"))


projects.add_url_rule("/modellprojekte", "index", index, strict_slashes=False)
projects.add_url_rule("/modellprojekte/<name>", "read", read, strict_slashes=False)
projects.before_app_request(redirect_group_pages)
