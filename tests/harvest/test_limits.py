"""Caps of a record, depth of XML (issue 5, 6 and security)."""

from __future__ import annotations

import time

import markdown
import pytest
from pyoxigraph import NamedNode

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.findings import collect
from ckanext.modellregion_owl.harvest.exceptions import SourceUnavailable
from ckanext.modellregion_owl.harvest.limits import apply_limits
from ckanext.modellregion_owl.harvest.records.brackets import tamed
from ckanext.modellregion_owl.harvest.records.graph import statements
from ckanext.modellregion_owl.harvest.records.make import make_record
from ckanext.modellregion_owl.harvest.records.page import parse_page
from ckanext.modellregion_owl.harvest.transport.answer import Answer

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Small caps."""
    monkeypatch.setattr(config, "harvest_max_resources", lambda: 2)
    monkeypatch.setattr(config, "harvest_max_tags", lambda: 2)
    monkeypatch.setattr(config, "harvest_max_text", lambda: 10)


class TestApplyLimits:
    def test_what_is_too_much_is_left_out_and_noted(self):
        """First ones stay; the finding says how many there were."""
        package = {
            "notes": "x" * 11,
            "title": "kurz",
            "resources": [{"description": "y" * 11}, {}, {}],
            "tags": [{"name": n} for n in "abcd"],
            "kept_statements": "z" * 99,
        }
        with collect() as findings:
            apply_limits(package)
        assert package["notes"] == "x" * 10 + " …"
        assert package["resources"] == [{"description": "y" * 10 + " …"}, {}]
        assert [t["name"] for t in package["tags"]] == ["a", "b"]
        assert package["kept_statements"] == "z" * 99
        assert {(f.rule, f.field, f.before) for f in findings} == {
            ("record.too_many_resources", "resources", "3"),
            ("record.too_many_tags", "tags", "4"),
            ("record.text_cut", "notes", "11"),
            ("record.text_cut", "resources.description", "11"),
        }

    def test_ordinary_dataset(self):
        """Nothing happens, nothing is noted."""
        package = {"title": "kurz", "resources": [{}], "tags": []}
        with collect() as findings:
            apply_limits(package)
        assert (package, findings) == ({"title": "kurz", "resources": [{}], "tags": []}, [])


RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="urn:x#">{}</rdf:RDF>'


class TestDepth:
    def test_a_hundred_thousand_levels(self):
        """Refused at once: the parser of RDF would need minutes."""
        body = RDF.format("<D><p>" * 50_000 + "</p></D>" * 50_000)
        began = time.process_time()
        with pytest.raises(SourceUnavailable):
            parse_page(Answer("https://d.example/", "application/rdf+xml", body.encode()))
        assert time.process_time() - began < 2

    @pytest.mark.parametrize(
        "hidden", ["<!-- {} -->", "<p><![CDATA[{}]]></p>", '<p xml:lang="{}"/>']
    )
    def test_what_only_looks_like_levels(self, hidden):
        """Comments, texts and attributes are none."""
        text = hidden.format("x" * 300 if '"' in hidden else "<D>" * 300)
        body = RDF.format(f"<D>{text}</D>")
        parse_page(Answer("https://d.example/", "application/rdf+xml", body.encode()))


class TestTamed:
    @pytest.mark.parametrize("text", ["[" * 100_000, "![a](" * 20_000, "[a " * 30_000, "[(" * 50])
    def test_open_brackets(self, text):
        """A page shows it in a moment; without the rule its reader would wait for minutes."""
        began = time.process_time()
        with collect() as findings:
            shown = tamed(text)
        markdown.markdown(shown)
        assert time.process_time() - began < 2
        assert [f.rule for f in findings] == ["record.brackets"]

    @pytest.mark.parametrize(
        "text", ["[Liste](https://a.example/1) " * 500, "[[[[[[8,51]]]]]]", "(" * 50, "[x]" * 99]
    )
    def test_ordinary_texts(self, text):
        """Links, geometries and lists stay as they are."""
        with collect() as findings:
            assert tamed(text) == text
        assert findings == []

    def test_of_a_record(self):
        """Every text of a record comes by here."""
        title = f'<http://purl.org/dc/terms/title> "{"[" * 99}"'
        body = f"<https://d.example/1> a <http://www.w3.org/ns/dcat#Dataset> ; {title} ."
        page = parse_page(Answer("https://d.example/", "text/turtle", body.encode()))
        (subject,) = page.typed(NamedNode("http://www.w3.org/ns/dcat#Dataset"))
        record = make_record(page.subgraph(subject), subject, "https://d.example/", "")
        with collect() as findings:
            assert "[[" not in str(statements(record))
        assert [f.rule for f in findings] == ["record.brackets"]
