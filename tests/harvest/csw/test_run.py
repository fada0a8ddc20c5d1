"""A catalogue service that misbehaves, through the whole pipeline."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]


@pytest.fixture
def source(feed, make_source):
    """A harvest source of the catalogue service, read in pages of four."""
    config = {"protocol": "csw", "keyword": "", "page_size": 4}
    return make_source(f"{feed.url}/csw", **config)


@pytest.fixture
def records(iso):
    """Six metadata records with a file each."""
    return [
        iso.metadata(
            id=f"id-{i}", title=f"Karte {i}", top=iso.online(f"https://x.example/{i}", "download")
        )
        for i in range(1, 7)
    ]


class TestRun:
    def test_record_that_can_t_be_written(self, catalogue_service, records, source, run, packages):
        """It is kept and named, all others are read, and nothing counts as missing."""
        fake = catalogue_service(records)
        assert run(source).counts()["added"] == 6
        fake.poison = {3}
        fake.records[4] = fake.records[4].replace("Karte 5", "Karte fünf")
        report = run(source)
        assert report.state.value == "incomplete"
        assert "3" in str(report.message)
        assert (report.counts()["unchanged"], report.counts()["changed"]) == (4, 1)
        assert sorted(p["identifier"] for p in packages().values()) == [
            f"id-{i}" for i in range(1, 7)
        ]

    def test_broken_off(self, catalogue_service, records, source, run, reply):
        """An error in the place of the second page: the first one is written, nothing withdrawn."""
        fake = catalogue_service(records)
        run(source)
        fake.before = lambda first: reply(b"", 404) if first > 4 else None
        report = run(source)
        assert report.state.value == "incomplete"
        assert (report.counts()["unchanged"], report.counts()["removed"]) == (4, 0)

    def test_findings_of_the_mapping_are_stored(self, iso, catalogue_service, source, run):
        """What the adapter noticed stands beside what the profile did, on its dataset."""
        from ckan import model

        from ckanext.modellregion_owl.model import finding

        catalogue_service([iso.metadata()])
        run(source)
        query = sa.select(finding.c.dataset_id).where(finding.c.rule == "iso.no_distribution")
        (found,) = model.Session.execute(query).scalars()
        assert model.Package.get(found).title == "Baumkataster"
