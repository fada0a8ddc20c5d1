"""The points of one dataset: of its text, of what servers answer, of what the check has found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

import pyoxigraph as ox

from ckanext.modellregion_owl.govdata import dashboard
from ckanext.modellregion_owl.govdata.rules import PREFIX
from ckanext.modellregion_owl.govdata.statements import Node, Statements
from ckanext.modellregion_owl.links.store import State
from ckanext.modellregion_owl.quality.metrics import (
    ACCESS,
    CONFORMS,
    DIMENSIONS,
    DOWNLOAD,
    METRICS,
    Metric,
)

# Where a metric's addresses stand.
LINKS = {ACCESS: ("access", "dcat:accessURL"), DOWNLOAD: ("download", "dcat:downloadURL")}
States = Mapping[str, State]


@dataclass(frozen=True)
class Told:
    """What the text says.

    Metrics that have no points, addresses on which others hang, rules of GovData's dashboard
    (govdata.dashboard.NAMES) that are not kept.
    """

    missing: frozenset[str]
    links: Mapping[str, list[str]] = field(default_factory=dict)
    govdata: tuple[str, ...] = ()


@dataclass(frozen=True)
class Score:
    """The points: by dimension, in all; metrics without points, and those nobody knows yet."""

    dimensions: Mapping[str, int]
    points: int
    unknown: int
    missing: tuple[str, ...]
    open: tuple[str, ...]


def read(text: str, iri: str) -> Told:
    """Return what the text of a dataset says (N-Triples; `iri`: its node)."""
    page = Statements(text.encode(), ox.RdfFormat.N_TRIPLES)
    dataset = Node(page, ox.NamedNode(iri))
    files = dataset.nodes("dcat:distribution")
    missing = {m.name for m in METRICS if m.test and not _has(m, dataset, files)}
    links = {key: sorted(_addresses(files, curie)) for key, curie in LINKS.values()}
    found = [*dashboard.of_dataset(dataset)]
    found += [one for file in files for one in dashboard.of_file(file)]
    rules = {one.rule.removeprefix(PREFIX) for one in found}
    return Told(frozenset(missing), links, tuple(sorted(rules)))


def score(missing: Collection[str], links: Mapping[str, list[str]], states: States) -> Score:
    """Return the points.

    :param missing: metrics without points, but for those of links.
    :param states: of the addresses; those that are not in it are unknown.
    """
    lost = {name for name in missing if name not in LINKS}
    unknown: set[str] = set()
    for name, (key, _curie) in LINKS.items():
        found = {states.get(url, State.UNKNOWN) for url in links.get(key, ())}
        if State.OK in found:
            continue
        (unknown if State.UNKNOWN in found else lost).add(name)
    return _summed(lost, unknown)


def with_check(told: Told, conforms: bool) -> Told:
    """Return what the text says together with what the check has found."""
    return told if conforms else replace(told, missing=told.missing | {CONFORMS})


def _summed(lost: set[str], unknown: set[str]) -> Score:
    points = Counter({dimension.name: 0 for dimension in DIMENSIONS})
    for metric in METRICS:
        if metric.name not in lost and metric.name not in unknown:
            points[metric.dimension] += metric.points
    ordered = sorted(METRICS, key=lambda metric: -metric.points)
    return Score(
        dict(points),
        sum(points.values()),
        sum(m.points for m in METRICS if m.name in unknown),
        tuple(m.name for m in ordered if m.name in lost),
        tuple(m.name for m in ordered if m.name in unknown),
    )


def _has(metric: Metric, dataset: Node, files: Iterable[Node]) -> bool:
    test = metric.test
    assert test is not None  # noqa: S101 - see `read`
    return any(map(test, files)) if metric.of_file else test(dataset)


def _addresses(files: Iterable[Node], curie: str) -> set[str]:
    return {one.text for file in files for one in file.nodes(curie)}
