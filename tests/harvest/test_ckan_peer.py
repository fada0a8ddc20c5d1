"""A CKAN of another city, running beside the site: harvested over HTTP through its search."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ckanext.modellregion_owl.harvest.transport.http import Client

sys.path.append(str(Path(__file__).parent))
import peer as peers

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

COUNT, OTHERS = 250, 5
CAP = 60  # rows that the peer delivers at most, whatever it is asked for


@pytest.fixture(scope="module")
def peer() -> Iterator[peers.Peer]:
    """Run the peer; what a test changed there is mended by `restored`."""
    with peers.running(COUNT, CAP) as running:
        yield running


@pytest.fixture
def restored(peer: peers.Peer) -> Iterator[dict[str, dict[str, Any]]]:
    """Give all datasets of the peer by name, and bring these back in the end."""
    before = {p["name"]: p for p in _all(peer)}
    yield before
    now = {p["name"]: p for p in _all(peer)}
    for name in set(now) - set(before):
        peer.call("dataset_purge", id=name)
    for name, package in before.items():
        if now.get(name, {}).get("title") != package["title"]:
            peer.call("package_patch", id=package["id"], title=package["title"], state="active")


def _all(peer: peers.Peer) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while page := peer.call("package_search", rows=CAP, start=len(found), sort="id asc")["results"]:
        found += page
    return found


@pytest.fixture
def between_pages(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, Callable[[], None]], None]:
    """Do something before the n-th question of the next walk: `between_pages(3, work)`."""
    plans: dict[int, Callable[[], None]] = {}
    asked: list[str] = []
    original = Client.get

    def get(self: Client, url: str, *args: Any, **kwargs: Any) -> Any:
        asked.append(url)
        if work := plans.pop(len(asked), None):
            work()
        return original(self, url, *args, **kwargs)

    monkeypatch.setattr(Client, "get", get)

    def plan(number: int, work: Callable[[], None]) -> None:
        plans[len(asked) + number] = work

    return plan


class TestHarvest:
    def test_all_arrive_and_follow(self, peer, restored, make_source, run, packages, between_pages):
        """All come though others vanish and appear midway; then only changes are written."""
        ids = sorted(p["id"] for p in restored.values())
        first, late = ids[10], ids[-5]  # on the first page; on the last one, not read yet
        titles = {p["id"]: p["title"] for p in restored.values()}
        new = {"name": "neu", "title": "Neu", "owner_org": "paderborn", "id": "0" * 8 + ids[0][8:]}

        def change() -> None:
            peer.call("package_delete", id=first)
            peer.call("package_delete", id=late)
            peer.call("package_create", **new)

        between_pages(4, change)
        source = make_source(peer.url, protocol="ckan")
        report = run(source)
        assert report.message is None
        assert report.counts()["failed"] == 0
        by_title = {p["title"]: p for p in packages().values()}
        gone = {titles[late]}
        assert set(by_title) == set(titles.values()) - gone  # "Neu" sorts before what was read
        assert "Geheim" not in by_title

        one = by_title["Baumkataster 7"]
        assert one["uri"] == f"{peer.url}/dataset/{restored['baum-0007']['id']}"
        assert (one["identifier"], one["issued"]) == ("baum:7", "2024-05-01")
        assert {"key": "Pflegestufe", "value": "Stufe 7"} in one["extras"]
        assert one["resources"][0]["license"] == "http://dcat-ap.de/def/licenses/cc-by"

        peer.call("package_patch", id=restored["baum-0007"]["id"], title="Anders")
        second = run(source)
        assert second.message is None
        assert second.counts() == {
            "added": 1,
            "changed": 1,
            "unchanged": COUNT - 3,
            "removed": 0,
            "failed": 0,
        }
        assert second.missing == 1  # the one that vanished after it was read; kept for its grace
        third = run(source)
        assert third.counts()["unchanged"] == COUNT - 1
        assert {third.added, third.changed, third.failed} == {0}

    def test_only_one_organisation(self, peer, make_source, run, packages):
        """As Open.NRW is asked for the datasets of one city."""
        source = make_source(
            f"{peer.url}/organization/andere", protocol="ckan", organisation="andere"
        )
        assert run(source).added == OTHERS
        assert {p["title"] for p in packages().values()} == {
            f"Baumkataster {n}" for n in range(OTHERS)
        }

    def test_unknown_organisation_is_no_empty_source(self, peer, make_source, run):
        """A spelling mistake finds nothing, and nothing is removed by it."""
        source = make_source(peer.url, protocol="ckan", organisation="andere")
        run(source)
        import ckan.model as model
        from ckanext.harvest.model import HarvestSource

        stored = model.Session.get(HarvestSource, source["id"])
        stored.config = json.dumps({"protocol": "ckan", "organisation": "pderborn"})
        model.Session.commit()
        report = run({**source, "config": stored.config})
        assert (report.state.value, report.removed) == ("held", 0)
