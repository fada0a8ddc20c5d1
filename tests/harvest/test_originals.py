"""Stored originals: a changed rule maps again what the source has said, without the network."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse

from ckanext.modellregion_owl.harvest.records.packed import node, pack, unpack, written

ANOTHER = "ckanext.modellregion_owl.harvest.run.mapping_version"


def counts(**changed: int) -> dict[str, int]:
    return {"added": 0, "changed": 0, "unchanged": 0, "removed": 0, "failed": 0, **changed}


@pytest.mark.unit
class TestPack:
    @pytest.mark.parametrize(
        "text",
        [
            '<urn:a> <urn:p> "Straße \\"x\\" \\n zwei"@de, "12"^^<urn:t> .',
            "<urn:a> <urn:p> _:b . _:b <urn:q> <urn:c> .",
            "<urn:a> <urn:p> <http://a/mit leer{}|zeichen> .",
            "<urn:a> <urn:p> <info@stadt.example> .",
        ],
    )
    def test_comes_back_as_it_was(self, text):
        """Literals, blank nodes with their labels, broken addresses: nothing is mended here."""
        triples = tuple(q.triple for q in parse(text, format=RdfFormat.TURTLE, lenient=True))
        assert unpack(pack(triples)) == triples

    def test_addresses_that_n_triples_can_not_hold(self):
        """RDF/XML can deliver an IRI with an angle bracket, a backslash or a line break."""
        text = (
            '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="urn:">'
            '<r:Description r:about="http://a/x&gt; y\\z&#10;&lt;ä"><p>1</p></r:Description>'
            "</r:RDF>"
        )
        triples = tuple(q.triple for q in parse(text, format=RdfFormat.RDF_XML, lenient=True))
        assert "\n" in triples[0].subject.value
        assert unpack(pack(triples)) == triples
        assert node(written(triples[0].subject)) == triples[0].subject


@pytest.fixture
def stored() -> Any:
    """Count the originals."""
    import sqlalchemy as sa

    import ckan.model as model

    from ckanext.modellregion_owl.model import original

    return lambda: model.Session.scalar(sa.select(sa.func.count()).select_from(original))


@pytest.mark.stack
@pytest.mark.usefixtures("clean_stack")
class TestOriginals:
    def test_kept_once_for_equal_content(self, feed, make_source, turtle, run, stored):
        """Two sources that say the same share one original; a second run adds none."""
        page = turtle.catalogue(turtle.dataset(1), turtle.dataset(2))
        first = make_source(feed.put("/1", page), name="eins")
        second = make_source(feed.put("/2", page), name="zwei")
        run(first)
        assert stored() == 2
        run(first)
        run(second)
        assert stored() == 2

    def test_of_a_changed_record_the_old_one_goes(self, feed, make_source, turtle, run, stored):
        """When no record refers to it any more, and a day after it was stored."""
        import sqlalchemy as sa

        import ckan.model as model

        from ckanext.modellregion_owl.model import original, record

        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))))
        run(source)
        feed.put("/1", turtle.catalogue(turtle.dataset(1, title="Neu")))
        run(source)
        assert stored() == 2
        yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(days=2)
        model.Session.execute(sa.update(original).values(created=yesterday))
        model.Session.commit()
        feed.put("/1", turtle.catalogue(turtle.dataset(1, title="Noch neuer")))
        run(source)
        left = set(model.Session.scalars(sa.select(original.c.digest)))
        assert set(model.Session.scalars(sa.select(record.c.original))) == left

    def test_changed_rule_maps_without_parsing(
        self, feed, make_source, turtle, run, packages, monkeypatch
    ):
        """The answer is the same, so no page is read: all comes from the store."""
        page = turtle.catalogue(*(turtle.dataset(n) for n in range(3)))
        source = make_source(feed.put("/1", page))
        run(source)
        before = packages()
        monkeypatch.setattr("ckanext.modellregion_owl.harvest.run.mapping_version", lambda *_: "x")
        monkeypatch.setattr(
            "ckanext.modellregion_owl.harvest.adapters.dcat.parse_page", lambda *_: 1 / 0
        )
        assert run(source).counts() == counts(changed=3)
        assert {n: p["resources"] for n, p in packages().items()}.keys() == before.keys()
        assert run(source).counts() == counts(unchanged=3)

    def test_lost_original_is_read_again(self, feed, make_source, turtle, run, monkeypatch):
        """A restored backup without it costs one run, which says so, and no dataset."""
        import sqlalchemy as sa

        import ckan.model as model

        from ckanext.modellregion_owl.model import original

        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))))
        run(source)
        model.Session.execute(sa.delete(original))
        model.Session.commit()
        monkeypatch.setattr(ANOTHER, lambda *_: "x")
        report = run(source)
        assert report.state.value in ("incomplete", "failed")
        assert "https://daten.example/dataset/1" in str(report.message)
        assert run(source).counts() == counts(changed=1)


@pytest.mark.stack
@pytest.mark.usefixtures("clean_stack")
class TestRemap:
    @pytest.fixture
    def remap(self, cli: Any) -> Any:
        """Run the command."""
        from ckan.cli.cli import ckan

        return lambda *args: cli.invoke(ckan, ["modellregion", "remap", "--json", *args])

    def test_maps_what_is_out_of_date(
        self, feed, make_source, turtle, run, remap, monkeypatch, packages
    ):
        """By command, without a single question to the source; nothing is counted as missing."""
        import json

        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1), turtle.dataset(2))))
        run(source)
        assert json.loads(remap().stdout) == {"quelle": counts(unchanged=2)}
        asked = len(feed.requests)
        monkeypatch.setattr(ANOTHER, lambda *_: "x")
        done = remap("quelle")
        assert json.loads(done.stdout) == {"quelle": counts(changed=2)}, done.output
        assert done.exit_code == 0
        assert len(feed.requests) == asked
        assert json.loads(remap().stdout) == {"quelle": counts(unchanged=2)}

    def test_findings_of_the_adapter_stay(self, feed, make_source, turtle, run, remap, monkeypatch):
        """What was noticed while reading stands in the report also when only rules are new."""
        import sqlalchemy as sa

        import ckan.model as model

        from ckanext.modellregion_owl.findings import Finding, Severity
        from ckanext.modellregion_owl.harvest.adapters import dcat
        from ckanext.modellregion_owl.model import finding

        original = dcat.make_record
        noticed = Finding("iso.left_out", Severity.IMPROVE, "theme", before="Boden")
        monkeypatch.setattr(
            dcat, "make_record", lambda *args: replace(original(*args), findings=(noticed,))
        )
        run(make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1)))))
        query = sa.select(finding.c.before).where(finding.c.rule == "iso.left_out")
        assert model.Session.scalars(query).all() == ["Boden"]
        monkeypatch.setattr(ANOTHER, lambda *_: "x")
        assert remap("quelle").exit_code == 0
        assert model.Session.scalars(query).all() == ["Boden"]

    def test_does_not_make_a_missing_record_a_seen_one(
        self, feed, make_source, turtle, run, remap, monkeypatch
    ):
        """Its days of grace go on: the source has not delivered it."""
        import sqlalchemy as sa

        import ckan.model as model

        from ckanext.modellregion_owl.model import record

        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1), turtle.dataset(2))))
        run(source)
        feed.put("/1", turtle.catalogue(turtle.dataset(1)))
        run(source)
        monkeypatch.setattr(ANOTHER, lambda *_: "x")
        assert remap().exit_code == 0
        query = sa.select(record.c.missing_runs).where(record.c.guid.endswith("/2"))
        assert model.Session.scalar(query) == 1
