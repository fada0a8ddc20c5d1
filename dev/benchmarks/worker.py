#!/usr/bin/env python3
"""One round of one side in a process of its own: `worker.py SIDE BENCH URL SIZE`.

Prints one line of JSON at the end: `seconds` of the work itself (not of start and cleaning), `cpu`
seconds of this process in it, and `peak_mib`, the process's largest resident size in MiB.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks import lists, mapping, pages, shapes
from benchmarks.again import SECOND, Harvest, Work, second
from benchmarks.sides import ACTIVITY, SIDES, with_activity

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = {"name": "bench", "title": "Bench", "frequency": "MANUAL"}


def make_site(side: str, bench: str) -> Any:
    """Return CKAN's WSGI app with the side's plugins and settings, on the slot's services."""
    from ckan.cli import CKANConfigLoader
    from ckan.config.middleware import make_app

    settings = CKANConfigLoader(str(ROOT / "test.ini")).get_config()
    more = pages.settings(side, bench) | lists.settings(side, bench) | with_activity(side, bench)
    # Both engines check the same statements: ours.
    plugins = SIDES["ours" if bench == shapes.ENTRY else side]
    settings.update(plugins.settings | more)
    logging.disable(logging.WARNING)
    return make_app(settings)


def empty() -> None:
    """Bring the tables to their newest version and delete every row and document."""
    import sqlalchemy as sa

    from ckan import model
    from ckan.cli.db import _migrate_plugins, _run_migrations
    from ckan.common import config
    from ckan.lib import search

    _run_migrations(None, "head")
    _migrate_plugins(apply=True)
    names = [
        f'"{name}"'
        for name in sa.inspect(model.meta.engine).get_table_names()
        if "alembic_version" not in name
    ]
    with model.meta.engine.begin() as connection:
        connection.execute(sa.text(f"TRUNCATE {', '.join(names)} CASCADE"))
    search.clear_all()
    # The migrations leave an engine that opens a connection for each transaction; a site's has a
    # pool of them.
    model.init_model(sa.engine_from_config(dict(config)))


def make_source(kind: str, url: str, config: dict[str, Any]) -> str:
    """Create the harvest source with an organisation; return its id."""
    import ckan.plugins.toolkit as tk

    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    context = {"user": user, "ignore_auth": True}
    organisation = tk.get_action("organization_create")(dict(context), {"name": "bench-org"})
    values = SOURCE | {"url": url, "source_type": kind, "owner_org": organisation["id"]}
    values["config"] = json.dumps(config)
    return tk.get_action("harvest_source_create")(dict(context), values)["id"]


def ours(url: str, processes: int = 1) -> Harvest:
    """Prepare our harvester; return a run in the foreground, with ckanext-harvest's books, as
    `ckan modellregion harvest` does it."""
    from ckanext.modellregion_owl.harvest.frame.ckan_harvester import source_dict
    from ckanext.modellregion_owl.harvest.parallel import harvest_one

    source = make_source("modellregion", url, {"protocol": "dcat"})

    def run() -> dict[str, int]:
        report = harvest_one(source_dict(source), processes)
        if report.state.value != "finished":
            raise SystemExit(f"{report.state}: {report.message}")
        return report.counts()

    return run


def peer(url: str) -> Harvest:
    """Prepare ckanext-dcat's RDF harvester; return a run: one gather and one fetch consumer
    without the queue's latency."""
    import ckan.plugins.toolkit as tk
    from ckan import model
    from ckanext.harvest import queue
    from ckanext.harvest.model import HarvestJob, HarvestObject

    source = make_source("dcat_rdf", url, {"rdf_format": "text/turtle"})
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    harvester = queue.get_harvester("dcat_rdf")

    def run() -> dict[str, int]:
        context = {"user": user, "ignore_auth": True}
        job = tk.get_action("harvest_job_create")(context, {"source_id": source, "run": False})
        ids = queue.gather_stage(harvester, HarvestJob.get(job["id"]))
        for number in ids:
            queue.fetch_and_import_stages(harvester, HarvestObject.get(number))
        # What its cron job would do; else the next job could not be made.
        HarvestJob.get(job["id"]).status = "Finished"
        model.Session.commit()
        return {}

    return run


def first(harvest: Harvest) -> Work:
    """Return the first run as a work."""

    def work() -> None:
        harvest()

    return work


def paged(url: str) -> str:
    """Return the address of the first page of the same catalogue."""
    return url.replace("catalog.ttl", "page-0.ttl")


def again(side: str, bench: str) -> Callable[[str], Work]:
    """Return what prepares a second run of a side."""
    variant, changed = SECOND[bench]

    def prepare(url: str) -> Work:
        if side == "ours":
            return second(ours(url), url, variant, changed)
        return second(peer(url), url, variant, None)

    return prepare


# Pure computing: measured by the processor's time, in which neighbours hardly show.
COMPUTED = ("parse_map", "serialise", shapes.ENTRY, *pages.ENTRIES)


def filled(side: str, bench: str) -> Callable[[str], Work]:
    """Return what fills the database by a side's own harvester and serves it."""

    def prepare(url: str) -> Work:
        (ours if side == "ours" else peer)(url)()
        return pages.served(side, bench, count())

    return prepare


def looked_at(side: str) -> Callable[[str], Work]:
    """Return what fills the database by a side's own harvester and shows its pages."""

    def prepare(url: str) -> Work:
        (ours if side == "ours" else peer)(url)()
        return lists.served(side, count())

    return prepare


# A work says how many datasets it has done; one that harvests leaves them in the database.
WORK: dict[tuple[str, str], Callable[[str], Work]] = {
    ("ours", "harvest_first"): lambda url: first(ours(url)),
    ("peer", "harvest_first"): lambda url: first(peer(url)),
    ("ours", ACTIVITY): lambda url: first(ours(url)),
    ("peer", ACTIVITY): lambda url: first(peer(url)),
    ("ours", "harvest_pages"): lambda url: first(ours(paged(url))),
    ("peer", "harvest_pages"): lambda url: first(peer(paged(url))),
    **{(side, name): again(side, name) for side in ("ours", "peer") for name in SECOND},
    ("ours", "harvest_first_2p"): lambda url: first(ours(url, processes=2)),
    ("peer", "harvest_first_2p"): lambda url: first(peer(url)),
    **{(side, name): filled(side, name) for side in ("ours", "peer") for name in pages.ENTRIES},
    **{(side, lists.ENTRY): looked_at(side) for side in ("ours", "peer")},
    ("ours", "parse_map"): mapping.ours_parse_map,
    ("peer", "parse_map"): mapping.peer_parse_map,
    ("ours", shapes.ENTRY): shapes.ours,
    ("peer", shapes.ENTRY): shapes.peer,
    ("ours", "serialise"): mapping.ours_serialise,
    ("peer", "serialise"): mapping.peer_serialise,
}


def count() -> int:
    """Return the number of active datasets in the database."""
    from ckan import model

    return model.Session.query(model.Package).filter_by(type="dataset", state="active").count()


def main(side: str, bench: str, url: str, size: int) -> None:
    """Run the round and print its result; exit with a message when datasets are missing."""
    site = make_site(side, bench)
    with site._wsgi_app.test_request_context():
        empty()
        work = WORK[side, bench](url)
        clock = time.process_time if bench in COMPUTED else time.perf_counter
        started, computed = clock(), time.process_time()
        done = work()
        seconds, cpu = clock() - started, time.process_time() - computed
        if done is None:
            done = count()
        if done != size:
            raise SystemExit(f"{done} of {size} datasets arrived")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak_mib": peak}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
