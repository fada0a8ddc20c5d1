"""What is as last time costs nothing: answers are not parsed, records are not described."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from ckanext.modellregion_owl.harvest.csw.memory import fingerprint

ADAPTER = "ckanext.modellregion_owl.harvest.adapters.csw"
WMS = (
    "<srv:containsOperations><srv:SV_OperationMetadata><srv:operationName><gco:CharacterString>"
    "GetCapabilities</gco:CharacterString></srv:operationName><srv:connectPoint>"
    "<gmd:CI_OnlineResource><gmd:linkage><gmd:URL>https://dienste.example/wms?</gmd:URL>"
    "</gmd:linkage></gmd:CI_OnlineResource></srv:connectPoint></srv:SV_OperationMetadata>"
    '</srv:containsOperations><srv:operatesOn uuidref="{}"/>'
)


def counts(**changed: int) -> dict[str, int]:
    return {"added": 0, "changed": 0, "unchanged": 0, "removed": 0, "failed": 0, **changed}


@pytest.mark.unit
class TestFingerprint:
    @pytest.mark.parametrize("name", ["timestamp", "expires", "resultSetId"])
    def test_without_times(self, name):
        """The time of an answer, the end of its life and the number of its result say nothing."""

        def answer(value: str, text: str = "x") -> bytes:
            return (
                f'<csw:R><csw:SearchStatus {name}="{value}"/><csw:SearchResults a="1" {name}='
                f"'{value}'><gmd:MD_Metadata {name}=\"{text}\"/></csw:SearchResults></csw:R>"
            ).encode()

        assert fingerprint(answer("1")) == fingerprint(answer("2"))
        assert fingerprint(answer("1")) != fingerprint(answer("1", "y"))

    def test_any_bytes(self):
        """What is no answer of a catalogue has one all the same."""
        assert fingerprint(b"") != fingerprint(b"x")


@pytest.fixture
def source(feed, make_source):
    """A harvest source of the catalogue service, read in pages of two."""
    return make_source(f"{feed.url}/csw", protocol="csw", keyword="", page_size=2)


@pytest.fixture
def record(iso):
    """Give a writer of metadata records with a file each."""

    def write(number: int, **more: str) -> str:
        top = iso.online(f"https://x.example/{number}", "download") + more.pop("top", "")
        title = more.pop("title", f"Karte {number}")
        return iso.metadata(id=f"id-{number}", title=title, top=top, **more)

    return write


@pytest.fixture
def work(monkeypatch):
    """Collect what is done: "parse" for an answer, the identifier of a record described."""
    from ckanext.modellregion_owl.harvest.adapters import csw
    from ckanext.modellregion_owl.harvest.csw import answer

    done: list[str] = []
    parse, make = answer.parse_xml, csw.make_dataset

    def parsed(*args):
        done.append("parse")
        return parse(*args)

    def made(metadata, *args):
        done.append(metadata.id)
        return make(metadata, *args)

    monkeypatch.setattr(answer, "parse_xml", parsed)
    monkeypatch.setattr(csw, "make_dataset", made)
    return done


def described(work: list[str]) -> list[str]:
    return [item for item in work if item != "parse"]


@pytest.mark.stack
@pytest.mark.usefixtures("clean_stack")
class TestMemory:
    @pytest.mark.parametrize("services", ["coupled", "all", "none"])
    def test_nothing_changed(
        self, iso, feed, catalogue_service, record, make_source, run, work, services
    ):
        """Every page is asked for, none is parsed; then one edit costs one page and one record."""
        source = make_source(
            f"{feed.url}/csw", protocol="csw", keyword="", page_size=2, services=services
        )
        fake = catalogue_service(
            [record(n) for n in range(1, 6)], services=[iso.service(WMS.format("id-4"))]
        )
        run(source)
        asked = len(fake.bodies)
        work.clear()
        fake.bodies.clear()
        second = run(source)
        assert (second.counts(), second.complete, second.missing) == (counts(unchanged=5), True, 0)
        assert (work, len(fake.bodies)) == ([], asked)
        fake.records[3] = record(4, title="Karte vier")
        assert run(source).counts() == counts(changed=1, unchanged=4)
        assert described(work) == ["id-4"]
        # Its page, and the services if there are any: no other page.
        assert work.count("parse") == (1 if services == "none" else 2)

    def test_new_record_moves_all_others(self, catalogue_service, record, source, run, work):
        """Every page is another one then, and only the new record is described."""
        fake = catalogue_service([record(n) for n in range(1, 6)])
        run(source)
        work.clear()
        fake.records.insert(0, record(0))
        assert run(source).counts() == counts(added=1, unchanged=5)
        assert described(work) == ["id-0"]
        work.clear()
        del fake.records[3]
        report = run(source)
        assert (report.counts(), report.missing) == (counts(unchanged=5), 1)
        assert described(work) == []

    @pytest.mark.parametrize("services", ["coupled", "all"])
    def test_service_changed(
        self, iso, feed, catalogue_service, record, make_source, run, packages, work, services
    ):
        """The dataset that it works on is described anew, though its own page is the same."""
        source = make_source(
            f"{feed.url}/csw", protocol="csw", keyword="", page_size=2, services=services
        )
        fake = catalogue_service(
            [record(n) for n in range(1, 6)], services=[iso.service(WMS.format("id-4"))]
        )
        run(source)
        work.clear()
        fake.services = [iso.service(WMS.format("id-4"), title="WMS, neu")]
        assert run(source).counts() == counts(changed=1, unchanged=4)
        assert described(work) == ["id-4"]
        files = {file["name"] for p in packages().values() for file in p["resources"]}
        assert "WMS, neu" in files
        work.clear()
        fake.services = [iso.service(WMS.format("id-2"), title="WMS, neu")]
        assert run(source).counts() == counts(changed=2, unchanged=3)
        assert described(work) == ["id-2", "id-4"]

    @pytest.mark.parametrize("services", ["coupled", "all"])
    def test_services_refused_for_once(
        self, iso, feed, catalogue_service, record, make_source, run, packages, services
    ):
        """A server that has told its services before is disturbed: no dataset loses them."""
        source = make_source(
            f"{feed.url}/csw", protocol="csw", keyword="", page_size=2, services=services
        )
        fake = catalogue_service(
            [record(n) for n in range(1, 4)], services=[iso.service(WMS.format("id-2"))]
        )
        run(source)
        before = packages()
        fake.refuses_services = True
        fake.records[1] = record(2, title="Karte zwei")
        report = run(source)
        assert (report.complete, report.counts()["changed"]) == (False, 0)
        assert packages() == before
        fake.refuses_services = False
        assert run(source).counts() == counts(changed=1, unchanged=2)

    def test_series_gets_another_address(
        self, iso, feed, catalogue_service, record, make_source, run, packages, work
    ):
        """What is a part of it names the new address, though its own XML is the same."""
        source = make_source(
            f"{feed.url}/csw", protocol="csw", keyword="", page_size=1, series="series"
        )
        part = record(1, top=iso.string("parentIdentifier", "reihe"))

        def series(place: str) -> str:
            return iso.metadata(
                id="reihe", title="Reihe", level="series", citation=iso.identifier(place)
            )

        fake = catalogue_service([])
        fake.before = lambda first: setattr(
            fake, "records", [series(place)] if "series" in fake.bodies[-1] else [part]
        )
        place = "https://daten.example/reihe/1"
        run(source)
        work.clear()
        assert run(source).counts() == counts(unchanged=2)
        assert work == []
        place = "https://daten.example/reihe/2"
        assert run(source).counts() == counts(changed=2)
        assert packages()["karte-1"]["in_series"]

    def test_what_happened_here_is_not_overlooked(
        self, catalogue_service, record, source, run, packages
    ):
        """A purged dataset comes back with its id, on a page that is the same or another one."""
        import ckan.model as model
        import ckan.plugins.toolkit as tk

        fake = catalogue_service([record(n) for n in range(1, 4)])
        run(source)
        for change in (lambda: None, lambda: fake.records.insert(0, record(0))):
            id_ = packages()["karte-2"]["id"]
            model.Session.execute(sa.text("DELETE FROM harvest_object"))
            model.Session.commit()
            tk.get_action("dataset_purge")({"ignore_auth": True}, {"id": id_})
            change()
            assert run(source).added == (1 if len(fake.records) == 3 else 2)
            assert packages()["karte-2"]["id"] == id_

    def test_lost_original_is_read_anew(self, catalogue_service, record, source, run, work):
        """A record without its original is described again: our store may be a restored one."""
        import ckan.model as model

        from ckanext.modellregion_owl.model import original

        fake = catalogue_service([record(1), record(2)])
        run(source)
        work.clear()
        model.Session.execute(sa.delete(original))
        model.Session.commit()
        fake.records.append(record(3))
        run(source)
        assert described(work)[:2] == ["id-1", "id-2"]

    def test_no_mail_address_is_remembered(
        self, iso, catalogue_service, record, source, run, packages
    ):
        """Identifiers are stored as they stand; a page with such a one is read each time."""
        import ckan.model as model

        from ckanext.modellregion_owl.model import page

        mine = iso.metadata(title="Mein", citation=iso.identifier("erika.muster@stadt.example"))
        catalogue_service([mine, record(2), record(3)])
        run(source)
        stored = str(model.Session.execute(sa.select(page.c.content)).all())
        assert "id-3" in stored
        assert "erika" not in stored
