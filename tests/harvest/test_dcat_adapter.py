"""Protocol `dcat`: what belongs to a dataset, digest, identity, the way through the pages."""

from __future__ import annotations

import json

import pytest
import rdflib

from ckanext.modellregion_owl.harvest.adapters.dcat import DcatAdapter
from ckanext.modellregion_owl.harvest.exceptions import SourceUnavailable
from ckanext.modellregion_owl.harvest.records.digest import digest
from ckanext.modellregion_owl.harvest.records.graph import clean_iri, statements, to_rdflib
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.answer import Answer, NoMemory

pytestmark = pytest.mark.unit

URL = "https://daten.example/catalog"
PREFIXES = """
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix d: <https://daten.example/> .
"""


class Pages:
    """Stands for the transport: answers from a dict."""

    memory = NoMemory()

    def __init__(self, **pages: str) -> None:
        self.pages = pages

    def get(self, url: str, accept: str = "") -> Answer:
        """Return the page of that name as Turtle."""
        return Answer(url, "text/turtle", self.pages[url.rpartition("/")[2]].encode())


def walk(max_pages: int = 100, paging: bool = True, **pages: str) -> list:
    source = Source("id", "quelle", "Quelle", URL, "dcat", config={"paging": paging})
    client = Pages(**{name: PREFIXES + text for name, text in pages.items()})
    return list(DcatAdapter().pages(source, client, max_pages))


def records(text: str) -> dict:
    return {r.guid: r for page in walk(catalog=text) for r in page.records}


TWO = """
d:kat a dcat:Catalog ; dct:title "Katalog" ; dcat:dataset d:a, d:b .
d:a a dcat:Dataset ; dct:title "A" ; dct:publisher d:amt ; dcat:distribution d:a1 ;
  dct:isVersionOf d:b ; dct:spatial [ a dct:Location ; dct:title "Ort" ] .
d:a1 a dcat:Distribution ; dcat:accessService d:dienst .
d:dienst a dcat:DataService ; dcat:endpointURL <https://dienst.example> ;
  dcat:servesDataset d:a, d:b .
d:b a dcat:Dataset ; dct:title "B" ; dct:publisher d:amt .
d:amt a foaf:Organization ; foaf:name "Amt" .
dcat:Dataset a owl:Class ; dct:title "Dataset" .
"""


class TestSubgraph:
    def test_holds_what_belongs_to_the_dataset(self):
        """Distributions, services, agents and blank nodes; no sibling, catalogue or ontology."""
        found = {str(t.subject) for t in records(TWO)[f"{URL[:-7]}a"].triples}
        named = {s for s in found if not s.startswith("_:")}
        assert named == {f"<https://daten.example/{n}>" for n in ("a", "a1", "dienst", "amt")}
        assert len(found) == 5


class TestDigest:
    def test_same_in_every_order_and_syntax(self):
        """Turtle, shuffled Turtle and RDF/XML of one graph give one digest."""
        graph = rdflib.Graph().parse(data=PREFIXES + TWO, format="turtle")
        expected = {guid: r.digest for guid, r in records(TWO).items()}
        for kind in ("turtle", "nt", "pretty-xml", "json-ld"):
            text = graph.serialize(format=kind)
            source = Source("id", "q", "", URL, "dcat")

            class Client:
                memory = NoMemory()

                def get(self, url, accept="", text=text):
                    return Answer(url, "", text.encode())

            page = next(DcatAdapter().pages(source, Client(), 1))
            assert {r.guid: r.digest for r in page.records} == expected, kind

    @pytest.mark.parametrize(
        ("old", "new"),
        [('"Ort"', '"Dorf"'), ('"A"', '"A"@de'), ("d:a1 a", "d:a1 dct:title 'x' ; a")],
    )
    def test_changes_with_content(self, old, new):
        """Also inside of a blank node or a distribution."""
        key = "https://daten.example/a"
        assert records(TWO)[key].digest != records(TWO.replace(old, new))[key].digest

    def test_ring_and_mesh_of_blank_nodes_end(self):
        """Blank nodes that lead back to themselves do not run for ever."""
        ring = (
            'd:a a dcat:Dataset ; dct:title "A" ; dct:relation _:x .'
            "_:x dct:relation _:y . _:y dct:relation _:x ."
        )
        assert len(digest(records(ring)["https://daten.example/a"].triples)) == 32
        mesh = "".join(f"_:n{i} dct:a _:n{i + 1} ; dct:b _:n{i + 1} .\n" for i in range(25))
        text = f'd:a a dcat:Dataset ; dct:title "A" ; dct:x _:n0 . {mesh} _:n25 dct:a _:n0 .'
        page = walk(catalog=text)[0]
        assert len(page.records) + len(page.problems) == 1


class TestIdentity:
    @pytest.mark.parametrize(
        ("node", "expected"),
        [
            ('d:a a dcat:Dataset ; dct:title "A" ; dct:identifier "x"', "https://daten.example/a"),
            ('[] a dcat:Dataset ; dct:title "A" ; dct:identifier "x-17"', "x-17"),
        ],
    )
    def test_iri_then_identifier(self, node, expected):
        """The dataset's IRI, else its dct:identifier."""
        assert list(records(node + " .")) == [expected]

    def test_neither(self):
        """Then title and first address keep datasets apart, the same in every run."""
        one = '[] a dcat:Dataset ; dct:title "A" ; dcat:distribution [ dcat:accessURL d:f1 ] .'
        two = one.replace("d:f1", "d:f2")
        assert len(records(one + two)) == 2
        assert list(records(one)) == list(records(one))

    @pytest.mark.parametrize("title", ["", 'dct:title "" ;', 'dct:title "  " ;'])
    def test_without_title(self, title):
        """It costs this record only."""
        page = walk(
            catalog=f"d:a a dcat:Dataset ; {title} dct:type d:x ."
            'd:b a dcat:Dataset ; dct:title "B" .'
        )[0]
        assert [p.guid for p in page.problems] == ["https://daten.example/a"]
        assert [r.title for r in page.records] == ["B"]

    def test_german_title_first(self):
        """The title of the report is the German one."""
        found = records('d:a a dcat:Dataset ; dct:title "Trees"@en, "Bäume"@de, "Arbres"@fr .')
        assert next(iter(found.values())).title == "Bäume"


def page(name: str, link: str = "") -> str:
    return f'd:{name} a dcat:Dataset ; dct:title "{name}" . {link}'


class TestPaging:
    @pytest.mark.parametrize(
        "link",
        [
            '<#p> a hydra:PagedCollection ; hydra:nextPage "https://daten.example/p2" .',
            "<#p> a hydra:PagedCollection ; hydra:next d:p2 .",
            "[] a hydra:PartialCollectionView ; hydra:next <p2> .",
        ],
    )
    def test_old_and_new_links(self, link):
        """Both collection types, both names, literal, IRI and relative."""
        assert len(walk(catalog=page("a", link), p2=page("b"))) == 2

    def test_switched_off(self):
        """Only the first page is read."""
        link = "[] a hydra:PartialCollectionView ; hydra:next <p2> ; hydra:totalItems 7 ."
        pages = walk(paging=False, catalog=page("a", link))
        assert [p.total for p in pages] == [7]

    @pytest.mark.parametrize("total", ["²", "-1", "viele", "9" * 5000])
    def test_total_that_is_no_number(self, total):
        """It is as if nothing was announced; the page itself counts."""
        link = f'[] a hydra:PagedCollection ; hydra:totalItems "{total}" .'
        (found,) = walk(catalog=page("a", link))
        assert (found.total, len(found.records)) == (None, 1)

    def test_circle(self):
        """Back at a page that was read the walk is incomplete."""
        to = "[] a hydra:PartialCollectionView ; hydra:next <{}> ."
        with pytest.raises(SourceUnavailable):
            walk(catalog=page("a", to.format("p2")), p2=page("b", to.format("catalog")))

    def test_too_many_pages(self):
        """The limit ends the walk as incomplete, never as complete."""
        to = "[] a hydra:PartialCollectionView ; hydra:next <{}> ."
        with pytest.raises(SourceUnavailable):
            walk(max_pages=1, catalog=page("a", to.format("p2")), p2=page("b"))


class TestToRdflib:
    def test_illegal_characters_are_encoded(self):
        """As GeoService addresses of ArcGIS Hub have them (spec sources.md 2, no. 4)."""
        iri = 'https://a.example/query?sr={"latestWkid":103701} b'
        assert clean_iri(iri) == "https://a.example/query?sr=%7B%22latestWkid%22:103701%7D%20b"
        record = records(page("a"))["https://daten.example/a"]
        assert len(to_rdflib(statements(record))) == len(record.triples)


class TestRecordings:
    @pytest.mark.parametrize(
        ("path", "number"),
        [
            ("dcat_ap_de/brandenburg_catalog.rdf", 112),
            ("dcat_ap_de/schleswig-holstein_rdf_catalog.xml", 38),
            ("dcat_ap_de/govdata_catalog-endpoint.rdf", 6),
            ("dcat_ap_de/opal_govdata_allermoehe.ttl", 1),
            ("dkan_rdf/muenster_dcatapde.xml", 102),
            ("arcgis_dcat_ap/evian_dcat-ap_2.1.1.json", 8),
            ("arcgis_dcat_ap/koop_readme_feed_2.1.1.json", 1),
        ],
    )
    def test_every_dataset_is_a_record(self, catalogues, path, number):
        """Real catalogues of five kinds of server, read whole."""

        class File:
            memory = NoMemory()

            def get(self, url, accept=""):
                return Answer(url, "", (catalogues / path).read_bytes())

        pages = list(DcatAdapter().pages(Source("id", "q", "", URL, "dcat"), File(), 10))
        assert [len(p.records) for p in pages] == [number]
        assert not pages[0].problems

    def test_dcat_us_is_refused_with_a_reason(self, catalogues):
        """Its context stands at another address, which is not fetched."""
        body = (catalogues / "arcgis_dcat_us/evian_hub_dcat-us-1.1.json").read_bytes()
        context = json.loads(body)["@context"]

        class File:
            memory = NoMemory()

            def get(self, url, accept=""):
                return Answer(url, "", body)

        with pytest.raises(SourceUnavailable, match=r"catalog\.jsonld") as caught:
            list(DcatAdapter().pages(Source("id", "q", "", URL, "dcat"), File(), 10))
        assert caught.value.message.params["context"] == context
