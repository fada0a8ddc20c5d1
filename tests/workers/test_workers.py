"""Several web servers and several readers of the harvester's queues at once, as processes."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest
import rdflib
import sqlalchemy as sa

from ckan import model

from ckanext.modellregion_owl.model import generation, record
from ckanext.modellregion_owl.model import run as runs

sys.path.append(str(Path(__file__).parents[1] / "faults"))
from after import indexed, jobs_at_work, wait_for, whole

pytestmark = pytest.mark.stack

SOURCES, EACH = 3, 9
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
HYDRA = rdflib.Namespace("http://www.w3.org/ns/hydra/core#")


class TestHouse:
    def test_nothing_is_doubled(self, house, feed, turtle, make_source, packages):
        """Ordered twice at once and read while it is written, all is there once, and everywhere.

        What is set at one web server is seen at each other at once.
        """
        sources = self.sources(feed, turtle, make_source)
        self.harvested(house, sources, packages)
        self.crawled(house)
        self.same_name_at_once(house)
        self.seen_everywhere(house, sources[0])
        self.ordered_once(house, sources[0])

    def sources(self, feed, turtle, make_source) -> list[dict]:
        """Serve sources with datasets of their own."""
        made = []
        for source in range(SOURCES):
            numbers = range(source * EACH, (source + 1) * EACH)
            url = feed.put(f"/{source}", turtle.catalogue(*map(turtle.dataset, numbers)))
            made.append(make_source(url, name=f"quelle-{source}"))
        return made

    def harvested(self, house, sources, packages) -> None:
        """Each source is ordered at two web servers in the same moment, while others read."""
        orders = [
            ("harvest_job_create", {"source_id": source["id"], "run": True})
            for source in sources
            for _ in range(2)
        ]
        answers = house.call_at_once(*orders)
        refused = [a.text for a in answers if a.status_code != 200]
        # ckanext-harvest refuses the second order as a fault of the server, where it notices it.
        assert [text for text in refused if "Internal Server Error" not in text] == []
        assert len(refused) <= SOURCES
        while_it_writes = house.at_once(["/dataset/", "/abruf/quelle-0", "/"] * 2)
        assert {a.status_code for a in while_it_writes} == {200}
        wait_for(lambda: self.number() == SOURCES * EACH and not jobs_at_work())
        found = packages()
        assert len(found) == SOURCES * EACH
        whole(found.values())
        titles = sorted(f"Baumkataster {n}" for n in range(SOURCES * EACH))
        assert sorted(p["title"] for p in found.values()) == titles
        wait_for(lambda: len(indexed()) >= len(titles))
        assert indexed() == titles
        with model.meta.engine.connect() as connection:
            counted = connection.execute(
                sa.select(runs.c.source_id, sa.func.sum(runs.c.added), sa.func.sum(runs.c.failed))
                .group_by(runs.c.source_id)
            ).all()  # fmt: skip
        assert {tuple(row) for row in counted} == {(s["id"], EACH, 0) for s in sources}

    def ordered_once(self, house, source) -> None:
        """The desk's button, pressed by six people in one moment: one run is queued."""
        press = ("modellregion_harvest_start", {"id": source["name"]})
        answers = [a.json()["result"]["queued"] for a in house.call_at_once(*[press] * 6)]
        assert Counter(answers) == {True: 1, False: 5}

    def number(self) -> int:
        """Return how many records are written and found by the search."""
        with model.meta.engine.connect() as connection:
            query = sa.select(sa.func.count()).select_from(record).where(record.c.indexed)
            return int(connection.scalar(query) or 0)

    def crawled(self, house) -> None:
        """First readers at once get one list; a crawl by turns meets each dataset once."""
        first = house.at_once(["/catalog.ttl"] * 8)
        assert {a.status_code for a in first} == {200}
        assert len({a.text for a in first}) == 1
        seen: Counter[str] = Counter()
        path, number = "/catalog.ttl", 0
        while path:
            graph = rdflib.Graph().parse(data=house.get(number, path).text, format="turtle")
            seen.update(map(str, graph.subjects(rdflib.RDF.type, DCAT.Dataset)))
            after = str(next(graph.objects(None, HYDRA.next), ""))
            path, number = after[after.find("/catalog.ttl") :] if after else "", number + 1
        assert (len(seen), set(seen.values())) == (SOURCES * EACH, {1})
        with model.meta.engine.connect() as connection:
            digests = list(connection.scalars(sa.select(generation.c.digest)))
        assert len(digests) == len(set(digests))

    def same_name_at_once(self, house) -> None:
        """The same new dataset, saved by six people in one moment: one is made."""
        owner = model.Group.get("stadt-paderborn").id
        data = {"name": "neu", "title": "Neu", "notes": "Neu", "owner_org": owner}
        answers = house.call_at_once(*[("package_create", data)] * 6)
        codes = Counter(a.status_code for a in answers)
        assert codes[200] == 1, [a.text for a in answers]
        with model.meta.engine.connect() as connection:
            query = sa.select(sa.func.count()).where(model.Package.name == "neu")
            assert connection.scalar(query) == 1

    def seen_everywhere(self, house, source) -> None:
        """A source, a project, the portal's name and a dataset, each set at one web server."""
        before = house.everywhere("/modellprojekte")
        assert not any("Digitaler Zwilling" in text for text in before.values())
        for number, (action, data, path, word) in enumerate(
            (
                (
                    "group_create",
                    {"type": "modellprojekt", "name": "zwilling", "title": "Digitaler Zwilling"},
                    "/modellprojekte",
                    "Digitaler Zwilling",
                ),
                (
                    "harvest_source_patch",
                    {"id": source["id"], "title": "Umbenannte Quelle"},
                    "/abruf/quelle-0",
                    "Umbenannte Quelle",
                ),
                (
                    "config_option_update",
                    {"ckan.site_title": "Portal mit neuem Namen"},
                    "/",
                    "Portal mit neuem Namen",
                ),
                ("package_patch", {"id": "neu", "title": "Geändert"}, "/dataset/neu", "Geändert"),
            )
        ):
            answer = house.post(number, (action, data))
            assert answer.status_code == 200, answer.text
            texts = house.everywhere(path)
            assert len(texts) == house.web
            assert [pid for pid, text in texts.items() if word not in text] == [], (action, path)
