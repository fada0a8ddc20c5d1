"""What the rows of a region must agree on among themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ckanext.modellregion_owl.region.rule import STRENGTHS

if TYPE_CHECKING:
    from ckanext.modellregion_owl.region.content import Project, Region

# CKAN's rule for the name of a group (100) and a dataset (100), without its capitals-are-lowered.
SLUG = re.compile(r"[a-z0-9_-]{2,100}")


@dataclass(frozen=True)
class Problem:
    """A wrong row: the file's name, the row's slug, what is wrong."""

    file: str
    row: str
    text: str


def problems(region: Region) -> Iterator[Problem]:
    """Yield what is wrong with the region's rows, file by file."""
    tables: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("municipalities.yaml", region.municipalities),
        ("action_fields.yaml", region.action_fields),
        ("projects.yaml", region.projects),
        ("sources.yaml", region.sources),
    )
    for file, rows in tables:
        yield from _slugs(file, [row.slug for row in rows])
        yield from _german(file, rows)
    yield from _references(region)


def _slugs(file: str, slugs: list[str]) -> Iterator[Problem]:
    for slug, count in Counter(slugs).items():
        if not SLUG.fullmatch(str(slug)):
            yield Problem(file, str(slug), "slug must be 2 to 100 of a-z, 0-9, - and _")
        if count > 1:
            yield Problem(file, slug, "slug is used twice")


def _german(file: str, rows: Iterable[Any]) -> Iterator[Problem]:
    for row in rows:
        for name in ("title", "label"):
            text = getattr(row, name, None)
            if isinstance(text, dict) and not text.get("de"):
                yield Problem(file, row.slug, f"{name} has no German text (de)")


def _references(region: Region) -> Iterator[Problem]:
    municipalities = {m.slug for m in region.municipalities}
    fields = {f.slug for f in region.action_fields}
    projects = {p.slug for p in region.projects}
    for source in region.sources:
        if source.municipality not in municipalities:
            yield _unknown("sources.yaml", source.slug, "municipality", source.municipality)
    for project in region.projects:
        named = (project.municipality, *project.only_municipalities)
        for slug in named:
            if slug and slug not in municipalities:
                yield _unknown("projects.yaml", project.slug, "municipality", slug)
        for slug in project.action_fields:
            if slug not in fields:
                yield _unknown("projects.yaml", project.slug, "action field", slug)
        yield from _related(project, projects)
        yield from _rules(project, municipalities)


def _rules(project: Project, municipalities: set[str]) -> Iterator[Problem]:
    for row in project.rules:
        if row.strength not in STRENGTHS:
            yield Problem("projects.yaml", project.slug, f"strength {row.strength!r} of a rule")
        if row.empty:
            yield Problem("projects.yaml", project.slug, "a rule without a condition")
        for slug in row.organisations:
            if slug not in municipalities:
                yield _unknown("projects.yaml", project.slug, "municipality", slug)


def _related(project: Project, projects: set[str]) -> Iterator[Problem]:
    for key in ("predecessor", "successor"):
        slug = project.values.get(key)
        if slug and slug not in projects:
            yield _unknown("projects.yaml", project.slug, key, slug)


def _unknown(file: str, row: str, kind: str, value: str) -> Problem:
    return Problem(file, row, f"{kind} {value!r} is not in this region")
