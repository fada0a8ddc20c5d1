"""A slot: database, Solr core, Redis number and folder of files that nobody else uses."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from owlstack import environment, postgres, prerequisites, redis, solr
from owlstack.console import say
from owlstack.settings import Settings, check_slot


@contextmanager
def lock(settings: Settings) -> Iterator[None]:
    """Let one process at a time install and start; the others wait and find all done."""
    settings.run.mkdir(parents=True, exist_ok=True)
    with (settings.run / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("  waiting for another run of the stack …")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def up(settings: Settings) -> None:
    """Bring installation and services up to date; quick when they are."""
    with lock(settings):
        prerequisites.ensure(settings)
        environment.ensure(settings)
        postgres.start(settings)
        redis.start(settings)
        solr.start(settings)


def ensure(settings: Settings, slot: str) -> dict[str, str]:
    """Create what the slot lacks; return CKAN's environment for it.

    The names are those of `CONFIG_FROM_ENV_VARS` in ckan/config/environment.py; they win over
    the configuration file.
    """
    check_slot(slot)
    database = f"owl_{slot}"
    with lock(settings):
        if postgres.ensure_database(settings, database):
            say(f"  new database {database}")
        if solr.ensure_core(settings, slot):
            say(f"  new Solr core owl_{slot}")
    storage = settings.dev / "storage" / slot
    storage.mkdir(parents=True, exist_ok=True)
    return {
        "CKAN_SQLALCHEMY_URL": postgres.database_url(settings, database),
        "CKAN_SOLR_URL": solr.url(settings, slot),
        "CKAN_REDIS_URL": redis.url(settings, slot),
        "CKAN_SITE_ID": f"owl_{slot}",
        "CKAN_STORAGE_PATH": str(storage),
    }
