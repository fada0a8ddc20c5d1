"""Model projects of the portal's own datasets, and what people have decided on them.

Those of harvested datasets follow from rules and corrections. A portal's own dataset is told by its
name, which its address holds; who has decided is not carried.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins as p

from ckanext.modellregion_owl.carry.projects import PLUGIN
from ckanext.modellregion_owl.model import record
from ckanext.modellregion_owl.region.setup import MEMBERSHIP, SetupReport
from ckanext.modellregion_owl.texts import translate as _

NAME = "memberships"
# "": it is in the project, and the rules may say otherwise.
MEMBER, PINNED, EXCLUDED = "", "pin", "exclude"
_package = model.Package.__table__


def export() -> list[dict[str, Any]]:
    """Return them by dataset and project; none without the plugin."""
    if not p.plugin_loaded(PLUGIN):
        return []
    from ckanext.modellregion_owl.projects import decisions, survey

    own = _own()
    found = {
        (own[id_], project): (MEMBER, "")
        for id_, projects in survey.memberships(None).items()
        for project in (projects if id_ in own else ())
    }
    for id_, by_project in decisions.of_datasets().items():
        for project, decision in by_project.items() if id_ in own else ():
            said = PINNED if decision.wanted else EXCLUDED
            found[own[id_], project] = (said, decision.why)
    return [
        {"dataset": dataset, "project": project, "decision": said, "why": why}
        for (dataset, project), (said, why) in sorted(found.items())
    ]


def put(row: dict[str, Any], overwrite: bool, report: SetupReport) -> None:
    """Assign a dataset, keep it out, or tell that somebody has decided otherwise here."""
    name = f"{row['dataset']} {row['project']}"
    if not p.plugin_loaded(PLUGIN):
        report.failed(MEMBERSHIP, name, _("The plugin {name} is off.").format(name=PLUGIN))
        return
    from ckanext.modellregion_owl.projects import assignment, store

    dataset = model.Package.get(row["dataset"])
    if dataset is None or dataset.state != "active":
        report.failed(MEMBERSHIP, name, _("There is no such dataset."))
        return
    if row["project"] not in store.names():
        report.failed(MEMBERSHIP, name, _("There is no such model project."))
        return
    stored = _stored(dataset.id, row["project"])
    changed = [k for k in ("decision", "why") if stored is not None and stored[k] != row[k]]
    if stored is not None and not changed:
        report.kept(MEMBERSHIP, name)
    elif changed and stored and stored["decision"] != MEMBER and not overwrite:
        report.differs(MEMBERSHIP, name, changed)
    else:
        if row["decision"] == MEMBER:
            assignment.decide(dataset.id, row["project"], None, "", "")
            assignment.member("member_create", dataset.id, row["project"])
        else:
            wanted = row["decision"] == PINNED
            assignment.decide(dataset.id, row["project"], wanted, row["why"], "")
        report.created(MEMBERSHIP, name)


def _stored(dataset_id: str, project: str) -> dict[str, str] | None:
    """Return what is known of a dataset and a project, None for nothing; two queries at most."""
    from ckanext.modellregion_owl.projects import decisions, store

    decision = decisions.of_datasets([dataset_id]).get(dataset_id, {}).get(project)
    if decision is not None:
        return {"decision": PINNED if decision.wanted else EXCLUDED, "why": decision.why}
    known = project in store.projects_of(dataset_id)
    return {"decision": MEMBER, "why": ""} if known else None


def _own() -> dict[str, str]:
    """Return the names of the datasets that no source of ours delivers, by id."""
    delivered = sa.select(record.c.package_id).where(record.c.package_id.isnot(None))
    query = sa.select(_package.c.id, _package.c.name).where(
        _package.c.type != "harvest",
        _package.c.state == "active",
        _package.c.id.notin_(delivered),
    )
    return {row.id: row.name for row in model.Session.execute(query)}
