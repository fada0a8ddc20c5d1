"""Puts datasets into their model projects while they are harvested."""

from __future__ import annotations

import hashlib
import time
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.projects import decisions, rules, store
from ckanext.modellregion_owl.projects.decisions import Decision
from ckanext.modellregion_owl.projects.facts import of_package
from ckanext.modellregion_owl.region import load_region

# The names are asked for once per record; a project that somebody has just added may wait.
FRESH_SECONDS = 30.0


class ProjectNames:
    """The names of the projects that exist, read again after half a minute or on `forget`."""

    def __init__(self) -> None:
        self._names: frozenset[str] = frozenset()
        self._until = 0.0

    def get(self) -> frozenset[str]:
        """Return the names."""
        if time.monotonic() >= self._until:
            self._names = frozenset(store.names())
            self._until = time.monotonic() + FRESH_SECONDS
        return self._names

    def forget(self) -> None:
        """Read them again next time: a project was created, changed or deleted."""
        self._until = 0.0


existing = ProjectNames()


def add_projects(package: dict[str, Any], municipality: str, source: str = "") -> None:
    """Set the package's model projects by rule; its groups of other types stay in the dict.

    A project that does not exist as a group is left out: CKAN would refuse the dataset.

    :param source: name of the harvest source, "" for none.
    """
    names = existing.get()
    others = [g for g in package.get("groups") or () if g.get("name") not in names]
    facts = of_package(package, municipality, source)
    found = rules.assigned(facts, load_region().projects)
    package["groups"] = others + [{"name": m.project} for m in found if m.project in names]


@tk.chained_action
def package_update(next_: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """Keep the dataset's groups of other types when the harvester writes it.

    CKAN takes a package's `groups` for all of its groups (spec ckan-2.12 a), and the harvester
    knows only the projects: without this an operator's own grouping would go with the next run.
    Where a person writes it, another list of projects is that person's decision.
    """
    if "groups" not in data_dict:
        return next_(context, data_dict)
    if not context.get("modellregion_harvest"):
        package = model.Package.get(data_dict.get("id") or data_dict.get("name") or "")
        before = store.projects_of(package.id) if package else set()
        result = next_(context, data_dict)
        if package:
            _note(context, package.id, before)
        return result
    known = {group.get("name") for group in data_dict["groups"]}
    others = [{"name": n} for n in store.other_groups(data_dict["id"]) if n not in known]
    data_dict["groups"] = [*data_dict["groups"], *others]
    return next_(context, data_dict)


def _note(context: Any, package_id: str, before: set[str]) -> None:
    user, after = model.User.get(context.get("user") or ""), store.projects_of(package_id)
    for project in sorted(before ^ after):
        decision = Decision(project in after, "")
        decisions.put(package_id, project, decision, user.id if user else "")
    if before != after and not context.get("defer_commit"):
        model.Session.commit()


def version() -> str:
    """Return a digest of everything on which the assignment of an unchanged dataset depends.

    A run asks for it once, before its records: the projects are read again then, since another
    process may have added or deleted one.
    """
    existing.forget()
    rows = [(p.slug, p.all_rules, p.keywords_exclude) for p in load_region().projects]
    state = repr((rules.VERSION, rows, sorted(existing.get())))
    return hashlib.sha256(state.encode()).hexdigest()[:16]
