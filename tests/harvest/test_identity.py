"""A dataset stays the same one when its server gives it another id."""

from __future__ import annotations

from typing import Any

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from ckanext.modellregion_owl.harvest.identity.again import Candidate, match
from ckanext.modellregion_owl.harvest.records.identity_keys import is_unique, traits
from ckanext.modellregion_owl.harvest.records.make import make_record

IRI = "https://daten.example/dataset"


def counts(**changed: int) -> dict[str, int]:
    return {"added": 0, "changed": 0, "unchanged": 0, "removed": 0, "failed": 0, **changed}


def keys(*names: str) -> frozenset[str]:
    return frozenset(names)


@pytest.mark.unit
class TestMatch:
    KNOWN = (
        Candidate("a", keys("url:1", "content:x")),
        Candidate("b", keys("url:2", "content:x")),
        Candidate("c", keys("id:urn:c")),
    )

    @pytest.mark.parametrize(
        ("own", "found"),
        [
            (keys("url:1"), ["a"]),
            (keys("url:2", "content:x"), ["b"]),
            (keys("content:x"), ["a", "b"]),
            (keys("id:urn:c", "content:y"), ["c"]),
            (keys("url:9"), []),
        ],
        ids=["service", "service before content", "not to be told", "identifier", "none"],
    )
    def test_surest_key_decides(self, own, found):
        """The address of the service, then the identifier, then title, publisher and files."""
        assert match(own, self.KNOWN) == found


@pytest.mark.unit
class TestTraits:
    def record(self, turtle: str, **more: Any) -> Any:
        """Return the record of the dataset `urn:d`."""
        prefixes = (
            "@prefix dcat: <http://www.w3.org/ns/dcat#> ."
            "@prefix dct: <http://purl.org/dc/terms/> ."
            "@prefix foaf: <http://xmlns.com/foaf/0.1/> ."
        )
        triples = [q.triple for q in parse(prefixes + turtle, format=RdfFormat.TURTLE)]
        return make_record(triples, NamedNode("urn:d"), "https://x", **more)

    TEXT = (
        '<urn:d> dct:title "Bäume" ; dct:publisher [ foaf:name "Amt" ] ;'
        " dcat:distribution [ dcat:accessURL <https://x/a> ] ."
    )

    def test_content_key_needs_publisher_and_file(self):
        """A title alone says nothing: "Haushaltsplan" is in every catalogue."""
        assert [k[:8] for k in traits(self.record(self.TEXT)).keys] == ["id:urn:d", "content:"]
        for missing in (' dct:publisher [ foaf:name "Amt" ] ;', " dcat:accessURL <https://x/a>"):
            text = self.TEXT.replace(missing, "")
            assert traits(self.record(text)).keys == ("id:urn:d",)

    def test_content_key_is_equal_for_equal_content(self):
        """Whatever the GUID, the case of the title and the order."""
        one = traits(self.record(self.TEXT, guid="1")).keys
        two = traits(self.record(self.TEXT.replace("Bäume", "BÄUME"), guid="2")).keys
        assert one == two
        other = traits(self.record(self.TEXT.replace("x/a", "x/b"), guid="1")).keys
        assert one != other

    def test_lasting_key(self):
        """The adapter's key of the service is one of them."""
        assert (
            "url:https://x/MapServer/1"
            in traits(self.record(self.TEXT, lasting="https://x/MapServer/1")).keys
        )

    @pytest.mark.parametrize(
        ("text", "unique"),
        [
            ("12", False),
            ("baeume", False),
            ("https://x/1", True),
            ("urn:uuid:1", True),
            ("4f1c1c2e-8a57-4a1b-9f43-0d6a3f0f8a11", True),
            ("kreis-4F1C1C2E8A574A1B9F430D6A3F0F8A11", True),
        ],
    )
    def test_what_is_unique_in_the_world(self, text, unique):
        """A number is unique in its own catalogue only."""
        assert is_unique(text) is unique


def moved(turtle: Any, number: int, **more: str) -> str:
    """Return a dataset under another IRI, as a server that changed its ids delivers it."""
    return turtle.dataset(number, dct__publisher=AGENT, **more).replace(
        f"<{IRI}/{number}>", f"<{IRI}/neu-{number}>"
    )


AGENT = '[ a <http://xmlns.com/foaf/0.1/Organization> ; <http://xmlns.com/foaf/0.1/name> "Amt" ]'


@pytest.mark.stack
@pytest.mark.usefixtures("clean_stack")
class TestReidentification:
    @pytest.fixture
    def before(self, feed: Any, turtle: Any, make_source: Any, run: Any, packages: Any) -> Any:
        """Harvest six datasets; give source and datasets."""
        old = [turtle.dataset(n, dct__publisher=AGENT) for n in range(6)]
        source = make_source(feed.put("/1", turtle.catalogue(*old)))
        assert run(source).counts() == counts(added=6)
        return source, packages()

    def notes(self, rule: str) -> list[tuple[str, str]]:
        """Return (before, after) of the findings of a rule."""
        import sqlalchemy as sa

        import ckan.model as model

        from ckanext.modellregion_owl.model import finding

        query = sa.select(finding.c.before, finding.c.after).where(finding.c.rule == rule)
        return [tuple(row) for row in model.Session.execute(query.order_by(finding.c.after))]

    def test_all_ids_changed_at_once(self, feed, turtle, run, packages, before):
        """Id, name and the ids of the files stay; nothing is missing, nothing doubled."""
        source, old = before
        feed.put("/1", turtle.catalogue(*(moved(turtle, n) for n in range(6))))
        report = run(source)
        assert report.counts() == counts(changed=6)
        assert (report.state.value, report.missing, report.reidentified) == ("finished", 0, 6)
        new = packages()
        for name, package in old.items():
            assert new[name]["id"] == package["id"]
            ids = [[r["id"] for r in p["resources"]] for p in (package, new[name])]
            assert ids[0] == ids[1]
        assert self.notes("record.reidentified")[0] == (f"{IRI}/0", f"{IRI}/neu-0")
        assert run(source).counts() == counts(unchanged=6)

    def test_not_before_the_walk_is_complete(self, feed, turtle, run, packages, reply, before):
        """A page that can't be read may hold the old ones: the new ones wait, and are told."""
        source, old = before
        first = turtle.catalogue(*(moved(turtle, n) for n in range(6)), next_page="/2")
        feed.put("/1", first)
        feed.put("/2", b"", status=404)
        report = run(source)
        assert (report.counts(), report.waiting) == (counts(), 6)
        assert packages() == old
        feed.put("/1", turtle.catalogue(*(moved(turtle, n) for n in range(6))))
        assert run(source).counts() == counts(changed=6)

    def test_both_are_there(self, feed, turtle, run, packages, before):
        """A second dataset that looks the same is a second dataset: the first is not missing."""
        source, _old = before
        both = [turtle.dataset(n, dct__publisher=AGENT) for n in range(6)]
        feed.put("/1", turtle.catalogue(moved(turtle, 0), *both))
        assert run(source).counts() == counts(added=1, unchanged=6)
        assert len(packages()) == 7
        assert self.notes("record.reidentified") == []

    def test_two_candidates_are_none(self, feed, turtle, run, packages, before):
        """Two new ones fit the same known one: it can't be told, both are new, and it is noted."""
        source, _old = before
        twin = moved(turtle, 0).replace(f"<{IRI}/neu-0>", f"<{IRI}/neu-00>")
        rest = [turtle.dataset(n, dct__publisher=AGENT) for n in range(1, 6)]
        feed.put("/1", turtle.catalogue(moved(turtle, 0), twin, *rest))
        report = run(source)
        assert (report.counts(), report.missing) == (counts(added=2, unchanged=5), 1)
        assert len(self.notes("record.ambiguous")) == 2

    def test_deleted_here_stays_deleted_under_its_new_id(self, feed, turtle, run, packages, before):
        """Another GUID is no way around a person's decision."""
        import ckan.plugins.toolkit as tk

        source, _old = before
        tk.get_action("package_delete")(
            {"ignore_auth": True, "user": "quelle"}, {"id": "baumkataster-0"}
        )
        feed.put("/1", turtle.catalogue(*(moved(turtle, n) for n in range(6))))
        assert run(source).counts() == counts(changed=5, unchanged=1)
        assert "baumkataster-0" not in packages()
        assert run(source).counts() == counts(unchanged=6)


@pytest.mark.stack
@pytest.mark.usefixtures("clean_stack")
class TestResourceIds:
    def test_without_uri_by_address_title_and_format(
        self, feed, turtle, make_source, run, packages
    ):
        """Blank nodes have no IRI: the order may change, a new file gets a new id."""
        file = (
            '[ a dcat:Distribution ; dct:title "{t}" ; dcat:accessURL <https://x/{t}> ;'
            ' dct:format "{f}" ]'
        )
        files = [file.format(t=t, f=f) for t, f in (("a", "CSV"), ("b", "CSV"))]

        def page(*parts: str) -> bytes:
            text = turtle.dataset(1).replace(f"<{IRI}/1/csv>", ", ".join(parts), 1)
            return turtle.catalogue(text.partition(f"<{IRI}/1/csv> a")[0])

        source = make_source(feed.put("/1", page(*files)))
        run(source)
        before = {r["name"]: r["id"] for r in packages()["baumkataster-1"]["resources"]}
        feed.put("/1", page(file.format(t="c", f="CSV"), *reversed(files)))
        assert run(source).counts() == counts(changed=1)
        after = {r["name"]: r["id"] for r in packages()["baumkataster-1"]["resources"]}
        assert {n: after[n] for n in before} == before
        assert after["c"] not in before.values()
