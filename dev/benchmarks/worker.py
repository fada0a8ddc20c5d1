#!/usr/bin/env python3
"""One round of one side in a process of its own: `worker.py SIDE ENTRIES URL SIZE`.

ENTRIES is one entry, or several of one chain with commas between: then they follow each other on
one database, so that 4,000 datasets are harvested by the slow side once and not six times.
Prints a line of JSON per entry: its `name`, `seconds` of the work itself (not of start and
cleaning), `cpu` seconds of this process in it, and `peak_mib`, the process's largest resident size
so far in MiB.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks import lists, mapping, pages, portal, shapes
from benchmarks.again import SECOND, Harvest, Work, again
from benchmarks.sides import ACTIVITY, SIDES, with_activity

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = {"name": "bench", "title": "Bench", "frequency": "MANUAL"}


def make_site(side: str, names: Sequence[str]) -> Any:
    """Return CKAN's WSGI app with the side's plugins and settings, on the slot's services.

    Entries that follow each other on one database share the settings of the last one.
    """
    from ckan.cli import CKANConfigLoader
    from ckan.config.middleware import make_app

    settings = CKANConfigLoader(str(ROOT / "test.ini")).get_config()
    last = names[-1]
    more = pages.settings(side, last) | lists.settings(side, last) | with_activity(side, last)
    more |= portal.settings(side, last)
    # Both engines check the same statements: ours.
    plugins = SIDES["ours" if last == shapes.ENTRY else side]
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


def ours(url: str, processes: int = 1, protocol: str = "dcat") -> Harvest:
    """Prepare our harvester; return a run in the foreground, with ckanext-harvest's books, as
    `ckan modellregion harvest` does it."""
    from ckanext.modellregion_owl.harvest.frame.ckan_harvester import source_dict
    from ckanext.modellregion_owl.harvest.parallel import harvest_one

    source = make_source("modellregion", url, {"protocol": protocol})

    def run() -> dict[str, int]:
        report = harvest_one(source_dict(source), processes)
        if report.state.value != "finished":
            raise SystemExit(f"{report.state}: {report.message}")
        return report.counts()

    return run


def peer(url: str, kind: str = "dcat_rdf") -> Harvest:
    """Prepare ckanext-dcat's RDF harvester, or another one; return a run: one gather and one fetch
    consumer without the queue's latency."""
    import ckan.plugins.toolkit as tk
    from ckan import model
    from ckanext.harvest import queue
    from ckanext.harvest.model import HarvestJob, HarvestObject

    source = make_source(kind, url, {"rdf_format": "text/turtle"} if kind == "dcat_rdf" else {})
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    harvester = queue.get_harvester(kind)

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


def paged(url: str) -> str:
    """Return the address of the first page of the same catalogue."""
    return url.replace("catalog.ttl", "page-0.ttl")


# Pure computing: measured by the processor's time, in which neighbours hardly show.
COMPUTED = ("parse_map", "serialise", shapes.ENTRY, *pages.ENTRIES)


# A catalogue's first harvest, or a fill for what is measured on a filled database.
HARVESTS: dict[str, Callable[[str], Harvest]] = {"ours": ours, "peer": peer}
FIRST = "harvest_first"
HARVESTED = (FIRST, *SECOND)
FILLED = (*pages.ENTRIES, lists.ENTRY)
# Entries alone on their database. A work says how many datasets it has done; one that harvests
# leaves them in the database.
ALONE: dict[tuple[str, str], Callable[[str], Harvest | Work]] = {
    ("ours", ACTIVITY): ours,
    ("peer", ACTIVITY): peer,
    ("ours", "harvest_pages"): lambda url: ours(paged(url)),
    ("peer", "harvest_pages"): lambda url: peer(paged(url)),
    ("ours", "harvest_first_2p"): lambda url: ours(url, processes=2),
    ("peer", "harvest_first_2p"): peer,
    ("ours", portal.ENTRY): lambda url: ours(portal.site(url), protocol="ckan"),
    ("peer", portal.ENTRY): lambda url: peer(portal.site(url), kind="ckan"),
    ("ours", "parse_map"): mapping.ours_parse_map,
    ("peer", "parse_map"): mapping.peer_parse_map,
    ("ours", shapes.ENTRY): shapes.ours,
    ("peer", shapes.ENTRY): shapes.peer,
    ("ours", "serialise"): mapping.ours_serialise,
    ("peer", "serialise"): mapping.peer_serialise,
}


def works(side: str, names: Sequence[str], url: str) -> Iterator[tuple[str, Harvest | Work]]:
    """Yield each entry with its work; the next is prepared when the one before has been done."""
    if names[0] in HARVESTED:
        yield from _harvested(side, names, url)
    elif names[0] in FILLED:
        yield from _filled(side, names, url)
    else:
        for name in names:
            yield name, ALONE[side, name](url)


def _harvested(side: str, names: Sequence[str], url: str) -> Iterator[tuple[str, Harvest | Work]]:
    harvest = HARVESTS[side](url)
    if names[0] != FIRST:
        harvest()
    for name in names:
        yield name, harvest if name == FIRST else again(side, name, harvest, url)


def _filled(side: str, names: Sequence[str], url: str) -> Iterator[tuple[str, Work]]:
    HARVESTS[side](url)()
    size = count()
    for name in names:
        people = name == lists.ENTRY
        yield name, lists.served(side, size) if people else pages.served(side, name, size)


def count() -> int:
    """Return the number of active datasets in the database."""
    from ckan import model

    return model.Session.query(model.Package).filter_by(type="dataset", state="active").count()


def main(side: str, names: Sequence[str], url: str, size: int) -> None:
    """Run the round and print its results; exit with a message when datasets are missing."""
    site = make_site(side, names)
    with site._wsgi_app.test_request_context():
        empty()
        for name, work in works(side, names, url):
            print(json.dumps({"name": name} | measured(name, work, size)), flush=True)


def measured(name: str, work: Harvest | Work, size: int) -> dict[str, float]:
    """Do a work; return its `seconds` and `cpu` seconds, and `peak_mib` so far.

    :raises SystemExit: not all `size` datasets were done.
    """
    clock = time.process_time if name in COMPUTED else time.perf_counter
    started, computed = clock(), time.process_time()
    done = work()
    seconds, cpu = clock() - started, time.process_time() - computed
    done = done if isinstance(done, int) else count()
    if done != size:
        raise SystemExit(f"{done} of {size} datasets arrived")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "cpu": cpu, "peak_mib": peak}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2].split(","), sys.argv[3], int(sys.argv[4]))
