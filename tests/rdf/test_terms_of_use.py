"""Terms of use where a licence should stand (spec sources.md 2, no. 3)."""

from __future__ import annotations

import pytest
from rdflib import Graph, URIRef

from ckanext.modellregion_owl.findings import collect
from ckanext.modellregion_owl.rdf.read import read_dataset
from ckanext.modellregion_owl.rdf.rules import MESSAGES
from ckanext.modellregion_owl.rdf.terms_of_use import in_words, plain_text

pytestmark = pytest.mark.unit

ZERO = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
BY4 = "http://dcat-ap.de/def/licenses/cc-by/4.0"
PROSE = "This data is in the public domain and may be used without permission; citation is welcome."
NODE = URIRef("https://a.example/1")


def read(licence: str, place: str = "distribution") -> tuple[dict, list[str]]:
    """Return the resource of a dataset with that text as its licence, and the licence's rules."""
    term = f'dct:license """{licence}"""' if licence[:5] != "<http" else f"dct:license {licence}"
    own, file = (f"{term} ;", "") if place == "dataset" else ("", f"{term} ;")
    graph = Graph().parse(
        data="@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/>"
        f' . <{NODE}> a dcat:Dataset ; {own} dct:title "A" ; dcat:distribution'
        f" [ {file} dcat:accessURL <https://a.example/f> ] .",
        format="turtle",
    )
    with collect() as findings:
        dataset = read_dataset(graph, NODE)
    return dataset["resources"][0], [f.rule for f in findings if f.rule.startswith("licence")]


class TestSortOut:
    @pytest.mark.parametrize("place", ["distribution", "dataset"])
    def test_prose(self, place):
        """It names no licence, and none is made up: it is a statement about rights."""
        resource, rules = read(PROSE, place)
        assert "license" not in resource
        assert resource["rights"] == PROSE
        assert rules[-1:] == ["licence.prose"]
        assert "licence.unknown" not in rules

    def test_html(self):
        """Its text counts, not its tags; entities and blanks as a browser shows them."""
        resource, rules = read(
            f"<DIV STYLE='text-align:Left;'><P>{PROSE}</P>&nbsp;<br/>M&amp;M</DIV>"
        )
        assert resource["rights"] == f"{PROSE} M&M"
        assert rules == ["licence.html", "licence.prose"]

    @pytest.mark.parametrize(
        ("text", "iri"),
        [
            (
                "<p>Es gilt die <a href='https://www.govdata.de/dl-de/zero-2-0'>Lizenz</a>.</p>",
                ZERO,
            ),
            (
                "Nutzung frei nach https://www.govdata.de/dl-de/zero-2-0, siehe auch unsere Seite",
                ZERO,
            ),
            (
                "Lizenz: (http://creativecommons.org/licenses/by/4.0/). Quelle ist bitte zu nennen",
                BY4,
            ),
        ],
    )
    def test_address_of_a_licence(self, text, iri):
        """Exactly one licence is named by its address: that is it, and the words stay."""
        resource, rules = read(text)
        assert resource["license"] == iri
        assert resource["rights"] == plain_text(text)
        assert rules[-1] == "licence.in_text"

    def test_two_licences_in_a_text(self):
        """Which of them holds nobody can tell."""
        text = (
            "Karten nach https://www.govdata.de/dl-de/zero-2-0 und Bilder nach "
            "http://creativecommons.org/licenses/by/4.0/ mit Quelle"
        )
        resource, rules = read(text)
        assert "license" not in resource
        assert rules == ["licence.prose"]

    @pytest.mark.parametrize("text", ["<span>CC BY 4.0</span>", "<p>dl-de/zero-2-0</p>"])
    def test_only_a_licence_in_html(self, text):
        """The tags go, the licence is found, and nothing else was said."""
        resource, rules = read(text)
        assert resource["license"] in (ZERO, BY4)
        assert "rights" not in resource
        assert rules == ["licence.html", "licence.in_text"]

    @pytest.mark.parametrize(
        "text", ["Etalab", "https://a.example/x/license.json", "<https://a.example/license.json>"]
    )
    def test_name_or_address_that_is_unknown(self, text):
        """It may be a licence: it stays, as before."""
        resource, rules = read(text)
        assert resource["license"]
        assert "licence.unknown" in rules

    def test_known_licences_are_left_alone(self):
        """Long labels of the official list are no prose."""
        from ckanext.modellregion_owl.vocabularies import vocabulary

        for term in vocabulary("licences"):
            assert not in_words(term.label_de)
            assert not in_words(term.uri)

    def test_words_for_people(self):
        """Each rule has a message."""
        assert {"licence.html", "licence.in_text", "licence.prose"} <= set(MESSAGES)


class TestPlainText:
    @pytest.mark.parametrize(
        ("text", "plain"),
        [
            ("a < b and b > c", "a < b and b > c"),
            ("<p>eins</p><p>zwei</p>", "eins zwei"),
            ("<style>p {}</style><script>x()</script>drei", "drei"),
            ("<p>offen <b>ohne Ende", "offen ohne Ende"),
            ("&lt;kein&gt; HTML", "&lt;kein&gt; HTML"),
        ],
    )
    def test_cases(self, text, plain):
        """Only what has tags is HTML."""
        assert plain_text(text) == plain


class TestCategories:
    @pytest.mark.parametrize(
        ("keywords", "expected"),
        [
            (["/Categories/Umwelt/Wasser", "Wasser"], ["Umwelt", "Wasser"]),
            (["/Categories"], []),
            (["/Verkehr/ÖPNV"], ["Verkehr", "ÖPNV"]),
            (["Rad/Fuß"], ["Rad/Fuß"]),
        ],
    )
    def test_paths(self, keywords, expected):
        """ArcGIS writes its categories as paths; each step is a keyword, once."""
        from ckanext.modellregion_owl.rdf import rules

        with collect() as findings:
            assert rules.keywords(keywords, "keyword") == expected
        paths = [k for k in keywords if k.startswith("/")]
        assert [f.before for f in findings] == paths
        assert {f.rule for f in findings} <= {"keyword.category"}


class TestWrongCase:
    @pytest.mark.parametrize("name", ["accessUrl", "downloadUrl"])
    def test_noted(self, name):
        """ArcGIS Hub's dcat:accessUrl is read, and said."""
        graph = Graph().parse(
            data="@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: "
            f"<http://purl.org/dc/terms/> . <{NODE}> a dcat:Dataset ; dcat:distribution"
            f" [ dcat:{name} <https://a.example/f> ] .",
            format="turtle",
        )
        with collect() as findings:
            dataset = read_dataset(graph, NODE)
        assert dataset["resources"][0]["url"] == "https://a.example/f"
        assert [(f.rule, f.after[-3:]) for f in findings] == [("property.spelling", "URL")]
