"""What of us lies outside of our tables: in Redis, in the job queue, in files."""

from __future__ import annotations

import shutil
from pathlib import Path

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib.jobs import get_all_queues
from ckan.lib.redis import connect_to_redis
from ckan.model.system_info import system_info_table

from ckanext.modellregion_owl import root
from ckanext.modellregion_owl.feed.dumps import FOLDER

PACKAGE = "ckanext.modellregion_owl."
PATTERN = "*modellregion*"
MARK = "modellregion_owl.%"  # keys of ours in CKAN's table system_info


def keys() -> list[bytes]:
    """Return our keys in Redis: each has the word in its name, but for CKAN's queues."""
    site = str(tk.config["ckan.site_id"]).encode()
    found = connect_to_redis().scan_iter(match=PATTERN, count=1000)
    ours = (key for key in found if not key.startswith(b"rq:"))
    # Another site may use the same Redis under its own id.
    return sorted(k for k in ours if k.startswith((b"modellregion:", b"ckan:" + site + b":")))


def jobs() -> list[str]:
    """Return the ids of our jobs that wait in CKAN's queues."""
    return [
        str(job.id)
        for queue in get_all_queues()
        for job in queue.jobs
        if str(job.func_name).startswith(PACKAGE)
    ]


def folder() -> Path | None:
    """Return the folder with the files of the whole catalogue, None when there is none."""
    path = Path(str(tk.config.get("ckan.storage_path") or "")) / FOLDER
    return path if path.is_dir() else None


def remove() -> None:
    """Delete all of them; tables go with `ckan db downgrade -p modellregion_owl`."""
    for queue in get_all_queues():
        for job in queue.jobs:
            if str(job.func_name).startswith(PACKAGE):
                job.delete()
    if found := keys():
        connect_to_redis().delete(*found)
    if path := folder():
        shutil.rmtree(path)
    delete = sa.delete(system_info_table).where(system_info_table.c.key.like(MARK))
    model.Session.execute(delete)
    model.Session.commit()
    root.forget()
