"""From bytes to triples: charsets, formats, hostile input."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from pyoxigraph import NamedNode, RdfFormat

from ckanext.modellregion_owl.findings import collect
from ckanext.modellregion_owl.harvest.exceptions import SourceUnavailable
from ckanext.modellregion_owl.harvest.records.page import _check_turtle, parse_page
from ckanext.modellregion_owl.harvest.transport.answer import Answer
from ckanext.modellregion_owl.harvest.transport.text import detect, to_text

pytestmark = pytest.mark.unit

URL = "https://daten.example/catalog"
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:d="http://d.example/">'
    '<rdf:Description rdf:about="http://a.example"><d:t>Bäume</d:t></rdf:Description></rdf:RDF>'
)
DECLARED = '<?xml version="1.0" encoding="{}"?>'


def answer(body: bytes, content_type: str = "") -> Answer:
    return Answer(URL, content_type, body)


class TestToText:
    @pytest.mark.parametrize(
        ("body", "content_type"),
        [
            (RDF.encode(), ""),
            (b"\xef\xbb\xbf" + RDF.encode(), ""),
            (b"\xff\xfe" + RDF.encode("utf-16-le"), ""),
            ((DECLARED.format("ISO-8859-1") + RDF).encode("latin-1"), ""),
            (RDF.encode("latin-1"), "application/rdf+xml; charset=iso-8859-1"),
            (RDF.encode("utf-8"), "application/rdf+xml; charset=iso-8859-1"),
            ((DECLARED.format("utf-8") + RDF).encode("cp1252"), "text/xml; charset=utf-8"),
            ((DECLARED.format("ISO-8859-1") + RDF).encode("utf-8"), ""),
        ],
    )
    def test_umlauts_survive(self, body, content_type):
        """UTF-8, BOM, UTF-16, Latin-1, and each of them declared wrongly."""
        assert "Bäume" in to_text(answer(body, content_type))

    def test_wrong_charset_is_noted(self):
        """What had to be guessed is a finding."""
        with collect() as found:
            to_text(answer(RDF.encode("latin-1")))
        assert [f.rule for f in found] == ["page.charset"]

    @pytest.mark.parametrize(
        "name",
        ["zlib", "undefined", "idna", "punycode", "hex", "utf-7", "unicode_escape", "utf-99"],
    )
    def test_codec_that_is_no_character_set(self, name):
        """Python knows codecs that unpack, run or refuse: none of them is a server's to name."""
        text = to_text(answer("Bäume +AGE-\\x41".encode("cp1252"), f"text/turtle; charset={name}"))
        assert text == "Bäume +AGE-\\x41"


class TestDetect:
    @pytest.mark.parametrize(
        ("text", "content_type", "expected"),
        [
            (RDF, "text/html", RdfFormat.RDF_XML),
            ("<!-- Export --> " + RDF, "", RdfFormat.RDF_XML),
            ("# Katalog\n@prefix a: <http://a.example/> .", "text/plain", RdfFormat.TURTLE),
            ("PREFIX a: <http://a.example/>", "", RdfFormat.TURTLE),
            ("<http://a.example> a <http://b.example> .", "", RdfFormat.TURTLE),
            ('{"@context": {}}', "application/json", RdfFormat.JSON_LD),
            ('[{"@id": "http://a.example"}]', "text/html", RdfFormat.JSON_LD),
            ("a:b a c:d .", "text/turtle; charset=utf-8", RdfFormat.TURTLE),
        ],
    )
    def test_beginning_goes_before_media_type(self, text, content_type, expected):
        """Servers send RDF as text/html; what it is shows at its beginning."""
        assert detect(text, content_type, URL) == expected

    @pytest.mark.parametrize(
        "text", ["", " \n", "<!doctype html><html>", "<html lang='de'>", "name;wert"]
    )
    def test_no_data(self, text):
        """Nothing, a web page, or something else."""
        with pytest.raises(SourceUnavailable):
            detect(text, "", URL)


class TestParsePage:
    def test_broken_iris_and_control_characters_pass(self):
        """One bad address or character must not cost the page."""
        text = RDF.replace("http://a.example", "http://a.example/a b|c").replace(
            "Bäume", "Bäu\x0bme"
        )
        assert len(parse_page(answer(text.encode()))) == 1

    def test_entities_are_refused(self):
        """A "billion laughs" is not unpacked, wherever it stands; a plain DOCTYPE does no harm."""
        bomb = '<!DOCTYPE rdf:RDF [<!ENTITY a "aaa"><!ENTITY b "&a;&a;">]>'
        page = RDF.replace("Bäume", "&b;")
        inside = page.replace("<rdf:Description", bomb + "<rdf:Description")
        for text in (bomb + page, f"<!-- <a> -->{bomb}{page}", f"<?x <a ?>{bomb}{page}", inside):
            with pytest.raises(SourceUnavailable, match=r"XML.[Ee]ntities"):
                parse_page(answer(text.encode()))
        assert len(parse_page(answer(("<!DOCTYPE rdf:RDF>" + RDF).encode()))) == 1

    @pytest.mark.parametrize(
        "context",
        [
            '"https://a.example/context.jsonld"',
            '["https://a.example/context.jsonld", {}]',
            '{"@import": "https://a.example/context.jsonld"}',
        ],
    )
    def test_contexts_elsewhere_are_not_fetched(self, context, monkeypatch):
        """The page fails with the address in the message, and no socket is opened."""
        monkeypatch.setattr("socket.socket.connect", lambda *a: pytest.fail("network"))
        with pytest.raises(SourceUnavailable, match=r"context\.jsonld"):
            parse_page(answer(f'{{"@context": {context}, "@id": "http://a.example"}}'.encode()))

    def test_deep_json(self):
        """The parser ends the whole process on JSON nested a hundred thousand deep."""
        for depth in (500, 100_000):
            body = '{"http://a.example/p":' * depth + "1" + "}" * depth
            with pytest.raises(SourceUnavailable):
                parse_page(answer(body.encode()))

    @pytest.mark.parametrize(
        "broken", ["<!-- a -- b -->", "<d:t>]]></d:t>", '<d:t a="1" a="2"/>', "<d:t>&</d:t>"]
    )
    def test_deep_xml_behind_what_is_no_xml(self, broken):
        """The parser reads on where a stricter one stops counting, and needs minutes."""
        deep = "<d:t><d:D>" * 50_000 + "</d:D></d:t>" * 50_000
        began = time.process_time()
        with pytest.raises(SourceUnavailable):
            parse_page(answer(RDF.replace("<d:t>", broken + deep + "<d:t>").encode()))
        assert time.process_time() - began < 2

    @pytest.mark.parametrize("written", ["&#1;", "&#x0B;", "&#x000c;", "&#031;", "&#xFFFF;"])
    def test_control_character_as_a_number(self, written):
        """A character that XML does not have does not cost the page, however it is written."""
        (found,) = parse_page(answer(RDF.replace("Bäume", f"Bäu{written}me&#228;").encode())).texts(
            NamedNode("http://a.example"), NamedNode("http://d.example/t")
        )
        assert found == "Bäu meä"

    def test_depth_hidden_by_a_second_key(self):
        """Of a key that stands twice Python keeps the last value; the parser of RDF reads both."""
        deep = "[" * 500 + "]" * 500
        with pytest.raises(SourceUnavailable, match=r"verschachtelt|nested"):
            parse_page(answer(f'{{"@id": "urn:a", "urn:b": {deep}, "urn:b": 1}}'.encode()))

    def test_statements_inside_of_statements(self):
        """The parser ends the whole process on RDF 1.2 triple terms nested a hundred thousand deep.

        A run would take all other sources with it, so the test has a process of its own.
        """
        lines = [
            "from ckanext.modellregion_owl.harvest.exceptions import SourceUnavailable",
            "from ckanext.modellregion_owl.harvest.records.page import Answer, parse_page",
            "many = 100_000",
            "term = '<<( <http://a> <http://b> ' * many + '1' + ')>>' * many",
            "body = f'<http://a> <http://b> {term} .'.encode()",
            "try:",
            "    parse_page(Answer('http://a.example/', 'text/turtle', body))",
            "except SourceUnavailable:",
            "    print('refused')",
        ]
        done = subprocess.run(
            [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stdout) == (0, "refused\n"), done.stderr

    def test_angle_brackets_in_texts(self):
        """Angle brackets in descriptions, comments and addresses are no nesting."""
        lines = (
            f'<http://a.example/{n}#x> <http://b> "a <<", \'b <<\', """c << "d" <<""" . # <<'
            for n in range(500)
        )
        assert len(parse_page(answer("\n".join(lines).encode()))) == 1500

    @pytest.mark.parametrize("hidden", ["# >>\n", '# """\n', "<http://a b#c> ", "a:b\\#c "])
    def test_nesting_can_not_be_hidden(self, hidden):
        """Comments, quotation marks in them and broken addresses do not confuse the count."""
        with pytest.raises(SourceUnavailable, match=r"verschachtelt|nested"):
            _check_turtle(f"<http://a> {hidden}<http://b> <<( " * 101, URL)

    @pytest.mark.parametrize("kept", [0.3, 0.9])
    def test_truncated(self, kept):
        """A page that is cut off is not taken for a short one."""
        with pytest.raises(SourceUnavailable):
            parse_page(answer(RDF.encode()[: int(len(RDF) * kept)]))


class TestSubgraph:
    def test_repeated_description_counts_once(self):
        """Catalogues repeat a publisher with each dataset; its siblings' copies cost nothing."""
        copy = "<http://p.example> <http://d.example/n> 'Amt' ; <http://d.example/m> 'a', 'b' .\n"
        body = "".join(
            f"<http://a.example/{n}> <http://d.example/p> <http://p.example> .\n{copy}"
            for n in range(50)
        )
        page = parse_page(answer(body.encode(), "text/turtle"))
        for n in (0, 49):
            found = page.subgraph(NamedNode(f"http://a.example/{n}"))
            assert len(found) == len(set(found)) == 4
