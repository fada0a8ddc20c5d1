"""Template helpers on projects, action fields and municipalities.

All read the same cached rows: one facet query and one SQL query a page, whatever a page shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.projects import (
    actions,
    assignment,
    checked,
    decisions,
    explain,
    grouping,
    presenter,
    rules,
    searching,
    spoken,
    store,
    survey,
)
from ckanext.modellregion_owl.projects.counts import PROJECT, dataset_counts
from ckanext.modellregion_owl.projects.facts import of_package
from ckanext.modellregion_owl.projects.groups import GROUP_TYPE
from ckanext.modellregion_owl.region import load_region

HOME = 3


def all_helpers() -> dict[str, Callable[..., Any]]:
    """Return the helpers by the name that templates use."""
    return {
        "modellregion_municipalities": municipalities,
        "modellregion_action_fields": action_fields,
        "modellregion_home_projects": home_projects,
        "modellregion_projects_of": projects_of,
        "modellregion_projects_found": projects_found,
        "modellregion_assignment_of": assignment_of,
        "modellregion_grouped": grouped,
        "modellregion_project_titles": project_titles,
        "modellregion_municipality_url": municipality_url,
        "modellregion_action_field_url": action_field_url,
        "modellregion_action_field_choices": action_field_choices,
        "modellregion_municipality_choices": municipality_choices,
        "modellregion_is_day": checked.is_day,
        "modellregion_said": spoken.said,
        "modellregion_said_like": spoken.like,
        "modellregion_language_of": spoken.language_of,
    }


def project_url(name: str) -> str:
    """Return the address of a project's page."""
    return str(tk.url_for("modellprojekte.read", name=name))


def municipality_url(slug: str) -> str:
    """Return the address of a municipality's page, "" when the region has none of that slug."""
    return str(tk.url_for("kommunen.read", name=slug)) if load_region().municipality(slug) else ""


def action_field_url(slug: str) -> str:
    """Return the address of an action field's page, "" when the region has none of that slug."""
    if not load_region().action_field(slug):
        return ""
    return str(tk.url_for("handlungsfelder.read", name=slug))


def card(record: store.Record) -> presenter.Card:
    """Return a project as it stands in a list, in the language of the page."""
    count = dataset_counts().of_project(record["name"])
    url = project_url(record["name"])
    return presenter.card(record, load_region(), tk.h.lang(), count, url)


def municipalities() -> list[dict[str, Any]]:
    """Return the region's municipalities: slug, title, mark, url, datasets, projects (counts).

    `datasets` is None while the search does not answer.
    """
    counts = dataset_counts()
    projects = Counter(record.get("municipality") for record in store.all_projects())
    return [
        {
            "slug": row.slug,
            "title": row.title["de"],
            "mark": row.mark,
            "url": municipality_url(row.slug),
            "datasets": counts.of_organisation(row.slug),
            "projects": projects[row.slug],
        }
        for row in load_region().municipalities
    ]


def action_fields() -> list[dict[str, Any]]:
    """Return the action fields: slug, label, icon, url (their page), projects (count)."""
    counts = Counter(slug for p in store.all_projects() for slug in p.get("action_fields") or ())
    return [
        {
            "slug": row.slug,
            "label": presenter.label(row.label, tk.h.lang()),
            "icon": row.icon,
            "url": action_field_url(row.slug),
            "projects": counts[row.slug],
        }
        for row in load_region().action_fields
    ]


def home_projects() -> list[presenter.Card]:
    """Return three projects for the home page: the region's choice, then those with most data."""
    counts = dataset_counts().projects
    wanted = list(load_region().values.get("home_projects") or ())
    rank = {name: n for n, name in enumerate(wanted)}
    rows = sorted(
        store.all_projects(),
        key=lambda p: (rank.get(p["name"], len(rank)), -counts.get(p["name"], 0)),
    )
    return [card(record) for record in rows[:HOME]]


def grouped(
    packages: list[dict[str, Any]], search_facets: Mapping[str, Any], order: str
) -> list[grouping.Group]:
    """Return a list of datasets under their projects, [] when it is in another order.

    :param search_facets: of the same search; they hold the number of datasets by project.
    """
    if order != grouping.ORDER:
        return []
    items = search_facets.get(PROJECT, {}).get("items") or ()
    return grouping.by_project(packages, {i["name"]: i["count"] for i in items}, project_url)


def project_titles() -> dict[str, str]:
    """Return the titles of all model projects by name, in the language of the page."""
    language = tk.h.lang()
    return {r["name"]: presenter.text(r, "title", language)[0] for r in store.all_projects()}


def projects_of(package: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a dataset's projects: name, title, url, rule, by_person, action_fields.

    `rule` says in one clause why it was assigned, "" when a person did it. It is worked out anew,
    from the same function as the harvest, not stored.
    """
    names = {str(group.get("name")) for group in package.get("groups") or ()}
    mine = [record for record in store.all_projects() if record["name"] in names] if names else []
    if not mine:
        return []
    region, language = load_region(), tk.h.lang()
    slug = str((package.get("organization") or {}).get("name") or "")
    facts = of_package(package, slug, survey.source_of(str(package.get("id"))))
    why = {m.project: m for m in rules.assigned(facts, region.projects)}
    decided = decisions.of_datasets([str(package.get("id"))]).get(str(package.get("id")), {})
    return [
        {
            "name": record["name"],
            "title": presenter.text(record, "title", language)[0],
            "url": project_url(record["name"]),
            "by_person": record["name"] in decided or record["name"] not in why,
            "rule": ""
            if record["name"] in decided
            else explain.rule(why.get(record["name"]), region),
            "action_fields": presenter.chips(record.get("action_fields") or (), region, language),
        }
        for record in mine
    ]


def projects_found(query: str | None) -> list[dict[str, Any]]:
    """Return the projects that fit a search for data, [] without one: title, url, german."""
    words = str(query or "").strip()
    found = searching.matching(store.all_projects(), words, load_region()) if words else []
    language = tk.h.lang()
    texts = [(r["name"], *presenter.text(r, "title", language)) for r in found[:HOME]]
    return [
        {"title": title, "url": project_url(name), "german": spoken != language}
        for name, title, spoken in texts
    ]


def assignment_of(package: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an editor may decide: {"rows", "others"}.

    `rows`: actions.as_dict of each project that the dataset is in or might be in, with
    `project_title` and `inside` (bool); `others`: [{"value", "text"}] of the remaining ones.
    """
    titles = project_titles()
    found = assignment.rows([str(package["id"])])
    known = {row.project for row in found}
    rows = [
        actions.as_dict(row)
        | {"project_title": titles.get(row.project, row.project), "inside": row.inside}
        for row in found
    ]
    others = [{"value": n, "text": t} for n, t in titles.items() if n not in known]
    return {"rows": rows, "others": others}


def action_field_choices(field: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the options of the form's field; `field` is its row in the schema."""
    return [{"value": f.slug, "label": dict(f.label)} for f in load_region().action_fields]


def municipality_choices(field: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the options of the form's field; `field` is its row in the schema."""
    return [{"value": m.slug, "label": m.title["de"]} for m in load_region().municipalities]


def humanize_entity_type(
    next_: Callable[..., str | None], entity_type: str, object_type: str, purpose: str
) -> str | None:
    """Return our words for the group type; CKAN would say "Modellprojekts"."""
    if (entity_type, object_type) != ("group", GROUP_TYPE):
        return next_(entity_type, object_type, purpose)
    words = {
        "add link": tk._("Add model project"),
        "add association link": tk._("Add to model project"),
        "breadcrumb": tk._("Model projects"),
        "content tab": tk._("Model projects"),
        "create label": tk._("Create model project"),
        "create title": tk._("Create model project"),
        "edit label": tk._("Edit model project"),
        "facet label": tk._("Model projects"),
        "form label": tk._("Model project"),
        "main nav": tk._("Model projects"),
        "my label": tk._("My model projects"),
        "no any objects": tk._("There are no model projects yet"),
        "no associated label": tk._("No model project has this dataset"),
        "page title": tk._("Model projects"),
        "save label": tk._("Save model project"),
        "search placeholder": tk._("Search model projects"),
        "update label": tk._("Save model project"),
        "view label": tk._("View model project"),
        "you not member": tk._("You are in no model project"),
    }
    return words.get(purpose, tk._("Model project"))
