"""Which values of the stored datasets are no current term of their vocabulary.

Two SQL queries for the whole portal, however many datasets it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from enum import Enum
from functools import cache
from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.modellregion_owl.rdf.rows import Row, load_rows
from ckanext.modellregion_owl.rdf.stored import items, texts
from ckanext.modellregion_owl.vocabularies import Term, Vocabulary, vocabulary

EXAMPLES = 3  # datasets that are named for each value
LIKENESS = 0.8  # of difflib, from which on a value counts as a misspelt term
GEOCODING = "http://dcat-ap.de/def/politicalGeocoding/"
_BATCH = 1000

Use = tuple[str, str, str]  # vocabulary, field ("resources.license"), value


class Kind(str, Enum):
    """What is the matter with a value."""

    RETIRED = "retired"  # a term that has a successor
    MISSPELT = "misspelt"  # another spelling of a term, or nearly one
    UNKNOWN = "unknown"


@dataclass
class Problem:
    """A value in use; `datasets` is their number, `examples` are the first ones, name → field.

    `links` are the pages of the examples, name → address. `suggestion` is the IRI of the term that
    is meant, or nearly, `label` its German name; both ""
    when nothing is like it.
    """

    vocabulary: str
    value: str
    kind: Kind
    suggestion: str = ""
    label: str = ""
    datasets: int = 0
    examples: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the problem for JSON."""
        return {**asdict(self), "kind": self.kind.value, "links": self.links}

    @property
    def links(self) -> dict[str, str]:
        """Return the addresses of the examples' pages."""
        site = f"{tk.config['ckan.site_url']}{tk.config.get('ckan.root_path') or ''}"
        root = site.replace("/{{LANG}}", "").rstrip("/")
        return {name: f"{root}/dataset/{name}" for name in self.examples}


def check() -> list[Problem]:
    """Return the problems of all datasets that are not deleted, the most frequent first."""
    return problems(_stored())


def problems(used: Iterable[tuple[str, Use]]) -> list[Problem]:
    """Return what is wrong with the values in use.

    :param used: (name of the dataset, use) for every value of every dataset.
    """
    found: dict[tuple[str, str], Problem] = {}
    seen: set[tuple[str, str, str]] = set()
    for dataset, (name, where, value) in used:
        judged = judge(name, value)
        if judged is None or (name, value, dataset) in seen:
            continue
        seen.add((name, value, dataset))
        kind, term = judged
        problem = found.setdefault((name, value), _problem(name, value, kind, term))
        problem.datasets += 1
        if len(problem.examples) < EXAMPLES:
            problem.examples[dataset] = where
    return sorted(found.values(), key=lambda p: (p.vocabulary, -p.datasets, p.value))


def _problem(name: str, value: str, kind: Kind, term: Term | None) -> Problem:
    return Problem(name, value, kind, term.uri if term else "", term.label("de") if term else "")


@cache
def judge(name: str, value: str) -> tuple[Kind, Term | None] | None:
    """Return what is wrong with a value and the term to take instead, None when it is a term."""
    words = vocabulary(name)
    meant = words.find(value)
    if meant is None:
        near = _near(words, value)
        return (Kind.MISSPELT, near) if near else (Kind.UNKNOWN, None)
    if value in (meant.uri, meant.extra.get("short")):
        return None
    return (Kind.RETIRED if words.get(value) else Kind.MISSPELT), meant


def _near(words: Vocabulary, value: str) -> Term | None:
    """Return the term whose code or label is nearly the value's; of an address, its last part."""
    text = value.rstrip("/").rsplit("/", 1)[-1].casefold() if "://" in value else value.casefold()
    spellings = {s.casefold(): t for t in words for s in (t.code, t.label_de, t.label_en) if s}
    close = get_close_matches(text, spellings, n=1, cutoff=LIKENESS) if len(text) > 2 else []
    return spellings[close[0]] if close else None


def uses(rows: Iterable[Row], owner: Mapping[str, Any], start: str = "") -> Iterator[Use]:
    """Yield the vocabulary values of a dataset or resource, those in its entries too."""
    for row in rows:
        path, value = f"{start}{row.field}", owner.get(row.field)
        if row.vocabulary:
            yield from ((row.vocabulary, path, text) for text in texts(row, value))
        for entry in items(value) if row.subrows else ():
            place = str(entry.get("uri") or "")
            if place.startswith(GEOCODING):
                yield "geocoding", f"{path}.uri", place
            yield from uses(row.subrows, entry, f"{path}.")


def _stored() -> Iterator[tuple[str, Use]]:
    package, resource = model.package_table, model.resource_table
    there = (package.c.state != "deleted") & (package.c.type == "dataset")
    datasets = sa.select(package.c.name, package.c.extras).where(there)
    files = (
        sa.select(package.c.name, resource.c.format, resource.c.extras)
        .join(resource, resource.c.package_id == package.c.id)
        .where(there & (resource.c.state == "active"))
    )
    rows = load_rows()
    for name, extras in _run(datasets):
        yield from ((name, use) for use in uses(rows.dataset, extras or {}))
    for name, kind, extras in _run(files):
        values = {**(extras or {}), "format": kind}
        yield from ((name, use) for use in uses(rows.resource, values, "resources."))


def _run(query: sa.Select) -> Iterator[Any]:
    ordered = query.order_by(model.package_table.c.name)
    result = model.Session.execute(ordered.execution_options(yield_per=_BATCH))
    yield from result
