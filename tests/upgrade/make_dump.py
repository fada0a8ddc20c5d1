"""Write `first_revision.sql`: a database as our first landed revision of the tables has left it.

    .dev/venv/bin/python tests/upgrade/make_dump.py

Run again, it writes the same text: ids and dates are fixed. Our tables come from the migration of
that revision, which is never edited; the rows are what the harvester wrote then. Of CKAN's and
ckanext-harvest's tables only rows are kept: theirs are brought up to date by their own migrations.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "dev"))

from owlstack import cluster, postgres, slots  # noqa: E402
from owlstack.settings import from_environment  # noqa: E402

SLOT = "dump"
REVISION = "5c0f1a7d2b31"
FILE = Path(__file__).with_name("first_revision.sql")
THEIRS = (
    *("group", "package", "resource", "tag", "package_tag", "member"),
    *("harvest_source", "harvest_job", "harvest_object"),
)
NOISE = re.compile(r"(--|SET |SELECT pg_catalog\.set_config|\\)")  # and what psql alone knows

DAY = datetime(2026, 11, 22, 3, 0, tzinfo=timezone.utc)
CITY = "0aa0c1de-0000-4000-8000-000000000001"
SOURCE = "50c0c1de-0000-4000-8000-000000000001"
JOB = "10b0c1de-0000-4000-8000-000000000001"
FIRST, SECOND = "run-2026-11-21", "run-2026-11-22"
IRI = "https://daten.example/dataset"


def dataset_id(number: int) -> str:
    """Return the id of a dataset; 1 to 3 were harvested, 4 was written by a person."""
    return f"da7a5e70-0000-4000-8000-{number:012d}"


def rows() -> dict[str, list[dict[str, Any]]]:
    """Return the rows, {table: [{column: value}]}, in an order that foreign keys allow."""
    created = DAY.replace(tzinfo=None)
    return {
        "group": [
            {
                "id": CITY,
                "name": "stadt-paderborn",
                "title": "Stadt Paderborn, von Hand umbenannt",
                "type": "organization",
                "is_organization": True,
                "approval_status": "approved",
                "state": "active",
                "created": created,
                "extras": {},
            }
        ],
        "package": [_source_package(created), *(_package(n, created) for n in range(1, 5))],
        "resource": [_resource(n, created) for n in range(1, 5)],
        "tag": [{"id": "7a9-baeume", "name": "Bäume", "vocabulary_id": None}],
        "package_tag": [
            {
                "id": f"pt-{n}",
                "package_id": dataset_id(n),
                "tag_id": "7a9-baeume",
                "state": "active",
            }
            for n in range(1, 5)
        ],
        "member": [
            {
                "id": f"member-{id_[-1]}-{id_[:2]}",
                "table_name": "package",
                "table_id": id_,
                "capacity": "organization",
                "group_id": CITY,
                "state": "active",
            }
            for id_ in (SOURCE, *map(dataset_id, range(1, 5)))
        ],
        **_harvest(created),
        **_ours(),
    }


def _package(number: int, created: datetime) -> dict[str, Any]:
    own = {"Aktenzeichen": "61-4", "language": json.dumps(["de"])}
    harvested = {
        "uri": f"{IRI}/{number}",
        "identifier": str(number),
        "contact": json.dumps([{"name": "Grünflächenamt", "email": "gruen@stadt.example"}]),
    }
    return {
        "id": dataset_id(number),
        "name": f"baumkataster-{number}",
        "title": f"Baumkataster {number}",
        "notes": f"Standorte und Arten, Teil {number}.",
        "type": "dataset",
        "owner_org": CITY,
        "private": False,
        # The third one vanished from its source: withdrawn.
        "state": "deleted" if number == 3 else "active",
        "license_id": "dl-de-by-2.0",
        "metadata_created": created,
        "metadata_modified": created,
        "extras": own if number == 4 else harvested,
    }


def _source_package(created: datetime) -> dict[str, Any]:
    return {
        "id": SOURCE,
        "name": "quelle",
        "title": "Offene Daten Paderborn",
        "url": "https://daten.example/catalog.ttl",
        "type": "harvest",
        "owner_org": CITY,
        "private": False,
        "state": "active",
        "metadata_created": created,
        "metadata_modified": created,
        "extras": {
            "source_type": "modellregion",
            "frequency": "MANUAL",
            "config": json.dumps({"protocol": "dcat", "municipality": "stadt-paderborn"}),
        },
    }


def _resource(number: int, created: datetime) -> dict[str, Any]:
    licence = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
    harvested = {"uri": f"{IRI}/{number}/csv", "license": licence}
    return {
        "id": f"f11e0000-0000-4000-8000-{number:012d}",
        "package_id": dataset_id(number),
        "url": f"{IRI}/{number}.csv",
        "name": f"CSV {number}",
        "format": "CSV",
        "position": 0,
        "state": "active",
        "created": created,
        "metadata_modified": created,
        "extras": {"license": licence} if number == 4 else harvested,
    }


def _harvest(created: datetime) -> dict[str, list[dict[str, Any]]]:
    return {
        "harvest_source": [
            {
                "id": SOURCE,
                "url": "https://daten.example/catalog.ttl",
                "title": "Offene Daten Paderborn",
                "config": json.dumps({"protocol": "dcat", "municipality": "stadt-paderborn"}),
                "created": created,
                "type": "modellregion",
                "active": True,
                "frequency": "MANUAL",
            }
        ],
        "harvest_job": [
            {
                "id": JOB,
                "created": created,
                "gather_started": created,
                "gather_finished": created,
                "finished": created,
                "source_id": SOURCE,
                "status": "Finished",
            }
        ],
        "harvest_object": [
            {
                "id": f"0b1ec700-0000-4000-8000-{number:012d}",
                "guid": f"{IRI}/{number}",
                "current": True,
                "gathered": created,
                "state": "COMPLETE",
                "retry_times": 0,
                "harvest_job_id": JOB,
                "harvest_source_id": SOURCE,
                "package_id": dataset_id(number),
                "report_status": "added",
            }
            for number in (1, 2)
        ],
    }


def _ours() -> dict[str, list[dict[str, Any]]]:
    counts = {"added": 0, "changed": 0, "unchanged": 0, "removed": 0, "failed": 0}
    return {
        "modellregion_record": [
            {
                "source_id": SOURCE,
                "guid": f"{IRI}/{number}",
                "package_id": dataset_id(number),
                "title": f"Baumkataster {number}",
                "digest": f"{number:064x}",
                "version": "1f0c2b7a9d3e4856",
                "first_run_id": FIRST,
                "last_run_id": FIRST if number == 3 else SECOND,
                "indexed": True,
                "missing_since": DAY if number == 3 else None,
                "missing_runs": int(number == 3),
                "removed": DAY if number == 3 else None,
            }
            for number in (1, 2, 3)
        ],
        "modellregion_run": [
            {
                "id": FIRST,
                "source_id": SOURCE,
                "started": DAY - timedelta(days=1),
                "finished": DAY - timedelta(days=1) + timedelta(seconds=8),
                "state": "finished",
                "complete": True,
                **{**counts, "added": 3},
                "message": None,
            },
            {
                "id": SECOND,
                "source_id": SOURCE,
                "started": DAY,
                "finished": DAY + timedelta(seconds=5),
                "state": "finished",
                "complete": True,
                **{**counts, "unchanged": 2, "removed": 1},
                "message": None,
            },
        ],
        "modellregion_finding": [
            {
                "rule": "licence.name",
                "severity": "info",
                "field": "license",
                "before": "Datenlizenz Deutschland Namensnennung 2.0",
                "after": "http://dcat-ap.de/def/licenses/dl-by-de/2.0",
                "source_id": SOURCE,
                "dataset_id": dataset_id(number),
                "resource_id": "",
                "run_id": SECOND,
                "params": {"name": "„Straße & <b>Grün</b>“"},
                "created": DAY,
            }
            for number in (1, 2)
        ],
    }


def main() -> None:
    """Make the database of the slot anew, fill it, write the file."""
    settings = from_environment()
    slots.up(settings)
    postgres.drop_database(settings, f"owl_{SLOT}")
    os.environ.update(slots.ensure(settings, SLOT))
    _fill()
    url = os.environ["CKAN_SQLALCHEMY_URL"]
    dump = [str(cluster.binaries() / "pg_dump"), "--no-owner", "--no-privileges"]
    dump += ["--column-inserts", f"--dbname={url}"]
    theirs = [f"--table=public.{_quoted(name)}" for name in THEIRS]
    texts = [
        _written([*dump, "--data-only", *theirs]),
        _written([*dump, "--table=public.modellregion_*"]),
    ]
    FILE.write_text("\n".join(texts), encoding="utf-8")
    print(f"{FILE.relative_to(ROOT)}: {FILE.stat().st_size} bytes")


def _quoted(name: str) -> str:
    return f'"{name}"'


def _fill() -> None:
    import sqlalchemy as sa

    from ckan.cli import CKANConfigLoader
    from ckan.config.middleware import make_app

    make_app(CKANConfigLoader(str(ROOT / "test.ini")).get_config())
    from ckan import model
    from ckan.cli.db import _run_migrations

    for plugin, revision in ((None, "head"), ("harvest", "head"), ("modellregion_owl", REVISION)):
        _run_migrations(plugin, revision)  # type: ignore[arg-type]
    tables = sa.MetaData()
    with model.meta.engine.begin() as connection:
        for name, values in rows().items():
            table = sa.Table(name, tables, autoload_with=connection)
            for row in values:
                connection.execute(table.insert().values(_as_stored(table, row)))


def _as_stored(table: Any, row: dict[str, Any]) -> dict[str, Any]:
    """Turn what the column holds as text into text: CKAN keeps a resource's extras so."""
    return {
        key: json.dumps(value)
        if isinstance(value, dict) and "JSON" not in str(table.c[key].type)
        else value
        for key, value in row.items()
    }


def _written(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = [line for line in done.stdout.splitlines() if line and not NOISE.match(line)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
