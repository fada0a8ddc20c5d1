"""What we write keeps others' rules: official shapes, high-value data, GovData's dashboard."""

from __future__ import annotations

import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from rdflib import RDF, Graph, URIRef
from rdflib.namespace import DCAT

from ckanext.modellregion_owl.findings import collect
from ckanext.modellregion_owl.rdf.complete import HVD_ACT, Output
from ckanext.modellregion_owl.rdf.lacks import note_lacks
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.read import read_dataset
from ckanext.modellregion_owl.rdf.write import write_dataset

sys.path.append(str(Path(__file__).parent))
from samples import NODE, SERIES, full_dataset, full_series
from shapes import dashboard_results, hvd_results, results

pytestmark = pytest.mark.unit

BASE = "https://daten.example"
HVD_CATEGORY = "http://data.europa.eu/bna/c_ac64a52d"

# Recording → what its source does not say and nobody can make up: (node's lack, number). A lack is
# a finding (rdf/lacks.py), never an invented value.
LACKS = {
    "dcat_ap_de/brandenburg_catalog.rdf": {"publisher": 1, "notes": 2},
    "dcat_ap_de/govdata_catalog-endpoint.rdf": {"contact": 1},
    "dcat_ap_de/kreis_paderborn_opal_civet.ttl": {"title": 1, "notes": 1, "publisher": 1},
    "dcat_ap_de/opal_govdata_allermoehe.ttl": {"publisher": 1},
    "dcat_ap_de/schleswig-holstein_rdf_catalog.xml": {},
    "dkan_rdf/muenster_catalog.xml": {"license": 475},
    "dkan_rdf/muenster_dcatapde.xml": {"license": 223, "publisher": 64},
}
# Recording → what GovData's dashboard still complains of, all of it the source's: datasets without
# a keyword or publisher or with a provider of no list, files without a licence, with one that no
# list knows or that is not open.
DASHBOARD = {
    "dcat_ap_de/brandenburg_catalog.rdf": {
        "no_literal_keyword": 10,
        "no_correct_publisher": 1,
        "no_license_from_list": 148,
        "no_open_license_from_list": 148,
    },
    "dcat_ap_de/govdata_catalog-endpoint.rdf": {
        "no_literal_keyword": 3,
        "no_correct_contributorID": 4,
        "no_open_license_from_list": 1,
    },
    "dcat_ap_de/kreis_paderborn_opal_civet.ttl": {"no_correct_publisher": 1},
    "dcat_ap_de/opal_govdata_allermoehe.ttl": {"no_correct_publisher": 1},
    "dcat_ap_de/schleswig-holstein_rdf_catalog.xml": {"no_literal_keyword": 38},
    "dkan_rdf/muenster_catalog.xml": {"no_license": 475, "no_literal_keyword": 1},
    "dkan_rdf/muenster_dcatapde.xml": {
        "no_license": 223,
        "no_correct_publisher": 64,
        "no_literal_keyword": 1,
        "no_open_license_from_list": 5,
    },
}
PROVIDER = "http://dcat-ap.de/def/contributors/openNRW"
# Path of a violation → field that lacks; a contact's is the path of its three ways to be reached.
FIELDS = {"description": "notes"}


# Münster's hundred datasets have two thousand distributions.
NAMES = [
    pytest.param(name, marks=[pytest.mark.long] if "muenster" in name else [])
    for name in sorted(LACKS)
]


def full(compat: bool) -> Graph:
    """Return a dataset and its series with a value in every row."""
    graph = Graph()
    output = Output(BASE, compat, described={SERIES: iri("dcat:DatasetSeries")}, records=True)
    for dataset in ({**full_dataset(), "in_series": [SERIES]}, full_series()):
        write_dataset(graph, URIRef(dataset["uri"]), dataset, output)
    return graph


@cache
def parsed(path: Path) -> Graph:
    """Return the recording itself."""
    return Graph().parse(path, format="turtle" if path.suffix == ".ttl" else "xml")


@cache
def served(path: Path, compat: bool) -> tuple[Graph, Counter]:
    """Return a recording as our feed gives it, and what it lacks by field."""
    source = parsed(path)
    graph = Graph()
    lacks: Counter[str] = Counter()
    for node in source.subjects(RDF.type, DCAT.Dataset):
        dataset = read_dataset(source, node)
        with collect() as findings:
            note_lacks(dataset)
        lacks.update(f.field for f in findings)
        name = node if isinstance(node, URIRef) else URIRef(f"{BASE}/dataset/{node}")
        write_dataset(graph, URIRef(name), dataset, Output(BASE, compat, of_municipality))
    return graph, lacks


def of_municipality(organisation: str) -> dict:
    """Return what the portal's municipality says where the source is silent."""
    return {"contributor_id": [PROVIDER]}


class TestWarnings:
    def test_clean(self, shacl):
        """Without the deprecated twins: not a single remark on a full catalogue."""
        assert results(full(compat=False), shacl) == []

    def test_compat(self, shacl):
        """With them: warnings that a property is deprecated, nothing else."""
        found = results(full(compat=True), shacl)
        assert found
        assert {r.severity for r in found} == {"Warning"}
        assert all(r.message.startswith("Deprecated:") for r in found)


class TestHighValueData:
    @pytest.mark.parametrize("compat", [False, True], ids=["clean", "compat"])
    def test_full(self, shacl, compat):
        """Dataset, file, service and series with every field keep the HVD rules."""
        assert hvd_results(full(compat), shacl) == []

    def test_the_category_alone(self, shacl):
        """Who only chooses a category gets the act, the service's contact and documentation."""
        service = {"endpoint_url": ["https://dienst.example/wfs"]}
        resource = {"url": "https://dienst.example/wfs", "access_services": [service]}
        dataset = {
            "uri": NODE,
            "title": "Bäume",
            "notes": "Alle.",
            "hvd_category": [HVD_CATEGORY],
            "publisher": [{"name": "Stadt"}],
            "contact": [{"name": "Amt", "email": "amt@stadt.example"}],
            "resources": [{**resource, "license": "http://dcat-ap.de/def/licenses/cc-by/4.0"}],
        }
        graph = Graph()
        write_dataset(graph, URIRef(NODE), dataset, Output(BASE))
        assert hvd_results(graph, shacl) == []
        for cls in ("dcat:Dataset", "dcat:Distribution", "dcat:DataService"):
            (node,) = graph.subjects(RDF.type, iri(cls))
            assert (node, iri("dcatap:applicableLegislation"), URIRef(HVD_ACT)) in graph


class TestDashboard:
    @pytest.mark.parametrize("compat", [False, True], ids=["clean", "compat"])
    def test_full(self, shacl, compat):
        """GovData's dashboard finds nothing to complain of; one data provider, not two (K12)."""
        dataset = full_dataset()
        dataset["contributor_id"] = [PROVIDER]
        graph = Graph()
        write_dataset(graph, URIRef(NODE), dataset, Output(BASE, compat))
        assert dashboard_results(graph, shacl) == []

    def test_tells_a_literal_licence(self, shacl):
        """The rules do look: a dataset without keyword, provider and publisher is named."""
        graph = Graph()
        graph.add((URIRef(NODE), RDF.type, DCAT.Dataset))
        names = {r.severity for r in dashboard_results(graph, shacl)}
        assert names == {"no_literal_keyword", "no_correct_contributorID", "no_correct_publisher"}


@pytest.mark.parametrize("compat", [False, True], ids=["clean", "compat"])
class TestRecordings:
    @pytest.mark.parametrize("name", NAMES)
    def test_only_what_the_source_lacks(self, shacl, catalogues, name, compat):
        """Each recording comes out without violations but for what its source does not say."""
        graph, _ = served(catalogues / name, compat)
        broken = [r for r in results(graph, shacl) if r.severity == "Violation"]
        fields = (FIELDS.get(r.path, r.path) for r in broken)
        counted = Counter("contact" if "vcard:Kind" in r.message else f for r, f in
                          zip(broken, fields, strict=True))  # fmt: skip
        assert counted == LACKS[name]

    @pytest.mark.parametrize("name", NAMES)
    def test_dashboard_blames_the_source_only(self, shacl, catalogues, name, compat):
        """GovData's dashboard has nothing to say but what the source itself leaves open."""
        graph, lacks = served(catalogues / name, compat)
        found = Counter(r.severity for r in dashboard_results(graph, shacl))
        assert found == DASHBOARD[name]
        assert found["no_license"] == lacks["license"]
        assert found["no_correct_publisher"] == lacks["publisher"]
        source = parsed(catalogues / name)
        nodes = source.subjects(RDF.type, DCAT.Dataset)
        silent = [n for n in nodes if not any(map(str, source.objects(n, DCAT.keyword)))]
        assert found["no_literal_keyword"] == len(silent)

    @pytest.mark.parametrize("name", NAMES)
    def test_each_lack_is_a_finding(self, catalogues, name, compat):
        """What is missing is told, as often as it is missing."""
        _, lacks = served(catalogues / name, compat)
        assert {field: lacks[field] for field in LACKS[name]} == LACKS[name]
        # A contact without any address is left out of the feed, so that no shape sees it.
        assert set(lacks) <= {*LACKS[name], "contact"}
