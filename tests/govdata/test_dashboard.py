"""The dashboard's rules say what GovData's own rules say, on recorded catalogues."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph
from rdflib.namespace import DCAT

from ckanext.modellregion_owl.govdata.dashboard import NAMES, of_dataset, of_file
from ckanext.modellregion_owl.govdata.statements import Statements

sys.path.append(str(Path(__file__).parents[1] / "rdf"))
from shapes import dashboard_results

pytestmark = pytest.mark.unit

# govdata_catalog-endpoint.rdf has relative addresses: such a page is unreadable to us.
RECORDINGS = (
    "dcat_ap_de/brandenburg_catalog.rdf",
    "dcat_ap_de/kreis_paderborn_opal_civet.ttl",
    "dcat_ap_de/opal_govdata_allermoehe.ttl",
    "dcat_ap_de/schleswig-holstein_rdf_catalog.xml",
)
HEAD = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix dcatde: <http://dcat-ap.de/def/dcatde/> .
@prefix l: <http://dcat-ap.de/def/licenses/> . @prefix c: <http://dcat-ap.de/def/contributors/> ."""
CASES = {
    "nothing": "<urn:d> a dcat:Dataset .",
    "keyword that is an address": "<urn:d> a dcat:Dataset ; dcat:keyword <urn:k> .",
    "empty keyword": '<urn:d> a dcat:Dataset ; dcat:keyword "" .',
    "two providers": "<urn:d> a dcat:Dataset ; dcatde:contributorID c:openNRW, c:gdiDE .",
    "one listed, one not": "<urn:d> a dcat:Dataset ; dcatde:contributorID c:openNRW, <urn:x> .",
    "provider as text": '<urn:d> a dcat:Dataset ; dcatde:contributorID "openNRW" .',
    "two publishers": '<urn:d> a dcat:Dataset ; dct:publisher [ foaf:name "A" ], <urn:p> .',
    "publisher as text": '<urn:d> a dcat:Dataset ; dct:publisher "Stadt" .',
    "licences": """<urn:f> a dcat:Distribution . <urn:g> a dcat:Distribution ;
        dct:license <http://dcat-ap.de/def/licenses/dl-by-de/2.0>, "cc-by" .
        <urn:h> a dcat:Distribution ; dct:license <http://dcat-ap.de/def/licenses/cc-by-nc/4.0> .
        <urn:i> a dcat:Distribution ; dct:license <http://dcat-ap.de/def/licenses/dl-by-de/2_0> .
        <urn:j> a dcat:Distribution ; dct:license <https://www.dcat-ap.de/def/licenses/cc-by> .""",
}


def ours(body: bytes, form: ox.RdfFormat) -> Counter:
    """Return GovData's name of a rule → number of findings."""
    page = Statements(body, form)
    found = [f for d in page.of_class("dcat:Dataset") for f in of_dataset(d)]
    found += [f for d in page.of_class("dcat:Distribution") for f in of_file(d)]
    return Counter(NAMES[f.rule.removeprefix("govdata.")] for f in found)


def official(graph: Graph, shacl: Path) -> Counter:
    """Return GovData's name of a rule → number of its results.

    Without those about catalogues: pyshacl takes them for datasets by the ontologies that the
    lists bring along.
    """
    catalogues = {str(node) for node in graph.subjects(RDF.type, DCAT.Catalog)}
    found = dashboard_results(graph, shacl)
    return Counter(r.severity for r in found if r.focus not in catalogues)


class TestDashboard:
    @pytest.mark.parametrize("name", RECORDINGS)
    def test_as_govdata_counts_a_recording(self, name, catalogues, shacl):
        """Each rule is broken as often by our count as by GovData's."""
        path = catalogues / name
        turtle = path.suffix == ".ttl"
        form = ox.RdfFormat.TURTLE if turtle else ox.RdfFormat.RDF_XML
        graph = Graph().parse(path, format="turtle" if turtle else "xml")
        assert ours(path.read_bytes(), form) == official(graph, shacl)

    @pytest.mark.parametrize("body", CASES.values(), ids=CASES.keys())
    def test_as_govdata_counts_a_case(self, body, shacl):
        """Doubtful cases are told as GovData tells them."""
        graph = Graph().parse(data=f"{HEAD}\n{body}", format="turtle")
        assert ours(f"{HEAD}\n{body}".encode(), ox.RdfFormat.TURTLE) == official(graph, shacl)
