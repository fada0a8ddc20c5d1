"""After a harvest the removed values stand nowhere: tables, log, pages, reports (issue 5, 7)."""

from __future__ import annotations

import logging

import pytest

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

PERSON = """<https://daten.example/dataset/1> dcat:contactPoint [
  a <http://www.w3.org/2006/vcard/ns#Individual> ;
  <http://www.w3.org/2006/vcard/ns#fn> "Dr. Wiltrud Sonnenschmidt" ;
  <http://www.w3.org/2006/vcard/ns#hasEmail> <mailto:wiltrud.sonnenschmidt@paderborn.example> ;
  <http://www.w3.org/2006/vcard/ns#hasTelephone> <tel:+49-5251-88-471147> ] ;
  <http://purl.org/dc/terms/creator> "Wiltrud Sonnenschmidt" ;
  <urn:unknown#bearbeiter> <mailto:wiltrud.sonnenschmidt@paderborn.example> .
"""
GONE = ("sonnenschmidt", "wiltrud", "471147")


def everything() -> str:
    """Every column of every table, unpacked where it is packed."""
    import zlib

    import sqlalchemy as sa

    import ckan.model as model

    def plain(value: object) -> str:
        if isinstance(value, (memoryview, bytes)):
            value = bytes(value)
            return (zlib.decompress(value) if value[:1] == b"x" else value).decode(
                "utf-8", "replace"
            )
        return str(value)

    engine = model.meta.engine
    with engine.connect() as connection:
        rows = [
            plain(value)
            for name in sa.inspect(engine).get_table_names()
            for row in connection.execute(sa.select(sa.text("*")).select_from(sa.table(name)))
            for value in row
        ]
    return "\n".join(rows).casefold()


class TestNowhere:
    @pytest.mark.parametrize("broken", [False, True])
    def test_removed_values(
        self, feed, make_source, turtle, run, app, caplog, capsys, broken, monkeypatch
    ):
        """Also when a record fails on the way; the mailbox of the office stands there instead."""
        from ckanext.modellregion_owl.harvest.store.reports import findings
        from ckanext.modellregion_owl.harvest.web.report import as_csv

        if broken:
            from ckanext.modellregion_owl.harvest.mapping import Mapper

            monkeypatch.setattr(Mapper, "_complete", lambda *_: int("x"))
        caplog.set_level(logging.DEBUG)
        url = feed.put("/1", turtle.catalogue(turtle.dataset(1), PERSON))
        source = make_source(url, mailbox="opendata@paderborn.example")
        report = run(source)
        assert (report.failed if broken else report.added) == 1
        texts = {
            "tables": everything(),
            "log": caplog.text.casefold(),
            "screen": "".join(capsys.readouterr()).casefold(),
            "report": (str(report) + as_csv(source)).casefold(),
            "feed": app.get("/catalog.ttl").text.casefold() if not broken else "",
        }
        assert [(name, g) for name, text in texts.items() for g in GONE if g in text] == []
        if not broken:
            assert "opendata@paderborn.example" in texts["tables"]
            rules = {row.rule for row in findings(source["id"])}
            assert {"personal.name", "personal.mail", "personal.phone"} <= rules

    def test_another_person_changes_nothing(self, feed, make_source, turtle, run):
        """A new clerk at the source is no change of the dataset."""
        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1), PERSON)))
        run(source)
        other = PERSON.replace("Wiltrud Sonnen", "Horst Regen").replace("wiltrud.s", "horst.s")
        feed.put("/1", turtle.catalogue(turtle.dataset(1), other))
        assert run(source).counts()["unchanged"] == 1


DOUBT = """<https://daten.example/dataset/1> dcat:contactPoint [
  <http://www.w3.org/2006/vcard/ns#fn> "Kaltrina Berisha" ;
  <http://www.w3.org/2006/vcard/ns#hasEmail> <mailto:kberi@paderborn.example> ] .
"""


def test_doubtful_is_a_question(feed, make_source, turtle, run, app):
    """What may be a person's is a question of the desk, masked, with the datasets (walk W3.4)."""
    from ckan.tests import factories
    from ckan.tests.helpers import call_action

    run(make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1), DOUBT))))
    found = call_action("modellregion_desk_list", question=True)["results"]
    (line,) = [one for one in found if "personal.mail_doubt" in one["key"]]
    assert line["count"] == 1
    admin = {"Authorization": factories.SysadminWithToken()["token"]}
    listed = app.get("/de/datenpflege?question=1", headers=admin).text
    assert "kberi@" not in listed
    page = app.get(line["step"]["url"], headers=admin).text
    assert "Baumkataster 1" in page
    assert "kberi@" not in page


def test_what_had_no_place(feed, make_source, run, reply):
    """A second mail address of DKAN and the account of a Hub are noted, and stored nowhere."""
    import json

    item = {
        "identifier": "a",
        "title": "Karte",
        "contactPoint": {"fn": "sonnenschmidt_w"},
    }
    feed.put("/hub.json", json.dumps({"dataset": [item]}).encode(), "application/json")
    run(make_source(feed.url + "/hub.json", "hub", protocol="arcgis"))
    package = {
        "id": "6f2b0a0e-2c3f-4d1a-9b7d-0a4f3f1c2e5d",
        "title": "Wege",
        "maintainer": "Bauamt",
        "maintainer_email": "bauamt@stadt.example",
        "author_email": "wiltrud.sonnenschmidt@stadt.example",
        "resources": [{"id": "r", "url": "https://x.example/wege.csv", "name": "Wege"}],
    }
    for name, result in (("package_list", [package["id"]]), ("package_show", [package])):
        body = json.dumps({"success": True, "result": result}).encode()
        feed.put(f"/api/3/action/{name}?*", body, "application/json")
    report = run(make_source(feed.url, "dkan", protocol="dkan", endpoint="package_show"))
    assert report.added == 1
    stored = everything().lower()
    assert "member.unknown" in stored
    assert "contact.account" in stored
    assert [word for word in GONE if word in stored] == []
