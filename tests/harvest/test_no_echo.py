"""Walk W4: what goes out through Open.NRW comes neither back here nor twice to GovData."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from rdflib import Graph

from ckan.tests import factories
from ckan.tests.helpers import call_action
from ckanext.dcat.processors import RDFParser

sys.path.append(str(Path(__file__).parents[1] / "feed"))
from govdata_client import Portal, harvest

sys.path.append(str(Path(__file__).parent))
import peer as peers

pytestmark = [
    pytest.mark.stack,
    pytest.mark.ckan_config("ckanext.modellregion_owl.feed.page_size", 7),
    pytest.mark.ckan_config("ckanext.modellregion_owl.feed.refresh_seconds", 0),
    pytest.mark.ckan_config("ckanext.modellregion_owl.feed.mailbox", "opendata@example.org"),
    pytest.mark.ckan_config("smtp.mail_from", "portal@example.org"),
]
OWN, FIFTH = 20, 5  # of 25 datasets in all


def ask(method: str, url: str) -> tuple[int, Any, bytes]:
    """Ask over the network, as GovData does."""
    answer = requests.request(method, url, headers={"Accept": "*/*"}, timeout=120)
    return answer.status_code, answer.headers, answer.content


def harvested_by_a_ckan(url: str) -> list[dict[str, Any]]:
    """Return the packages that ckanext-dcat's harvester makes of a feed, page by page."""
    found = []
    while url:
        graph = Graph().parse(data=requests.get(url, timeout=120).text, format="xml")
        parser = RDFParser(profiles=["euro_dcat_ap_3"])
        parser.g = graph
        found += list(parser.datasets())
        url = parser.next_page() or ""
    return [
        {
            **package,
            "id": f"11111111-0000-4000-8000-{number:012d}",
            "name": f"satz-{number}",
            "state": "active",
            "organization": {"name": "paderborn", "title": "Stadt Paderborn"},
        }
        for number, package in enumerate(found)
    ]


def serve_search(feed: Any, reply: Any, packages: list[dict[str, Any]]) -> None:
    """Answer `package_search` as a CKAN: by id, behind the last one that was read."""

    def search() -> Any:
        query = parse_qs(urlsplit(feed.requests[-1]).query)
        assert 'organization:"paderborn"' in query["fq"][0]
        behind = re.search(r'id:\{"([^"]*)"', query["fq"][0])
        rest = [p for p in packages if p["id"] > (behind[1] if behind else "")]
        result = {"count": len(rest), "results": rest[: int(query["rows"][0])]}
        body = json.dumps({"success": True, "result": result}).encode()
        return reply(body, headers={"Content-Type": "application/json"})

    feed.routes["/api/3/action/package_search?*"] = search


@pytest.fixture(params=[False, pytest.param(True, marks=pytest.mark.long)], ids=["", "real CKAN"])
def between(request, feed, reply) -> Iterator[Callable[[list[dict[str, Any]]], str]]:
    """Let Open.NRW have packages, and give its address: answers as a CKAN's, or a CKAN itself.

    The CKAN itself has no fields for addresses: of ours it keeps those of the files alone.
    """

    def answered(packages: list[dict[str, Any]]) -> str:
        serve_search(feed, reply, packages)
        return feed.url

    if not request.param:
        yield answered
        return
    with peers.running(0, 10) as peer:

        def stored(packages: list[dict[str, Any]]) -> str:
            for package in packages:
                theirs = {k: v for k, v in package.items() if k not in ("organization", "groups")}
                peer.call("package_create", **theirs, owner_org="paderborn")
            return peer.url

        yield stored


class TestWalk:
    def test_no_echo(
        self, live_site, feed, between, turtle, make_source, organisation, run, packages,
        smtp_sink, ckan_config,
    ):  # fmt: skip
        """Ours comes back and is not taken in; the original stays one; a loss is asked for."""
        server, mails = smtp_sink
        ckan_config["smtp.server"] = server
        # Bielefeld reaches GovData through Open.NRW, and us as well.
        original = turtle.catalogue(*(turtle.dataset(n) for n in range(25 - OWN)))
        feed.put("/bielefeld", original)
        assert run(make_source(f"{feed.url}/bielefeld", name="bielefeld", delivery="no"))
        for number in range(OWN):
            factories.Dataset(
                name=f"eigen-{number:02d}",
                title=f"Eigenes {number}",
                owner_org=organisation["id"],
                resources=[{"url": f"https://paderborn.example/{number}.csv", "format": "CSV"}],
            )
        before = packages()
        assert len(before) == 25

        # 1. Open.NRW harvests us, and we harvest Open.NRW's organisation `paderborn`.
        back = harvested_by_a_ckan(f"{live_site}/catalog.rdf")
        assert len(back) == 25
        ours = [p for p in back if p["title"].startswith("Eigenes")]
        address = between(ours)
        opennrw = make_source(address, name="open-nrw", protocol="ckan", organisation="paderborn")
        report = run(opennrw)

        # 2. Nothing new, and the reason is shown.
        assert report.state.value == "finished", report.message
        assert (report.counts()["added"], report.counts()["failed"], report.skipped) == (0, 0, OWN)
        assert packages().keys() == before.keys()
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        page = requests.get(f"{live_site}/en/abruf/open-nrw", headers=headers, timeout=120).text
        assert "comes from this portal itself" in page

        # 3. GovData gets the original from Open.NRW and ours from us: none is deleted or doubled.
        govdata = Portal()
        first, second = f"{feed.url}/bielefeld", f"{live_site}/lieferung/catalog.rdf"
        assert len(harvest(govdata, first, ask).created) == 25 - OWN
        originals = govdata.ids()
        assert len(harvest(govdata, second, ask).created) == OWN
        for url in (first, second):
            job = harvest(govdata, url, ask)
            assert (job.failed, job.counts(), job.refused) == ("", (0, 0, 0), set())
        assert govdata.ids().items() >= originals.items()
        assert len(govdata.packages) == 25

        # 4. A fifth becomes private: the catalogue is held, one mail goes out.
        lost = [before[f"eigen-{number:02d}"]["id"] for number in range(FIFTH)]
        for id_ in lost:
            call_action("package_patch", id=id_, private=True)
        for _ in range(2):
            assert harvest(govdata, second, ask).counts() == (0, 0, 0)
        status = requests.get(f"{live_site}/feed-status.json", timeout=120).json()
        assert (status["held"], status["lost"], len(mails)) == (True, FIFTH, 1)

        # 5. Refused: GovData keeps all. Confirmed: those leave, and no other.
        def decide(answer: str) -> None:
            api = f"{live_site}/api/3/action/modellregion_feed_"
            shown = requests.get(f"{api}question", headers=headers, timeout=120).json()["result"]
            given = {"answer": answer, "list": shown["list"]}
            done = requests.post(f"{api}answer", json=given, headers=headers, timeout=120)
            assert done.json()["result"]["number"] == FIFTH

        decide("keep")
        assert harvest(govdata, second, ask).counts() == (0, 0, 0)
        decide("release")
        job = harvest(govdata, second, ask)
        assert job.counts() == (0, 0, FIFTH)
        assert job.deleted == {f"{live_site}/dataset/{id_}" for id_ in lost}

        # 6. The next crawl changes nothing, and nobody is written to again.
        for url in (first, second):
            assert harvest(govdata, url, ask).counts() == (0, 0, 0)
        assert (len(govdata.packages), len(mails)) == (25 - FIFTH, 1)
