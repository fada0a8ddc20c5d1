"""Assigns the site's datasets to their model projects, and writes down what people decide."""

from __future__ import annotations

from collections.abc import Collection

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.projects import assign, decisions, suggestions, survey
from ckanext.modellregion_owl.projects.decisions import Decision
from ckanext.modellregion_owl.projects.plan import Row, Step, plan
from ckanext.modellregion_owl.region import load_region


def rows(dataset_ids: Collection[str] | None = None) -> list[Row]:
    """Return the plan of these datasets, None = of all active ones. Nothing is written."""
    decided, existing = decisions.of_datasets(dataset_ids), assign.existing.get()
    projects = load_region().projects
    return [
        row
        for dataset in survey.datasets(dataset_ids)
        for row in plan(dataset, decided.get(dataset.id, {}), projects, existing)
    ]


def write(planned: Collection[Row]) -> None:
    """Do what the rows say; CKAN renews the index of each dataset that changes."""
    for row in planned:
        if row.step is Step.ADD:
            member("member_create", row.dataset.id, row.project)
        elif row.step is Step.REMOVE:
            member("member_delete", row.dataset.id, row.project)


def decide(dataset_id: str, project: str, wanted: bool | None, why: str, user_id: str) -> None:
    """Pin a dataset to a project or keep it out for good; None: the rules decide again."""
    if wanted is None:
        decisions.take_away(dataset_id, project)
    else:
        decisions.put(dataset_id, project, Decision(wanted, why), user_id)
    model.Session.commit()
    suggestions.forget(dataset_id, project)
    write([row for row in rows([dataset_id]) if row.project == project])


def member(action: str, dataset_id: str, project: str) -> None:
    """Create or delete a membership without taking it for a person's own decision."""
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    # The mark tells harvest/frame/hand_made.py that no person has done this by hand.
    context = {"ignore_auth": True, "user": user, "modellregion_harvest": True}
    data = {"id": project, "object": dataset_id, "object_type": "package", "capacity": "public"}
    tk.get_action(action)(context, data)
