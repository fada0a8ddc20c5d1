"""The official shapes of DCAT-AP.de 3.0, composed as GovData's validator composes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from pyshacl import validate
from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, SKOS

from ckanext.modellregion_owl.vocabularies import vocabulary

SH = Namespace("http://www.w3.org/ns/shacl#")

FILES = (
    "semic-3.0.0/dcat-ap-SHACL-3.0.0.ttl",
    "dcat-ap-de-3.0/dcat-ap-SHACL-DE.ttl",
    "dcat-ap-de-3.0/dcat-ap-de-deprecated.ttl",
    "dcat-ap-de-3.0/dcat-ap-spec-german-additions.ttl",
    "dcat-ap-de-3.0/dcat-ap-de-controlledvocabularies.ttl",
)

HVD = ("semic-3.0.0/hvd-SHACL-3.0.0.ttl",)


@dataclass(frozen=True)
class Result:
    """One validation result; `kind` is its path and constraint, the same for all datasets."""

    severity: str
    focus: str
    path: str
    constraint: str
    message: str
    shape: str = ""
    value: str = ""

    @property
    def kind(self) -> str:
        """Return what failed, without where."""
        return f"{self.path} {self.constraint}"


@cache
def _parsed(folder: Path, names: tuple[str, ...]) -> Graph:
    graph = Graph()
    for name in names:
        graph.parse(folder / name, format="turtle" if name.endswith("ttl") else "xml")
    return graph


@cache
def _background(folder: Path) -> Graph:
    return Graph().parse(folder / "background.ttl", format="turtle")


def results(data: Graph, folder: Path) -> list[Result]:
    """Validate a graph; the vocabularies are merged in, results about them are left out."""
    report = _report(data, _parsed(folder, FILES), _background(folder))
    # Objects too: the checks of the vocabularies fail at the value, which nobody describes.
    nodes = {*data.subjects(), *data.objects()}
    found = (_result(report, node) for node in report.subjects(RDF.type, SH.ValidationResult))
    return [result for result, focus in found if focus in nodes]


def _report(data: Graph, shapes: Graph, background: Iterable = ()) -> Graph:
    whole = Graph()
    for triple in (*data, *background):
        whole.add(triple)
    _, report, _ = validate(whole, shacl_graph=shapes, advanced=False, inplace=True)
    return report


def own_results(data: Graph) -> list[Result]:
    """Validate a graph by our own shapes, which need nothing but the data."""
    report = _report(data, _own())
    found = [_result(report, node)[0] for node in report.subjects(RDF.type, SH.ValidationResult)]
    return [r for r in found if not r.shape.startswith("in-")]  # the detail of another result


def hvd_results(data: Graph, folder: Path) -> list[Result]:
    """Validate a graph that holds nothing but high-value data.

    The vocabularies are merged in, as GovData's validator merges its lists; and whatever a graph
    speaks about is an rdfs:Resource (RDF Schema, rdfs4a and rdfs4b).
    """
    report = _report(data, _parsed(folder, HVD), _known(data))
    nodes = {*data.subjects(), *data.objects()}
    found = (_result(report, node) for node in report.subjects(RDF.type, SH.ValidationResult))
    return [result for result, focus in found if focus in nodes]


def _known(data: Graph) -> Iterator:
    for node in {*data.subjects(), *data.objects()}:
        if not isinstance(node, Literal):
            yield node, RDF.type, RDFS.Resource
    for name, cls in (("hvd_categories", SKOS.Concept), ("licences", DCTERMS.LicenseDocument)):
        for term in vocabulary(name):
            yield URIRef(term.uri), RDF.type, cls
            yield URIRef(term.uri), SKOS.prefLabel, Literal(term.label("de"), lang="de")


def dashboard_results(data: Graph, folder: Path) -> list[Result]:
    """Validate a graph by the rules of GovData's dashboard, without its counters."""
    lists = (
        "dashboard-live/dcat-ap-de-contributors.rdf",
        "dashboard-live/dcat-ap-de-licenses-open.rdf",
    )
    background = _parsed(folder, lists)
    report = _report(data, _parsed(folder, ("dashboard-live/db-shapes.ttl",)), background)
    found = [_result(report, node)[0] for node in report.subjects(RDF.type, SH.ValidationResult)]
    about = {str(node) for node in (*data.subjects(), *data.objects())}
    return [r for r in found if not r.severity.startswith("count_") and r.focus in about]


@cache
def _own() -> Graph:
    text = resources.files("ckanext.modellregion_owl.rdf") / "shapes.ttl"
    return Graph().parse(data=text.read_text(encoding="utf-8"), format="turtle")


def _result(report: Graph, node):
    focus = report.value(node, SH.focusNode)

    def short(predicate) -> str:
        return str(report.value(node, predicate) or "").rsplit("#", 1)[-1].rsplit("/", 1)[-1]

    own = str(report.value(node, SH.sourceShape)).rsplit(":", 1)[-1]
    text = str(report.value(node, SH.resultMessage) or "")
    result = Result(
        short(SH.resultSeverity), str(focus), short(SH.resultPath),
        short(SH.sourceConstraintComponent), text, own,
        str(report.value(node, SH.value)),
    )  # fmt: skip
    return result, focus


def violations(data: Graph, folder: Path) -> list[Result]:
    """Return the results of severity Violation."""
    return [r for r in results(data, folder) if r.severity == "Violation"]


def kinds(found: list[Result]) -> Counter[str]:
    """Count results by what failed."""
    return Counter(r.kind for r in found)
