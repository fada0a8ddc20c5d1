"""/handlungsfelder, /handlungsfeld/<name> and /kommune/<name>: the same catalogue, cut two ways.

Each page asks the index at most three times, whatever it shows (issue 7, part 11).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.projects import grouping, helpers, presenter, store
from ckanext.modellregion_owl.projects.access import may_read
from ckanext.modellregion_owl.projects.counts import FIELD, PROJECT
from ckanext.modellregion_owl.projects.datasets import find
from ckanext.modellregion_owl.region import load_region

NEWEST = 6  # datasets of an action field, and the last ones of a municipality
GROUPED = 30  # datasets of a municipality that stand under their project

fields = Blueprint("handlungsfelder", __name__)
municipalities = Blueprint("kommunen", __name__)


def list_fields() -> str:
    """Show all action fields. Context: `fields` (rows of helpers.action_fields)."""
    may_read()
    return tk.render("projects/fields.html", {"fields": helpers.action_fields()})


def read_field(name: str) -> str:
    """Show one action field: projects, municipalities with data, newest datasets.

    Context: `field` (slug, label, icon), `text` and `german` (its sentence, and whether that is
    German on an English page), `projects` (cards), `found` (datasets.Found), `places`, `others`.
    """
    may_read()
    row = load_region().action_field(name)
    if row is None:
        return tk.abort(404, tk._("Action field not found"))
    language = tk.h.lang()
    found = find(f'{FIELD}:"{row.slug}"', NEWEST, facets=["organization"])
    text, german = _text(row.description, language)
    counts = found.facets.get("organization", {})
    every = helpers.action_fields()
    return tk.render(
        "projects/field.html",
        {
            "field": next(f for f in every if f["slug"] == name),
            "others": [f for f in every if f["slug"] != name],
            "text": text,
            "german": german,
            "projects": [
                helpers.card(record)
                for record in store.all_projects()
                if name in (record.get("action_fields") or ())
            ],
            "found": found,
            "places": [
                place | {"datasets": counts[place["slug"]]}
                for place in helpers.municipalities()
                if counts.get(place["slug"])
            ],
        },
    )


def read_municipality(name: str) -> str:
    """Show one municipality: its datasets by project, its projects, the last changes, its contact.

    Context: `place` (row of helpers.municipalities), `homepage`, `organisation` (address or ""),
    `text`, `german`, `groups` (grouping.Group), `grouped` (number of datasets with a project),
    `projects` (cards), `fields` (action fields with a number of datasets), `newest`
    (datasets.Found).
    """
    may_read()
    row = load_region().municipality(name)
    if row is None:
        return tk.abort(404, tk._("Municipality not found"))
    own = f'organization:"{row.slug}"'
    with_project = find(f"{own} {PROJECT}:*", GROUPED, grouping.ORDER, [PROJECT, FIELD])
    text, german = _text(row.description, tk.h.lang())
    counts = with_project.facets.get(FIELD, {})
    organisation = model.Group.get(row.slug)
    active = organisation is not None and organisation.state == "active"
    return tk.render(
        "projects/municipality.html",
        {
            "place": next(m for m in helpers.municipalities() if m["slug"] == name),
            "homepage": row.homepage,
            "organisation": tk.url_for("organization.read", id=row.slug) if active else "",
            "text": text,
            "german": german,
            "groups": grouping.by_project(
                with_project.results, with_project.facets.get(PROJECT, {}), helpers.project_url
            ),
            "grouped": with_project.count,
            "shown_in_groups": len(with_project.results),
            "projects": [
                helpers.card(record)
                for record in store.all_projects()
                if record.get("municipality") == name
            ],
            "fields": [
                f | {"datasets": counts[f["slug"]]}
                for f in helpers.action_fields()
                if counts.get(f["slug"])
            ],
            "newest": find(own, NEWEST),
        },
    )


def _text(texts: Mapping[str, str], language: str) -> tuple[str, bool]:
    """Return the region's text in that language, and whether it had to be the German one."""
    if not texts:
        return "", False
    return presenter.label(texts, language), language != "de" and not texts.get(language)


def _rules(blueprint: Blueprint, rules: Mapping[str, Any]) -> None:
    for rule, (endpoint, view) in rules.items():
        blueprint.add_url_rule(rule, endpoint, view, strict_slashes=False)


_rules(
    fields,
    {
        "/handlungsfelder": ("index", list_fields),
        "/handlungsfeld/<name>": ("read", read_field),
    },
)
_rules(municipalities, {"/kommune/<name>": ("read", read_municipality)})
