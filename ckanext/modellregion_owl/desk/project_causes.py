"""Model projects on the desk: does this dataset belong to it, and are its facts still true?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.desk.cause import Affected, Cause, Scope, Step
from ckanext.modellregion_owl.desk.today import today
from ckanext.modellregion_owl.desk.together import Queries, Rows
from ckanext.modellregion_owl.findings import Severity
from ckanext.modellregion_owl.projects import formats, suggestions
from ckanext.modellregion_owl.projects.groups import GROUP_TYPE as PROJECT
from ckanext.modellregion_owl.projects.suggestions import Suggestion
from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.texts import language
from ckanext.modellregion_owl.texts import translate as _
from ckanext.modellregion_owl.texts import translate_plural as ngettext

PREFIX = "project."
WEAK = f"{PREFIX}weak:"
UNCHECKED = f"{PREFIX}unchecked"
DUE_AFTER = timedelta(days=335)  # eleven months: a month is left until the year is over
NAMED = 3  # titles in the line's sentence


def queries(scope: Scope) -> Queries:
    """Return the suggestions, and what asks for their datasets and for projects to be checked."""
    asked: dict[str, Any] = {} if scope.source else dict(_unchecked(scope))
    found = [] if scope.source else suggestions.load()
    if found:
        asked.update(suggested=found, datasets=_datasets(found, scope.wanted()))
    return asked


def causes(_scope: Scope, rows: Rows) -> Iterator[Cause]:
    """Yield one question for each organisation, and one line for projects to be checked."""
    if unchecked := [row for row in rows.get("projects", ()) if _is_due(row)]:
        yield _old_facts(unchecked)
    by_owner: dict[str, list[Any]] = defaultdict(list)
    for row, project in _asked(rows.get("suggested", ()), rows.get("datasets", ())):
        by_owner[row.owner_org or ""].append((row, project))
    for owner, asked in by_owner.items():
        yield _cause(owner, asked)


def affected(scope: Scope, key: str) -> Iterator[Affected]:
    """Yield the datasets with the project that each might belong to."""
    if not key.startswith(WEAK):
        return
    owner = key.removeprefix(WEAK)
    found = suggestions.load()
    for row, project in _asked(found, model.Session.execute(_datasets(found, [owner])).all()):
        yield Affected(
            row.name, row.title, field=_("Model project"), value=_title(project), choice=project
        )


def _cause(owner: str, asked: Sequence[Any]) -> Cause:
    n = len(asked)
    key = WEAK + owner
    row, project = asked[0]
    text = ngettext(
        "{n} dataset might belong to a model project",
        "{n} datasets might belong to a model project",
        n,
    )
    example = _("For example “{dataset}” to “{project}”. Yes or no: your answer stays.")
    return Cause(
        key,
        Severity.IMPROVE,
        n,
        text.format(n=n),
        Step(_("Decide"), str(tk.url_for("modellregion_desk.cause", key=key))),
        example.format(dataset=row.title, project=_title(project)),
        owner,
        question=True,
    )


def _unchecked(scope: Scope) -> Queries:
    """Return what asks for the projects, each with the day of its last check; of admins only.

    All of a site's, which are few: a day may be stored as older versions took it, as any text.
    """
    if scope.organisations is not None:
        return {}
    group = model.Group.__table__
    checked = group.c.extras["checked"].astext.label("checked")
    query = sa.select(group.c.name, group.c.title, group.c.created, checked).where(
        group.c.type == PROJECT, group.c.state == "active"
    )
    return {"projects": query}


def _is_due(row: Any) -> bool:
    # What nobody has ever checked, as far as one can read, counts from its beginning.
    since = formats.iso(row.checked) or formats.iso(row.created)
    return since < (today() - DUE_AFTER).isoformat()


def _old_facts(rows: Sequence[Any]) -> Cause:
    n = len(rows)
    by_title = sorted(rows, key=lambda row: (row.title or "", row.name))
    text = ngettext(
        "{n} model project was last checked eleven months ago or more",
        "{n} model projects were last checked eleven months ago or more",
        n,
    )
    named = ", ".join(f"“{row.title or row.name}”" for row in by_title[:NAMED])
    detail = _("{projects}: are status, money and contact still true? Then write today as the day.")
    step = Step(_("Check"), str(tk.url_for(f"{PROJECT}.edit", id=by_title[0].name)))
    detail = detail.format(projects=named)
    return Cause(UNCHECKED, Severity.IMPROVE, n, text.format(n=n), step, detail)


def _asked(found: Sequence[Suggestion], rows: Sequence[Any]) -> Iterator[tuple[Any, str]]:
    """Yield datasets, each with the project that it might belong to, by title."""
    projects: dict[str, list[str]] = defaultdict(list)
    for dataset, project in found:
        projects[dataset].append(project)
    for row in sorted(rows, key=lambda row: (row.title or "", row.name)):
        for project in projects.get(row.id, ()):
            yield row, project


def _datasets(found: Sequence[Suggestion], organisations: Sequence[str] | None) -> sa.Select:
    """Return what asks for those of the datasets that are still there."""
    package, ids = model.Package, {dataset for dataset, _project in found}
    query = sa.select(package.id, package.name, package.title, package.owner_org).where(
        package.id == sa.any_(sa.cast(sorted(ids), sa.ARRAY(sa.UnicodeText))),
        package.state == "active",
    )
    if organisations is not None:
        query = query.where(package.owner_org.in_(organisations))
    return query


def _title(name: str) -> str:
    """Return a project's title as the region has it, else its name."""
    project = next((p for p in load_region().projects if p.slug == name), None)
    if project is None:
        return name
    return project.title.get(language()) or project.title["de"]
