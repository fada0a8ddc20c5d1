"""Checks of the services: database, tables, search, Redis, background processes, files."""

from __future__ import annotations

import os
from pathlib import Path

import requests
import rq
import sqlalchemy as sa
from redis.exceptions import RedisError

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib.jobs import DEFAULT_QUEUE_NAME, add_queue_name_prefix
from ckan.lib.redis import connect_to_redis
from ckan.lib.search import _get_schema_from_solr

from ckanext.modellregion_owl.doctor import tables
from ckanext.modellregion_owl.doctor.check import Answer, good, look, wrong
from ckanext.modellregion_owl.texts import translate as _

# What we write into the index (docs/developers/architecture.md) needs these of CKAN's own schema.
SOLR_FIELDS = ("vocab_*", "extras_*", "res_format")
OLDEST_POSTGRES = 120000


def database() -> Answer:
    """Ask PostgreSQL for its version."""
    try:
        with model.meta.engine.connect() as connection:
            version = int(str(connection.execute(sa.text("SHOW server_version_num")).scalar()))
    except sa.exc.SQLAlchemyError:
        return wrong(_("does not answer"))
    said = f"PostgreSQL {version // 10000}"
    return good(said) if version >= OLDEST_POSTGRES else wrong(said)


def migrations() -> Answer:
    """Compare the revision of our tables with the newest one."""
    wanted = tables.newest()
    try:
        stored = tables.stored()
    except sa.exc.SQLAlchemyError:
        return wrong(_("does not answer"))
    if stored == wanted:
        return good(wanted)
    return wrong(_("{stored}, needed is {wanted}").format(stored=stored or "–", wanted=wanted))


def redis() -> Answer:
    """Ask Redis whether it is there."""
    try:
        connect_to_redis().ping()
    except RedisError:
        return wrong(_("does not answer"))
    return good(_("answers"))


def solr() -> Answer:
    """Look into Solr's schema for the fields that we fill."""
    try:
        answer = _get_schema_from_solr("/schema?wt=schema.xml")
        answer.raise_for_status()
    except requests.RequestException:
        return wrong(_("does not answer"))
    if missing := [name for name in SOLR_FIELDS if f'name="{name}"' not in answer.text]:
        return wrong(_("without the fields {fields}").format(fields=", ".join(missing)))
    return good(_("answers, and has CKAN's fields"))


def worker() -> Answer:
    """Look for a process that works on CKAN's queue."""
    queue = add_queue_name_prefix(DEFAULT_QUEUE_NAME)
    try:
        connection = connect_to_redis()
        running = [w for w in rq.Worker.all(connection=connection) if queue in w.queue_names()]
        waiting = rq.Queue(queue, connection=connection).count
    except RedisError:
        return wrong(_("Redis does not answer"))
    said = _("{running} running, {waiting} jobs waiting")
    said = said.format(running=len(running), waiting=waiting)
    return good(said) if running else wrong(said)


def consumers() -> Answer:
    """Look for both consumers of the harvester, which can be seen on their own machine only."""
    seen = {name: _processes(f"{name}-consumer") for name in ("gather", "fetch")}
    said = _("{gather} for gathering, {fetch} for fetching, on this machine").format(**seen)
    return good(said) if all(seen.values()) else look(said)


def storage() -> Answer:
    """Look whether CKAN's folder for files can be written."""
    folder = str(tk.config.get("ckan.storage_path") or "")
    if not folder:
        return wrong(_("not set"))
    if not os.access(folder, os.W_OK):
        return wrong(_("{folder} can't be written by this user").format(folder=folder))
    return good(folder)


def _processes(word: str) -> int:
    """Return how many processes of this machine have the word on their command line."""
    found = 0
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found += word.encode() in path.read_bytes().split(b"\0")
        except OSError:  # it has ended meanwhile, or is another user's
            continue
    return found
