"""`/modellprojekte.json`, `.jsonld` and `/modellprojekte/<name>.json`, `.jsonld`."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.projects import document, store
from ckanext.modellregion_owl.projects.access import may_read
from ckanext.modellregion_owl.projects.counts import dataset_counts
from ckanext.modellregion_owl.projects.datasets import find
from ckanext.modellregion_owl.rdf.iris import dataset_iri
from ckanext.modellregion_owl.region import load_region

ROWS = 1000  # datasets in a project's document; CKAN's search gives no more at once
FORMS = {"json": "application/json", "jsonld": "application/ld+json"}

machine = Blueprint("modellprojekte_data", __name__)


def index(form: str) -> Response:
    """Send all projects; their datasets are counted here and named in each one's document."""
    may_read()
    counts = dataset_counts()
    rows = [
        {
            **_document(record),
            "json": _url("read_json", name=record["name"]),
            "dataset_count": counts.of_project(record["name"]) or 0,
        }
        for record in store.all_projects()
    ]
    address = _page("modellprojekte.index")
    return _answer({"id": address, "page": address, "projects": rows}, form)


def read(name: str, form: str) -> Response:
    """Send one project with its datasets; 503 while the search does not answer."""
    may_read()
    record = store.project(name)
    if record is None:
        return tk.abort(404, tk._("Model project not found"))
    found = find(f'groups:"{name}"', ROWS, "name asc")
    if found.count is None:
        return tk.abort(503, tk._("The catalogue can't be read at the moment"))
    rows = [_dataset(package) for package in found.results]
    feed = _page("feeds.group", id=name)
    more = {"dataset_count": found.count, "datasets": document.datasets(rows), "feed": feed}
    return _answer({**_document(record), **more}, form)


def _document(record: store.Record) -> dict[str, Any]:
    pages = {r["name"]: _page("modellprojekte.read", name=r["name"]) for r in store.all_projects()}
    found: dict[str, Any] = document.project(record, load_region(), pages[record["name"]], pages)
    return found


def _dataset(package: dict[str, Any]) -> tuple[str, str, str]:
    page = _page("dataset.read", id=package["name"])
    return str(dataset_iri(package, config.base_iri())), page, str(package.get("title") or "")


def _answer(found: dict[str, Any], form: str) -> Response:
    if form == "jsonld":
        found = document.linked(found)
    text = json.dumps(found, ensure_ascii=False, indent=1)
    response = Response(text, content_type=f"{FORMS[form]}; charset=utf-8")
    if config.open_reads():
        response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    response.make_conditional(tk.request)
    return response


def _page(endpoint: str, **values: Any) -> str:
    return str(tk.url_for(endpoint, qualified=True, locale="default", **values))


def _url(view: str, **values: Any) -> str:
    return _page(f"modellprojekte_data.{view}", **values)


for _form in FORMS:
    _as = {"form": _form}
    machine.add_url_rule(f"/modellprojekte.{_form}", f"index_{_form}", index, defaults=_as)
    machine.add_url_rule(f"/modellprojekte/<name>.{_form}", f"read_{_form}", read, defaults=_as)
