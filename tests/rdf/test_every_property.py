"""Every property of the standard has its place and survives (issue 4, 1).

`properties.tsv` holds one fact a line, from the tables of DCAT-AP.de 3.0: class, property, duty,
number, and where it is with us:

    row         a row of schemas/dataset.yaml; comes back by the same property
    compat      outdated: read into its successor, written with the deprecated twins only
    read x      outdated: read into the row of the property x, never written
    kept        gone without a successor: kept with the dataset and written out as it came
    resources   CKAN's own list of resources
    region x    the catalogue's: key x of region.yaml; `newest change`, `always`, `feed` likewise
    skip        marked so in the specification: the portal has no such thing
"""

from __future__ import annotations

import csv
import os
import re
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from rdflib import RDF, Graph, Literal, URIRef

from ckanext.modellregion_owl.rdf.catalogue import write_catalogue
from ckanext.modellregion_owl.rdf.complete import Output
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.read import read_dataset
from ckanext.modellregion_owl.rdf.rows import Row, load_rows
from ckanext.modellregion_owl.rdf.write import write_dataset
from ckanext.modellregion_owl.region import load_region

sys.path.append(str(Path(__file__).parent))
from samples import NODE, SERIES, described, full_dataset, full_series

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parents[2]
BASE = "https://daten.example"
PADERBORN = "http://dcat-ap.de/def/politicalGeocoding/districtKey/05774"
# More than the standard asks for: the conventions (K12) and GovData want it of every dataset.
STRICTER = {"dcatde:contributorID"}


class Fact(NamedTuple):
    cls: str
    property: str
    duty: str
    card: str
    where: str


def facts() -> list[Fact]:
    text = (Path(__file__).parent / "properties.tsv").read_text(encoding="utf-8")
    return [Fact(*line) for line in list(csv.reader(text.splitlines(), delimiter="\t"))[1:]]


def having(*where: str):
    found = [f for f in facts() if f.where.split()[0] in where]
    return pytest.mark.parametrize("fact", found, ids=[f"{f.cls} {f.property}" for f in found])


def rows_of(cls: str) -> tuple[Row, ...]:
    """Return the rows whose properties a node of the class has."""
    rows = load_rows()
    if cls == "dcat:Dataset":
        return rows.dataset
    if cls == "dcat:DatasetSeries":
        return tuple(row for row in rows.dataset if row.series)
    if cls == "dcat:Distribution":
        return tuple(row for row in rows.resource if row.via is None) + between(rows.resource)
    nodes = [row for row in (*rows.dataset, *rows.resource) if row.cls == iri(cls)]
    if nodes and nodes[0].subrows:
        return nodes[0].subrows
    return tuple(row for row in rows.resource if row.via and row.via[1] == iri(cls))


def between(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return a row for each node between (key `via`), as the distribution's property."""
    found = {
        row.via: replace(row, predicate=row.via[0], duty="optional") for row in rows if row.via
    }
    return tuple(found.values())


def row_of(fact: Fact) -> Row | None:
    """Return the row of a fact; the identifier's notation and an entry's topic are their kinds'."""
    wanted = iri(fact.property)
    for row in rows_of(fact.cls):
        if wanted in (row.predicate, *row.read_from, *(t.predicate for t in row.compat)):
            return row
    by_kind = {"adms:Identifier": "identifier", "dcat:CatalogRecord": "node"}.get(fact.cls)
    found = (r for r in load_rows().dataset if r.cls == iri(fact.cls) and r.kind == by_kind)
    return next(found, None)


@cache
def everything(compat: bool) -> Graph:
    """Return a dataset, a series and their nodes with a value in every row."""
    dataset = full_dataset()
    dataset["spatial_coverage"][0]["uri"] = PADERBORN
    return rewritten({NODE: dataset, SERIES: full_series()}, compat)


def rewritten(datasets: dict, compat: bool) -> Graph:
    known = {SERIES: iri("dcat:DatasetSeries")}
    for row in load_rows().dataset:
        known |= described(row, full_dataset().get(row.field))
    graph = Graph()
    output = Output(BASE, compat, described=known, records=True)
    for name, dataset in datasets.items():
        write_dataset(graph, URIRef(name), dataset, output)
    return graph


@cache
def again(compat: bool) -> Graph:
    """Return what comes of reading and writing it once more."""
    graph = everything(compat)
    read = {name: read_dataset(graph, URIRef(name)) for name in (NODE, SERIES)}
    return rewritten(read, compat)


def values(graph: Graph, fact: Fact) -> set[str]:
    """Return the values of a property at the nodes of its class; nodes by what is said of them."""
    cls, wanted = iri(fact.cls), iri(fact.property)
    kinds = {cls, *(v for row in rows_of(fact.cls) for v in row.values)} - (
        set() if fact.cls == "dcat:DatasetSeries" else {iri("dcat:DatasetSeries")}
    )
    nodes = {s for kind in kinds for s in graph.subjects(RDF.type, kind)}
    found = [o for node in nodes for o in graph.objects(node, wanted)]
    return {
        str(o) if isinstance(o, (Literal, URIRef)) else str(sorted(map(str, graph.objects(o))))
        for o in found
    }


class TestRows:
    @having("row")
    def test_has_a_row_of_the_same_duty_and_number(self, fact):
        """A row, with the obligation and the number of the standard."""
        row = row_of(fact)
        assert row is not None
        by_kind = row.kind == "identifier" or row.inverse is not None
        if by_kind and fact.cls not in ("dcat:Dataset", "dcat:DatasetSeries"):
            return  # written by the kind itself, always and once
        if fact.property in STRICTER:
            assert (fact.duty, row.duty) == ("optional", "recommended")
            return
        series = fact.cls == "dcat:DatasetSeries"
        assert (row.series if series else row.duty) == fact.duty
        if row.via is None:
            assert row.card == fact.card

    @having("row")
    def test_survives(self, fact):
        """RDF → CKAN → RDF gives the same values."""
        before = values(everything(compat=False), fact)
        assert before
        assert values(again(compat=False), fact) == before


class TestOutdated:
    @having("compat")
    def test_is_written_with_the_twins_only(self, fact):
        """Outdated properties go out while GovData's reader needs them, and survive so."""
        before = values(everything(compat=True), fact)
        assert before
        assert values(again(compat=True), fact) == before
        assert not values(everything(compat=False), fact)

    @having("compat")
    def test_is_read(self, fact):
        """They belong to a row: to that of their successor, or to a deprecated one."""
        row = row_of(fact)
        assert row is not None
        assert iri(fact.property) in row.predicates

    @having("read")
    def test_is_read_into_the_successor(self, fact):
        """Read, never written."""
        row = row_of(fact)
        assert row is not None
        assert row.predicate == iri(fact.where.split()[1])
        assert iri(fact.property) in row.read_from
        for compat in (False, True):
            assert not values(everything(compat), fact)

    @having("kept")
    def test_is_kept(self, fact):
        """It comes out as it came."""
        graph = Graph()
        graph.add((URIRef(NODE), iri(fact.property), Literal("fein")))
        read = {NODE: read_dataset(graph, URIRef(NODE))}
        assert values(rewritten(read, False), fact) == {"fein"}


class TestCatalogue:
    @having("region", "newest", "always")
    def test_is_written(self, fact):
        """The catalogue says it, from the region's content."""
        known = load_region("ckanext.modellregion_owl.region:owl").catalogue
        given = replace(
            known,
            issued="2026-01-01",
            availability="http://publications.europa.eu/resource/authority/planned-availability/STABLE",
        )
        key = fact.where.removeprefix("region ")
        if fact.where.startswith("region"):
            assert hasattr(known, key)
        graph = Graph()
        write_catalogue(graph, URIRef(BASE), given, Output(BASE), "2026-05-01T10:00:00")
        assert (URIRef(BASE), iri(fact.property), None) in graph

    @having("feed")
    def test_is_the_feeds(self, fact):
        """What a page holds is linked by the feed (tests/feed/test_feed.py proves that it is)."""
        from ckanext.modellregion_owl.feed import pages, pieces

        said = (*map(iri, pieces.LISTED.values()), pages.APPLICABLE)
        assert iri(fact.property) in said


class TestSpecification:
    def test_facts_are_those_of_the_tables(self):
        """No property of the specification's tables is missing here, none is made up."""
        folder = (ROOT / os.environ.get("MODELLREGION_SPEC", "../shared/spec")).resolve()
        if not folder.is_dir():
            pytest.skip(f"MODELLREGION_SPEC: no folder {folder}")
        text = (folder / "dcat-ap-de-3.0.md").read_text(encoding="utf-8")
        tables = set(tabled(text.partition("### 2.1")[0]))
        assert tables
        known = {(f.cls, f.property, f.duty, f.card) for f in facts()}
        assert tables <= known
        assert {f[:2] for f in known - tables} == {
            ("dcat:Dataset", "dcatap:hvdCategory"),
            ("dcat:DataService", "dcatap:hvdCategory"),
            ("dcat:DatasetSeries", "dcatap:hvdCategory"),
            ("dcat:Distribution", "dcatde:plannedAvailability"),
            ("dcat:Dataset", "dcat:granularity"),
            ("dct:PeriodOfTime", "schema:startDate"),
            ("dct:PeriodOfTime", "schema:endDate"),
        }

    def test_only_what_the_specification_marks_is_skipped(self):
        """The five of the catalogue: sub-catalogues, its rights and its creator."""
        skipped = {f"{f.cls} {f.property}" for f in facts() if f.where == "skip"}
        names = ("rights", "hasPart", "isPartOf", "creator")
        assert skipped == {"dcat:Catalog dcat:catalog", *(f"dcat:Catalog dct:{n}" for n in names)}


def tabled(text: str):
    """Yield (class, property, duty, number) of the specification's tables."""
    duties = {"P": "mandatory", "E": "recommended", "O": "optional", "dep.": "deprecated"}
    cls = ""
    for line in text.splitlines():
        head = re.match(r"#### (\S+) \(", line)
        cls = head.group(1).replace("dcterms:", "dct:") if head else cls
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cls and len(cells) > 5 and re.match(r"[a-z]+:\w+$", cells[0]):
            yield cls, cells[0].replace("dcterms:", "dct:"), duties[cells[2]], cells[3]
