"""Actions of the API on the assignment of datasets to model projects, and who may use them."""

from __future__ import annotations

from collections import Counter
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.logic import validate

from ckanext.modellregion_owl.desk import log
from ckanext.modellregion_owl.logic.rights import may_edit_known
from ckanext.modellregion_owl.projects import assign, assignment, explain, suggestions
from ckanext.modellregion_owl.projects.plan import Row
from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.texts import N_
from ckanext.modellregion_owl.texts import translate as _

WANTED = {"pin": True, "exclude": False, "rules": None}
LINES = {
    "pin": N_("“{dataset}” belongs to the model project “{project}”"),
    "exclude": N_("“{dataset}” never belongs to the model project “{project}”"),
    "rules": N_("Rules decide again whether “{dataset}” belongs to “{project}”"),
}
WHY_LENGTH = 500


def _assign_schema() -> dict[str, Any]:
    get = tk.get_validator
    return {"dry_run": [get("default")(False), get("boolean_validator")]}


def _decide_schema() -> dict[str, Any]:
    get = tk.get_validator
    text = [get("not_empty"), get("unicode_safe")]
    return {
        "id": text,
        "project": text,
        "decision": [*text, get("one_of")(list(WANTED))],
        "why": [get("default")(""), get("unicode_safe")],
    }


@validate(_assign_schema)
def modellregion_projects_assign(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Assign all datasets to their model projects by rule; people's decisions stand first.

    :param dry_run: only tell what would be done (default: false).
    :returns: `rows`, see `as_dict`, and `counts` by step.
    """
    tk.check_access("modellregion_projects_assign", context, data_dict)
    rows = assignment.rows()
    suggestions.keep(rows)
    if not data_dict["dry_run"]:
        assignment.write(rows)
    counts = Counter(row.step.value for row in rows)
    return {"rows": [as_dict(row) for row in rows], "counts": dict(counts)}


@tk.side_effect_free
def modellregion_project_assignments(
    context: Any, data_dict: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return the model projects that a dataset is in, or might be in, each with the reason.

    :param id: id or name of the dataset.
    :returns: see `as_dict`.
    :raises tk.NotAuthorized: the user may not edit it, or nobody can, since it is not there.
    :raises tk.ObjectNotFound: there is no such dataset.
    """
    package = _package("modellregion_project_assignments", context, data_dict)
    return [as_dict(row) for row in assignment.rows([package.id])]


@validate(_decide_schema)
def modellregion_project_decide(context: Any, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """Overrule the rules for one dataset and one project, for good, or let them decide again.

    Whoever may edit the dataset decides; rights on the project's group are not needed.

    :param id: id or name of the dataset.
    :param project: name of the model project.
    :param decision: `pin`, `exclude` or `rules`.
    :param why: a sentence, shown to editors.
    :returns: as `modellregion_project_assignments`.
    :raises tk.NotAuthorized: the user may not edit it, or nobody can, since it is not there.
    :raises tk.ObjectNotFound: there is no such dataset.
    :raises tk.ValidationError: there is no such project or decision.
    """
    package = _package("modellregion_project_decide", context, data_dict)
    project = data_dict["project"]
    if project not in assign.existing.get():
        raise tk.ValidationError({"project": [_("There is no such model project.")]})
    user = model.User.get(str(context.get("user") or ""))
    wanted, why = WANTED[data_dict["decision"]], data_dict["why"].strip()[:WHY_LENGTH]
    assignment.decide(package.id, project, wanted, why, user.id if user else "")
    template = LINES[data_dict["decision"]]
    line = _(template)
    line = line.format(dataset=package.title or package.name, project=project)
    log.decided("project", package, line, user.id if user else "", why)
    model.Session.commit()
    return [as_dict(row) for row in assignment.rows([package.id])]


def as_dict(row: Row) -> dict[str, Any]:
    """Return a row as plain values.

    Keys: `dataset` and `project` (names), `title`, `step` (add, keep, remove, keep_out, suggest),
    `strength` (strong, weak or "" without a rule), `rule` and `reason` (texts), `decided` (pin,
    exclude or "").
    """
    region = load_region()
    decided = "" if row.decision is None else ("pin" if row.decision.wanted else "exclude")
    return {
        "dataset": row.dataset.name,
        "title": row.dataset.facts.title,
        "project": row.project,
        "step": row.step.value,
        "strength": row.strength,
        "rule": explain.rule(row.match, region),
        "reason": explain.reason(row, region),
        "decided": decided,
    }


def may_assign(context: Any, data_dict: dict[str, Any]) -> dict[str, bool]:
    """Allow nobody but sysadmins: it concerns every municipality's datasets."""
    return {"success": False}


ACTIONS = {
    "modellregion_projects_assign": modellregion_projects_assign,
    "modellregion_project_assignments": modellregion_project_assignments,
    "modellregion_project_decide": modellregion_project_decide,
}
AUTH = {**dict.fromkeys(ACTIONS, may_edit_known), "modellregion_projects_assign": may_assign}


def _package(action: str, context: Any, data_dict: dict[str, Any]) -> model.Package:
    """Return the dataset; rights go first, so that a refusal tells nothing of what there is."""
    given = str(tk.get_or_bust(data_dict, "id"))
    tk.check_access(action, context, {"id": given})
    package = model.Package.get(given)
    if package is None or package.state != "active":
        raise tk.ObjectNotFound(_("There is no such dataset."))
    return package
