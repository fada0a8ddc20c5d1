"""The official shapes of DCAT-AP.de 3.0, composed as GovData's validator composes them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyshacl import validate
from rdflib import RDF, Graph, Namespace

SH = Namespace("http://www.w3.org/ns/shacl#")

FILES = (
    "semic-3.0.0/dcat-ap-SHACL-3.0.0.ttl",
    "dcat-ap-de-3.0/dcat-ap-SHACL-DE.ttl",
    "dcat-ap-de-3.0/dcat-ap-de-deprecated.ttl",
    "dcat-ap-de-3.0/dcat-ap-spec-german-additions.ttl",
    "dcat-ap-de-3.0/dcat-ap-de-controlledvocabularies.ttl",
)


@dataclass(frozen=True)
class Result:
    """One validation result; `kind` is its path and constraint, the same for all datasets."""

    severity: str
    focus: str
    path: str
    constraint: str
    message: str

    @property
    def kind(self) -> str:
        """Return what failed, without where."""
        return f"{self.path} {self.constraint}"


@cache
def _shapes(folder: Path) -> Graph:
    graph = Graph()
    for name in FILES:
        graph.parse(folder / name, format="turtle")
    return graph


@cache
def _background(folder: Path) -> Graph:
    return Graph().parse(folder / "background.ttl", format="turtle")


def results(data: Graph, folder: Path) -> list[Result]:
    """Validate a graph; the vocabularies are merged in, results about them are left out."""
    whole = Graph()
    for triple in data:
        whole.add(triple)
    for triple in _background(folder):
        whole.add(triple)
    _, report, _ = validate(whole, shacl_graph=_shapes(folder), advanced=False, inplace=True)
    subjects = set(data.subjects())
    found = (_result(report, node) for node in report.subjects(RDF.type, SH.ValidationResult))
    return [result for result, focus in found if focus in subjects]


def _result(report: Graph, node):
    focus = report.value(node, SH.focusNode)

    def short(predicate) -> str:
        return str(report.value(node, predicate) or "").rsplit("#", 1)[-1].rsplit("/", 1)[-1]

    text = str(report.value(node, SH.resultMessage) or "")
    result = Result(
        short(SH.resultSeverity), str(focus), short(SH.resultPath),
        short(SH.sourceConstraintComponent), text,
    )  # fmt: skip
    return result, focus


def violations(data: Graph, folder: Path) -> list[Result]:
    """Return the results of severity Violation."""
    return [r for r in results(data, folder) if r.severity == "Violation"]


def kinds(found: list[Result]) -> Counter[str]:
    """Count results by what failed."""
    return Counter(r.kind for r in found)
