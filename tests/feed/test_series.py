"""Dataset series on a whole site: in the feed, on the pages."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from rdflib import RDF, Graph, URIRef

from ckan.tests import factories

from ckanext.modellregion_owl.rdf.namespaces import iri

sys.path.append(str(Path(__file__).parents[1] / "rdf"))
from shapes import violations

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

SERIES = "https://quelle.example/serie/wahlen"
CATALOGUE = URIRef("http://test.ckan.net/catalog")


@pytest.fixture
def wahlen(clean_stack):
    """Return a harvested series, one made here, and a dataset that belongs to both."""
    organisation = factories.Organization(name="stadt-paderborn", title="Stadt Paderborn")["id"]
    kind = {"rdf_type": str(iri("dcat:DatasetSeries")), "owner_org": organisation}
    factories.Dataset(name="wahlen", title="Wahlen", uri=SERIES, **kind)
    own = factories.Dataset(name="alles", title="Alles", **kind)
    own_iri = f"http://test.ckan.net/dataset/{own['id']}"
    member = {"in_series": [SERIES, own_iri], "owner_org": organisation}
    factories.Dataset(name="wahl-2025", title="Wahl 2025", **member)
    return own_iri


def catalogue(app, **query) -> Graph:
    text = app.get("/catalog.ttl", query_string=query).get_data(as_text=True)
    return Graph().parse(data=text, format="turtle")


class TestFeed:
    @pytest.mark.ckan_config("ckanext.modellregion_owl.feed.page_size", 1)
    def test_each_page_describes_the_series_of_its_datasets(self, app, wahlen, shacl):
        """The link is dcat:inSeries on every page, and no page violates the shapes."""
        for number in (1, 2, 3):
            graph = catalogue(app, page=number)
            assert violations(graph, shacl) == []
            for member in graph.subjects(RDF.type, iri("dcat:Dataset")):
                series = set(graph.objects(member, iri("dcat:inSeries")))
                assert series == {URIRef(SERIES), URIRef(wahlen)}

    def test_the_catalogue_lists_it_as_no_dataset(self, app, wahlen):
        """dcat:dataset points to datasets only, dcat:resource to the series."""
        graph = catalogue(app)
        assert len(list(graph.objects(CATALOGUE, iri("dcat:dataset")))) == 1
        listed = set(graph.objects(CATALOGUE, iri("dcat:resource")))
        assert listed == {URIRef(SERIES), URIRef(wahlen)}

    def test_a_page_of_its_own(self, app, wahlen):
        """A member's own file describes the series, too; a series' file says what it is."""
        member = Graph().parse(data=app.get("/dataset/wahl-2025.ttl").body, format="turtle")
        assert (URIRef(SERIES), iri("dct:title"), None) in member
        series = Graph().parse(data=app.get("/dataset/wahlen.ttl").body, format="turtle")
        assert set(series.objects(URIRef(SERIES), RDF.type)) == {iri("dcat:DatasetSeries")}

    @pytest.mark.ckan_config("ckanext.modellregion_owl.feed.records", True)
    def test_entries(self, app, wahlen, shacl):
        """With the setting the catalogue has an entry for each dataset, and no violation."""
        graph = catalogue(app)
        assert len(list(graph.objects(CATALOGUE, iri("dcat:record")))) == 3
        assert violations(graph, shacl) == []


class TestPages:
    def test_a_series_lists_its_datasets(self, app, wahlen):
        """The page says what it is and links to the members."""
        page = app.get("/dataset/wahlen").get_data(as_text=True)
        assert "Datensatzserie" in page or "Dataset series" in page
        assert "/dataset/wahl-2025" in page

    def test_a_series_has_no_licence_and_no_files(self, app, wahlen):
        """Its datasets have: nobody is told that the use is not settled or files are missing."""
        page = app.get("/de/dataset/wahlen").get_data(as_text=True)
        assert "Datensätze dieser Serie" in page
        assert "owl-licence" not in page
        assert 'id="owl-files"' not in page
        member = app.get("/de/dataset/wahl-2025").get_data(as_text=True)
        assert 'id="owl-members"' not in member

    def test_a_member_links_to_its_series(self, app, wahlen):
        """By the title and inside of the portal, not by its permanent address."""
        page = app.get("/dataset/wahl-2025").get_data(as_text=True)
        assert "/dataset/wahlen" in page
        assert "/dataset/alles" in page
        assert f'href="{SERIES}"' not in page
