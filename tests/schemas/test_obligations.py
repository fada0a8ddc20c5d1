"""What a dataset must say, as pure rules over a package dict."""

from __future__ import annotations

import pytest

from ckanext.modellregion_owl.findings import Severity
from ckanext.modellregion_owl.logic import obligations
from ckanext.modellregion_owl.rdf.complete import HVD_ACT

pytestmark = pytest.mark.unit

FREE = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
CLOSED = "http://dcat-ap.de/def/licenses/other-closed"
HVD = "http://data.europa.eu/bna/c_dd313021"


def dataset(**values):
    """A dataset that keeps every rule, with changes."""
    resource = {"id": "r1", "url": "https://a.example/a.csv", "license": FREE}
    whole = {"id": "d1", "title": "T", "notes": "N", "owner_org": "o", "resources": [resource]}
    return whole | values


def with_file(**values):
    whole = dataset()
    whole["resources"][0] |= values
    return whole


def broken(given) -> list:
    return [(breach.rule, breach.key) for breach in obligations.breaches(given)]


class TestBreaches:
    def test_none_in_order(self):
        """Title, description, organisation and a file with link and licence are enough."""
        assert broken(dataset()) == []

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"title": ""}, "title"),
            ({"notes": None}, "notes"),
            ({"owner_org": None}, "owner_org"),
        ],
    )
    def test_mandatory_of_the_dataset(self, values, field):
        """A mandatory field must be there."""
        assert broken(dataset(**values)) == [(obligations.MISSING, (field,))]

    def test_what_stands_in(self):
        """A publisher stands for the organisation, the dataset's licence for the file's."""
        assert broken(dataset(owner_org=None, publisher=[{"name": "Amt 62"}])) == []
        assert broken({**with_file(license=""), "license_id": "dl-zero-de/2.0"}) == []

    def test_licence_of_a_file(self):
        """Every file needs a licence."""
        assert broken(with_file(license="")) == [(obligations.MISSING, ("resources", 0, "license"))]

    def test_address_of_a_file(self):
        """A file needs a link of its own; the dataset's page at the source is none."""
        given = {**with_file(url=""), "url": "https://a.example/seite"}
        assert broken(given) == [(obligations.MISSING, ("resources", 0, "access_url"))]
        assert broken(with_file(url="", access_url="https://a.example/zugang")) == []

    @pytest.mark.parametrize("licence", [BY, "DL-DE-BY-2.0", "https://www.govdata.de/dl-de/by-2-0"])
    def test_attribution(self, licence):
        """A licence that asks for a source needs its text, however it is spelt (K35)."""
        found = [(obligations.ATTRIBUTION, ("resources", 0, "license_attribution_by_text"))]
        assert broken(with_file(license=licence)) == found
        assert broken(with_file(license=licence, license_attribution_by_text="Stadt X")) == []

    @pytest.mark.parametrize(
        ("start", "end"),
        [
            ("2020", "2020-05"), ("2020-05", "2020"), ("2020-05-01", "2020-05-01"), ("", "2020"),
            ("2020", ""), ("", ""), ("gestern", "2020"), ("2019-12-31T23:00:00", "2020-01-01"),
        ],
    )  # fmt: skip
    def test_period_in_order(self, start, end):
        """As far as both dates are said, the end is not earlier (K38)."""
        assert broken(dataset(temporal_coverage=[{"start": start, "end": end}])) == []

    @pytest.mark.parametrize(
        ("start", "end"),
        [("2021", "2020-05"), ("2020-06", "2020-05-31"), ("2020-05-02", "2020-05-01")],
    )
    def test_period_backwards(self, start, end):
        """An end before the start is named at the end of the right entry."""
        periods = [{"start": "", "end": ""}, {"start": start, "end": end}]
        key = ("temporal_coverage", 1, "end")
        assert broken(dataset(temporal_coverage=periods)) == [(obligations.PERIOD_ORDER, key)]

    def test_period_without_bounds(self):
        """An entry that says something but no date needs a beginning or an end."""
        periods = [{"start": "", "end": "", "kept_statements": '_:this <p:p> "x" .'}]
        key = ("temporal_coverage", 0, "start")
        assert broken(dataset(temporal_coverage=periods)) == [(obligations.PERIOD_BOUNDS, key)]

    def test_hvd_needs_a_category(self):
        """Who names the HVD act must choose a category; lists may be JSON text, as when posted."""
        for act in ([HVD_ACT], f'["{HVD_ACT}"]'):
            assert broken(dataset(applicable_legislation=act)) == [
                (obligations.HVD_CATEGORY, ("hvd_category",))
            ]
        assert broken(dataset(applicable_legislation=[HVD_ACT], hvd_category=[HVD])) == []

    def test_hvd_needs_an_open_licence(self):
        """High-value data with a closed licence break the regulation; others may have one."""
        assert broken(with_file(license=CLOSED)) == []
        assert broken({**with_file(license=CLOSED), "hvd_category": [HVD]}) == [
            (obligations.HVD_LICENCE, ("resources", 0, "license"))
        ]

    @pytest.mark.parametrize(
        ("code", "allowed"),
        [("cc-by/4.0", True), ("dl-zero-de/2.0", True), ("cc-by-sa/4.0", False), ("odbl", False)],
    )
    def test_hvd_is_cc_by_at_most(self, code, allowed):
        """A licence that binds what others make of the data is open, yet too narrow for these."""
        file = {"license": f"http://dcat-ap.de/def/licenses/{code}"}
        file["license_attribution_by_text"] = "Stadt X"
        found = [rule for rule, _ in broken({**with_file(**file), "hvd_category": [HVD]})]
        assert found == ([] if allowed else [obligations.HVD_LICENCE])
        assert broken(with_file(**file)) == []

    def test_service_has_no_download(self):
        """A service has an address, no download link (K41)."""
        service = {"access_services": [{"endpoint_url": ["https://a.example/wms"]}]}
        key = ("resources", 0, "download_url")
        assert broken(with_file(**service)) == []
        assert broken(with_file(**service, download_url="https://a.example/x")) == [
            (obligations.SERVICE_DOWNLOAD, key)
        ]


class TestAdded:
    def test_old_gaps_stay(self):
        """What was missing before is no error of a change."""
        old = dataset(notes="")
        assert obligations.added({**old, "title": "Neu"}, old) == []

    def test_new_gaps_count(self):
        """What was there may not be taken away."""
        found = obligations.added(dataset(notes=""), dataset())
        assert [breach.field for breach in found] == ["notes"]

    def test_files_are_known_by_their_id(self):
        """A file's old gap stays its own when another one is put before it; new files count."""
        old = with_file(license="")
        new = {**old, "resources": [{"url": "https://b.example"}, *old["resources"]]}
        assert [breach.resource for breach in obligations.added(new, old)] == [0]


class TestFindings:
    def test_bear_ids(self):
        """A finding says of which dataset and file it is, and every rule has a message."""
        (found,) = obligations.findings(with_file(license=BY))
        assert (found.dataset_id, found.resource_id) == ("d1", "r1")
        assert found.severity is Severity.WRONG
        assert found.rule in obligations.MESSAGES
