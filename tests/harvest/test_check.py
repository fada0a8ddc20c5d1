"""What `sources check` finds out about a server."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from ckanext.modellregion_owl.harvest import offers
from ckanext.modellregion_owl.harvest.check import SourceCheck, check_source
from ckanext.modellregion_owl.harvest.transport.http import Client

pytestmark = pytest.mark.unit

CKAN = {"success": True, "result": {"count": 12, "results": []}}
POD = {
    "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
    "dataset": [{"title": "Wege", "identifier": "1", "description": "x"}],
}
HTML = b"<!doctype html><html><head><title>x</title></head><body>Willkommen</body></html>"


class Site(dict):
    """Routes by the beginning of a path; everything else is not there."""

    def get(self, path: str, default: Any = None) -> Any:
        """Return the answer of the longest beginning that fits."""
        fitting = [begin for begin in self if path.startswith(begin)]
        return self[max(fitting, key=len)] if fitting else default


@pytest.fixture
def ask(feed) -> Callable[..., SourceCheck]:
    """Check a source at the server: `ask({"/data.json": …}, path, protocol="dkan")`."""

    def asked(answers: dict[str, Any], path: str = "/", **config: Any) -> SourceCheck:
        feed.routes = Site()
        for begin, body in answers.items():
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            kind = "text/turtle" if begin.endswith(".ttl") else "application/json"
            feed.put(begin, data, "text/html" if body is HTML else kind)
        row = {"id": "1", "name": "quelle", "url": feed.url + path, "config": config}
        return check_source(row, Client(5, 10_000_000, True, sleep=lambda seconds: None))

    return asked


def protocols(found: SourceCheck) -> list[str]:
    return [offer.protocol for offer in found.others]


class TestFits:
    @pytest.mark.parametrize(
        ("answers", "path", "config", "count"),
        [
            ({"/api/3/action/package_search": CKAN}, "/", {"protocol": "ckan"}, 12),
            ({"/data.json": POD}, "/", {"protocol": "dkan"}, 1),
        ],
    )
    def test_counts_and_asks_no_further(self, ask, feed, answers, path, config, count):
        """A configuration that fits is all that is asked for."""
        found = ask(answers, path, **config)
        assert (found.fits, found.offer.count, found.others) == (True, count, ())
        assert not [path for path in feed.requests if "catalog." in path or "metastore" in path]

    def test_dcat(self, ask, turtle):
        """Of a catalogue without a total the first page tells how many there are at least."""
        page = turtle.catalogue(turtle.dataset(1), turtle.dataset(2), next_page="/c.ttl?page=2")
        found = ask({"/c.ttl": page}, "/c.ttl", protocol="dcat")
        assert (found.fits, found.offer.count, found.offer.exact) == (True, 2, False)

    def test_csw_recording(self, ask, catalogues):
        """The GDI-DE's answer, whatever is asked for."""
        page = (catalogues / "csw_iso19139" / "gdide_getrecords_p1.xml").read_bytes()
        found = ask({"/csw": page}, "/csw", protocol="csw", keyword="", services="none")
        assert found.reason is None
        assert found.fits

    def test_arcgis_recording(self, ask, catalogues):
        """The feed of a Hub."""
        page = (catalogues / "arcgis_dcat_ap" / "evian_dcat-ap_2.1.1.json").read_bytes()
        found = ask({"/api/feed/dcat-ap/2.1.1.json": page}, "/", protocol="arcgis")
        assert found.reason is None
        assert (found.fits, found.offer.count) == (True, 8)

    def test_no_dataset(self, ask):
        """A filter that finds nothing does not fit; the advice names the filters."""
        empty = {"success": True, "result": {"count": 0, "results": []}}
        found = ask({"/api/3/action/package_search": empty}, protocol="ckan", organisation="x")
        assert (found.fits, found.offer.count, found.others) == (False, 0, ())
        assert "filters" in found.advice.msgid


class TestOthers:
    def test_moved_to_other_software(self, ask, catalogues):
        """The city has a new portal at its old address: the protocol to set is named."""
        recorded = catalogues / "dkan_datajson" / "muenster_data.json"
        found = ask({"/data.json": recorded.read_bytes()}, "/", protocol="ckan")
        assert (found.fits, found.offer) == (False, None)
        assert protocols(found)[0] == "dkan"
        assert found.others[0].count == 102
        assert found.advice.params["protocol"] == "dkan"
        assert "nothing at" in found.reason.msgid

    def test_catalogue_below_the_page(self, ask, feed, turtle):
        """A person gave the portal's page; the catalogue is found where CKAN has it."""
        page = turtle.catalogue(turtle.dataset(1))
        found = ask({"/catalog.ttl": page}, "/dataset", protocol="dcat")
        assert found.advice.params == {"url": f"{feed.url}/catalog.ttl", "protocol": "dcat"}

    def test_best_first(self, ask, turtle):
        """What says most of a dataset is proposed, the others are listed."""
        answers = {
            "/api/3/action/package_search": CKAN,
            "/data.json": POD,
            "/catalog.ttl": turtle.catalogue(turtle.dataset(1)),
        }
        assert protocols(ask(answers, protocol="csw")) == ["ckan", "dkan", "dcat"]

    def test_offer_is_a_configuration(self, ask):
        """What is proposed can be set as it stands."""
        found = ask({"/data.json": POD}, protocol="ckan")
        offer = found.as_dict()["offers"][0]
        assert ask({"/data.json": POD}, **offer["config"]).fits

    def test_only_web_pages(self, ask):
        """A server that answers everything with a page offers nothing."""
        found = ask({"/": HTML}, protocol="ckan")
        assert (found.fits, found.others) == (False, ())
        assert "No catalogue" in found.advice.msgid


class TestFaults:
    def test_dead_host(self, feed):
        """Is asked once for the configured page and not for all the others."""
        row = {"id": "1", "url": "http://127.0.0.1:9/", "config": {"protocol": "ckan"}}
        found = check_source(row, Client(1, 1000, True, sleep=lambda seconds: None))
        assert (found.fits, found.others) == (False, ())
        assert found.reason is not None

    def test_private_address(self, feed):
        """Is refused before anything is sent."""
        row = {"id": "1", "url": feed.url, "config": {"protocol": "ckan"}}
        found = check_source(row, Client(1, 1000, False, sleep=lambda seconds: None))
        assert not found.fits
        assert "inside a network" in found.reason.msgid
        assert feed.requests == []

    @pytest.mark.parametrize(
        ("url", "config"),
        [
            ("file:///etc/passwd", {"protocol": "dcat"}),
            ("https://a.example/", {"protocol": "dcat", "protokoll": 1}),
            ("https://a.example/", "{"),
        ],
    )
    def test_wrong_configuration(self, url, config):
        """Says what is wrong and asks no server."""
        found = check_source({"id": "1", "url": url, "config": config})
        assert (found.fits, found.others) == (False, ())
        assert found.reason is not None

    def test_fault_of_an_adapter(self, ask, monkeypatch):
        """An answer that nobody thought of is a reason, not a traceback."""

        def broken(*arguments: Any) -> None:
            raise KeyError("x")

        monkeypatch.setattr(offers.ADAPTERS["ckan"], "pages", broken)
        found = ask({}, protocol="ckan")
        assert "KeyError" in found.reason.params["error"]


class TestAsDict:
    def test_is_json(self, ask):
        """For `--json`."""
        found = json.loads(json.dumps(ask({"/data.json": POD}, protocol="ckan").as_dict()))
        assert {"protocol", "url", "fits", "count", "exact", "reason", "offers", "advice"} == set(
            found
        )


class TestProbes:
    def test_every_probe_is_a_legal_configuration(self):
        """Keys and protocols exist; else a probe would never find anything."""
        from ckanext.modellregion_owl.harvest.source import parse_config

        for protocol, path, options in offers.PROBES:
            assert parse_config({"protocol": protocol, **options})
            assert path == "" or path.startswith("/")
