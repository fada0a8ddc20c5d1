"""Every rule of the pre-flight: what breaks it, and that nothing else does."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox
import pytest

from ckanext.modellregion_owl.govdata.check import Doubles, check
from ckanext.modellregion_owl.govdata.clients import Answer
from ckanext.modellregion_owl.govdata.dataset import of_dataset
from ckanext.modellregion_owl.govdata.pages import MAX_BYTES, walk
from ckanext.modellregion_owl.govdata.rules import RULES, fix_of, message_of
from ckanext.modellregion_owl.govdata.statements import Statements

pytestmark = pytest.mark.unit

PREFIXES = """
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcatde: <http://dcat-ap.de/def/dcatde/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix licence: <http://dcat-ap.de/def/licenses/> .
"""
ZERO = "<http://dcat-ap.de/def/licenses/dl-zero-de/2.0>"
BY = "<http://dcat-ap.de/def/licenses/dl-by-de/2.0>"
ENVI = "<http://publications.europa.eu/resource/authority/data-theme/ENVI>"
NRW = "<http://dcat-ap.de/def/contributors/openNRW>"
# A dataset in which no rule finds a fault.
GOOD = f"""
<https://d.example/1> a dcat:Dataset ;
  dct:title "Bäume"@de ;
  dct:description "Alle Bäume."@de ;
  dct:identifier "nr-1" ;
  dct:modified "2026-11-01T08:00:00+01:00"^^xsd:dateTime ;
  dcat:keyword "Baum"@de ;
  dcat:theme {ENVI} ;
  dcatde:contributorID {NRW} ;
  dct:publisher <https://d.example/amt> ;
  dcat:contactPoint [ a vcard:Organization ; vcard:fn "Amt" ] ;
  dcat:distribution <https://d.example/1/f> .
<https://d.example/amt> a foaf:Organization ; foaf:name "Stadt" .
<https://d.example/1/f> a dcat:Distribution ;
  dcat:accessURL <https://daten.example/a.csv> ;
  dct:license {ZERO} .
"""
TITLE = 'dct:title "Bäume"@de ;'
ABOUT = 'dct:description "Alle Bäume."@de ;'
DATE = 'dct:modified "2026-11-01T08:00:00+01:00"^^xsd:dateTime ;'
WORD = 'dcat:keyword "Baum"@de ;'
CONTACT = 'dcat:contactPoint [ a vcard:Organization ; vcard:fn "Amt" ] ;'
OFFICE = "a foaf:Organization ; foaf:name"
LICENCE = f"dct:license {ZERO}"
FILE = "<https://d.example/1/f>"

# Rule → (what stands in the good dataset, what stands there instead, field that mends it).
CASES: dict[str, list[tuple[str, str, str]]] = {
    "title": [(TITLE, "", "title"), (TITLE, 'dct:title " "@de ;', "title")],
    "title_language": [(TITLE, 'dct:title "Trees"@en ;', "title")],
    "description": [(ABOUT, "", "notes")],
    "description_language": [(ABOUT, 'dct:description "All trees." ;', "notes")],
    "name": [("<https://d.example/1> a", "[] a", "")],
    "node_name": [
        (FILE, "_:datei", ""),
        ("<https://d.example/amt>", "_:amt", "publisher"),
        (
            LICENCE,
            f"{LICENCE} ; dcat:accessService [ a dcat:DataService ]",
            "",
        ),
    ],
    "contact_name": [(CONTACT, "dcat:contactPoint <https://d.example/kontakt> ;", "contact")],
    "identifier": [
        ('dct:identifier "nr-1" ;', "", "identifier"),
        ('dct:identifier "nr-1" ;', 'dct:identifier "nr-1", "nr-2" ;', "identifier"),
    ],
    "date": [
        (DATE, "", "modified"),
        (DATE, 'dct:modified "gestern" ;', "modified"),
        (DATE, f'{DATE} dct:issued "neulich" ;', "issued"),
    ],
    "day": [(DATE, 'dct:modified "2026-11-01"^^xsd:date ;', "modified")],
    "keyword_form": [
        (WORD, 'dcat:keyword "Baum (Stadt)"@de ;', "tag_string"),
        (WORD, 'dcat:keyword "B"@de ;', "tag_string"),
        (WORD, 'dcat:keyword "Baum, Strauch"@de ;', "tag_string"),
    ],
    "theme": [
        (f"dcat:theme {ENVI} ;", "", "theme"),
        (ENVI, ENVI.replace("http:", "https:"), "theme"),
    ],
    "files": [(f";\n  dcat:distribution {FILE} .", ".", "")],
    "link": [
        (
            "dcat:accessURL <https://daten.example/a.csv>",
            "dcat:downloadURL <https://daten.example/a.csv>",
            "url",
        )
    ],
    "link_404": [("a.csv", "a404.csv", "url")],
    "attribution": [(ZERO, BY, "license_attribution_by_text")],
    "single": [
        (CONTACT, f"{CONTACT} {CONTACT}", "contact"),
        (
            CONTACT,
            f"{CONTACT} dct:temporal [ a dct:PeriodOfTime ], [ a dct:PeriodOfTime ] ;",
            "temporal_coverage",
        ),
    ],
    "agent": [("a foaf:Organization ;", "a vcard:Organization ;", "publisher")],
    "twin": [
        (TITLE, f'{TITLE} dcat:version "1" ;', "version"),
        (
            OFFICE,
            "a foaf:Organization ; vcard:hasEmail <mailto:a@d.example> ; foaf:name",
            "publisher",
        ),
    ],
    "label": [(LICENCE, f'{LICENCE} . {ZERO} rdfs:label "DL Zero"', "")],
    "length": [
        (TITLE, f'{TITLE} dct:provenance "{"ä" * 17_000}" ;', ""),
        (
            TITLE,
            f'{TITLE} dct:spatial [ a dct:Location ; dcat:bbox "{"1" * 33_000}" ] ;',
            "spatial_coverage",
        ),
    ],
    "closure": [
        (
            TITLE,
            f"{TITLE} dct:hasPart <https://d.example/2> ;",
            "",
        )
    ],
    "keyword": [
        (WORD, "", "tag_string"),
        (WORD, "dcat:keyword <https://d.example/w> ;", "tag_string"),
    ],
    "contributor": [
        (f"dcatde:contributorID {NRW} ;", "", "contributor_id"),
        (NRW, f"{NRW}, <http://dcat-ap.de/def/contributors/gdiDE>", "contributor_id"),
        (NRW, '"unbekannt"', "contributor_id"),
    ],
    "publisher": [
        ("dct:publisher <https://d.example/amt> ;", "", "publisher"),
        (' ; foaf:name "Stadt"', "", "publisher"),
    ],
    "licence_missing": [(f" ;\n  {LICENCE}", "", "license")],
    "licence_many": [(LICENCE, f"{LICENCE}, licence:cc-zero", "license")],
    "licence_unlisted": [(ZERO, "<https://lizenz.example/frei>", "license")],
    "licence_closed": [(ZERO, "<http://dcat-ap.de/def/licenses/cc-by-nc/4.0>", "license")],
}
# What comes along with a rule, because it is the same fault seen by another one.
ALONG = {
    "licence_unlisted": {"licence_closed"},
    "licence_closed": {"attribution"},
    "keyword": set(),
}
SECOND = '<https://d.example/2> a dcat:Dataset ; dct:identifier "nr-1" .'


def found(body: str) -> dict[str, str]:
    """Return rule → field of what is told of the first dataset of a page."""
    page = Statements(f"{PREFIXES}{body}".encode(), ox.RdfFormat.TURTLE)
    node = next(n for n in page.of_class("dcat:Dataset") if n.text != "https://d.example/2")
    return {f.rule.removeprefix("govdata."): f.field for f in of_dataset(node)}


class TestDataset:
    def test_nothing_is_told_of_a_good_one(self):
        """The dataset that all cases spoil keeps every rule."""
        assert found(GOOD) == {}

    @pytest.mark.parametrize(
        ("rule", "old", "new", "field"),
        [(rule, *case) for rule, cases in CASES.items() for case in cases],
    )
    def test_what_breaks_a_rule(self, rule, old, new, field):
        """One fault: its rule, with the field that mends it, and no other rule."""
        assert old in GOOD
        spoilt = GOOD.replace(old, new) + "<https://d.example/2> a dcat:Dataset .\n"
        told = found(spoilt)
        assert told.keys() - ALONG.get(rule, set()) == {rule}
        assert told[rule] == field

    def test_the_same_number_twice(self):
        """Each dataset but the first one that says it."""
        page = Statements(f"{PREFIXES}{GOOD}{SECOND}".encode(), ox.RdfFormat.TURTLE)
        doubles = Doubles()
        told = [[f.rule for f in doubles.of(n)] for n in page.of_class("dcat:Dataset")]
        assert told == [[], ["govdata.duplicate"]]
        assert [[f.rule for f in Doubles().of(n)] for n in page.of_class("dcat:Dataset")] == [
            [],
            [],
        ]


URL = "https://portal.example/catalog.ttl"
TTL = "text/turtle; charset=utf-8"


def page(number: int, of: int = 2, next_: str = "") -> str:
    """Return a page with one dataset, in Turtle."""
    url = URL if number == 1 else f"{URL}?page={number}"
    link = next_ or (f"{URL}?page={number + 1}" if number < of else "")
    more = f"; hydra:next <{link}>" if link else ""
    body = GOOD.replace("d.example/1", f"d.example/{number}").replace("nr-1", f"nr-{number}")
    return f"{PREFIXES}<{url}> a hydra:PagedCollection ; hydra:totalItems {of} {more} .\n{body}"


class Site:
    """A feed of two pages; `spoil` changes its answers."""

    def __init__(self, spoil: Callable[[str, Answer], Answer] = lambda method, answer: answer):
        self._spoil = spoil

    def ask(self, method: str, url: str) -> Answer:
        """Return the answer."""
        body = page(2 if "page=2" in url else 1).encode()
        headers = {"Content-Type": TTL}
        answer = Answer(url=url, status=200, headers=headers, body=body, seconds=0.1)
        return self._spoil(method, answer)


def changed(**values: object) -> Callable[[str, Answer], Answer]:
    return lambda method, answer: Answer(**{**vars(answer), **values})


def said(old: str, new: str | bytes) -> Callable[[str, Answer], Answer]:
    given = new if isinstance(new, bytes) else new.encode()

    def spoil(method: str, answer: Answer) -> Answer:
        return Answer(**{**vars(answer), "body": answer.body.replace(old.encode(), given)})

    return spoil


def only_head(method: str, answer: Answer) -> Answer:
    return changed(status=404)(method, answer) if method == "HEAD" else answer


SPOILT: dict[str, Callable[[str, Answer], Answer]] = {
    "answer": changed(status=500, error=""),
    "head": only_head,
    "type": changed(headers={"Content-Type": "text/html"}),
    "encoding": said("Bäume", "Bäume".encode("latin-1")),
    "control": said("Alle", b"Al\x0ble"),
    "size": lambda m, a: changed(body=a.body + b"#" * (MAX_BYTES + 1))(m, a),
    "unreadable": said("dct:license", "dct:license ,"),
    "paging": said(f"next <{URL}?page=2>", f"next <{URL}>"),
    "address": said("next <https://portal.example", "next <https://fremd.example"),
    "slow": changed(seconds=11.0),
}


class TestPages:
    def test_nothing_is_told_of_a_good_feed(self):
        """Two pages, read to the end."""
        pages = list(walk(Site(), URL))
        assert [[f.rule for f in one.found] for one in pages] == [[], []]

    @pytest.mark.parametrize("rule", SPOILT)
    def test_what_breaks_a_rule(self, rule):
        """One fault of the answers, told with the page."""
        told = [f for one in walk(Site(SPOILT[rule]), URL) for f in one.found]
        assert {f.rule for f in told} >= {f"govdata.{rule}"}
        # Bytes that are no UTF-8, or a faulty name of the format, can't be read either.
        assert {f.rule for f in told} <= {f"govdata.{rule}", "govdata.unreadable"}
        assert all(f.params["url"].startswith("https://portal.example/") for f in told)

    def test_an_empty_catalogue_and_another_count(self, monkeypatch):
        """Both are told of the whole feed, once it has been read."""
        monkeypatch.setattr("ckanext.modellregion_owl.govdata.names.by_iri", lambda found: {})
        other = said("totalItems 2", "totalItems 9")
        assert [t.rule for t in check(Site(other), URL).told] == ["govdata.count"]
        none = changed(body=f"{PREFIXES}<{URL}> a hydra:PagedCollection .".encode())
        assert [t.rule for t in check(Site(none), URL).told] == ["govdata.empty"]
        assert check(Site(), URL).told == []


# Rules that need a site: tests/govdata/test_check.py, tests/feed/test_negotiation.py.
ON_A_SITE = {"link_broken", "not_written", "held", "labels"}


class TestRules:
    def test_each_one_has_a_case(self):
        """A new rule comes with what breaks it."""
        told = {*CASES, *SPOILT, "duplicate", "empty", "count"}
        assert told | ON_A_SITE == set(RULES)

    @pytest.mark.parametrize("rule", RULES)
    def test_each_one_has_words(self, rule):
        """What is wrong, and what to do, as sentences."""
        for text in (message_of(f"govdata.{rule}"), fix_of(f"govdata.{rule}")):
            assert text.endswith((".", "?"))
