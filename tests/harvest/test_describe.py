"""records/describe.py: DCAT triples of what is delivered in another form."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from ckanext.modellregion_owl.harvest.exceptions import RecordInvalid
from ckanext.modellregion_owl.harvest.records.describe import Description
from ckanext.modellregion_owl.harvest.records.make import make_record

pytestmark = pytest.mark.unit
DCT = "http://purl.org/dc/terms/"


def values(about: Description, name: str) -> list:
    return [t.object for t in about.triples if t.predicate.value == DCT + name]


class TestDescription:
    """A value stands as the source wrote it."""

    @pytest.mark.parametrize("empty", [None, "", "  "])
    def test_empty_values_say_nothing(self, empty):
        """No statement of an empty value."""
        about = Description(BlankNode())
        about.text("dct:title", empty).link("dct:license", empty)
        about.typed("dct:issued", empty, "xsd:date")
        assert about.triples == []

    def test_text_has_its_language(self):
        """German stays German."""
        about = Description(BlankNode()).text("dct:title", " Bäume ", "de")
        assert values(about, "title") == [Literal("Bäume", language="de")]

    def test_malformed_language_is_left_out(self):
        """A tag that RDF refuses costs the tag, not the text."""
        about = Description(BlankNode()).text("dct:title", "Bäume", "de_DE!")
        assert values(about, "title") == [Literal("Bäume")]

    @pytest.mark.parametrize(
        "broken",
        ["kein Link", "http://a b/", "http://a/{x}", "www.x.de", "http://a/#b#c", "http://[a]/"],
    )
    def test_what_is_no_iri_stays_as_text(self, broken):
        """The rules of the profile mend it or drop it, with a finding."""
        about = Description(BlankNode()).link("dct:license", broken)
        assert values(about, "license") == [Literal(broken)]

    def test_node_below_shares_the_triples(self):
        """One list for the whole record."""
        about = Description(NamedNode("http://x/1"))
        about.node("dct:publisher", "foaf:Agent").text("foaf:name", "Stadt")
        assert {t.predicate.value.rpartition("/")[2] for t in about.triples} >= {
            "publisher",
            "name",
        }


class TestMakeRecord:
    """A record is known by what the protocol says, else by its IRI or identifier."""

    def test_guid_of_the_protocol_comes_first(self):
        """CSW and CKAN have ids of their own."""
        about = Description(NamedNode("http://x/1")).text("dct:title", "T")
        assert make_record(about.triples, about.term, "http://x", "abc").guid == "abc"
        assert make_record(about.triples, about.term, "http://x").guid == "http://x/1"

    def test_no_title_costs_the_record(self):
        """The finding names the record all the same."""
        about = Description(BlankNode()).text("dct:identifier", "7")
        with pytest.raises(RecordInvalid) as err:
            make_record(about.triples, about.term, "http://x")
        assert err.value.guid == "7"
