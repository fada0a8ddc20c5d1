"""People who curate, and what is stored anywhere."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

PASSWORD = "Abcd1234!"


@pytest.fixture
def people(organisation: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Create an editor of the source's organisation, a stranger and an administrator."""
    import ckan.plugins.toolkit as tk
    from ckan.tests import factories

    made = {
        "editor": factories.UserWithToken(password=PASSWORD, fullname="Petra Pflege"),
        "stranger": factories.UserWithToken(password=PASSWORD),
        "sysadmin": factories.SysadminWithToken(password=PASSWORD),
    }
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    tk.get_action("organization_member_create")(
        {"ignore_auth": True, "user": site_user},
        {"id": organisation["id"], "username": made["editor"]["name"], "role": "editor"},
    )
    return {**made, "nobody": {"token": ""}}


@pytest.fixture
def api(live_site: str, people: dict[str, dict[str, Any]]) -> Callable[..., Any]:
    """Call an action over HTTP: `api(action, who="editor", **data)` gives (status, result)."""

    def call(action: str, who: str = "editor", **data: Any) -> Any:
        answer = requests.post(
            f"{live_site}/api/3/action/{action}",
            json=data,
            headers={"Authorization": people[who]["token"]},
            timeout=60,
        )
        body = answer.json()
        return answer.status_code, body.get("result", body.get("error"))

    return call


@pytest.fixture
def get(live_site: str) -> Callable[[str], requests.Response]:
    """Read an address of the site as anybody."""
    return lambda path: requests.get(live_site + path, timeout=60)


@pytest.fixture
def everything(storage: Path) -> Callable[..., str]:
    """Every table but some, the files, Redis and the index, as one text in lower case."""
    import sqlalchemy as sa

    import ckan.model as model
    from ckan.lib.redis import connect_to_redis
    from ckan.lib.search.common import make_connection

    def plain(value: Any) -> str:
        if isinstance(value, (memoryview, bytes)):
            value = bytes(value)
            value = zlib.decompress(value) if value[:1] == b"x" else value
            return value.decode("utf-8", "replace")
        return str(value)

    def found(*without: str) -> str:
        tables = [t for t in sa.inspect(model.meta.engine).get_table_names() if t not in without]
        parts: list[str] = []
        with model.meta.engine.connect() as connection:
            for name in tables:
                rows = connection.execute(sa.select(sa.text("*")).select_from(sa.table(name)))
                parts += [plain(value) for row in rows for value in row]
        redis = connect_to_redis()
        parts += [plain(redis.get(k)) for k in redis.scan_iter() if redis.type(k) == b"string"]
        parts += [plain(path.read_bytes()) for path in storage.rglob("*") if path.is_file()]
        parts.append(str(list(make_connection().search("*:*", rows=1000))))
        return "\n".join(parts).casefold()

    return found


LINE = " dct:license <http://dcat-ap.de/def/licenses/dl-by-de/2.0> ."


def _without(turtle: Any, number: int, terms: str = "") -> str:
    """Return a dataset whose file has no licence, perhaps terms in words."""
    said = f' dct:rights [ a dct:RightsStatement ; rdfs:label "{terms}"@de ] .' if terms else " ."
    prefix = "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    return prefix + turtle.dataset(number).replace(LINE, said).replace("; .", ".").replace(
        ";\n .", "."
    )


@pytest.fixture
def without() -> Callable[..., str]:
    """Give a writer of datasets whose file has no licence: `without(turtle, number, terms)`."""
    return _without


@pytest.fixture
def jobs() -> Any:
    """Do what waits in CKAN's job queue."""
    from ckan.lib import jobs as queue

    def work() -> int:
        done = 0
        for job in queue.get_queue().jobs:
            if job.func_name.endswith("rule_work.work"):
                job.perform()
                job.delete()
                done += 1
        return done

    return work


@pytest.fixture
def source(storage: Any, live_site: str, feed: Any, turtle: Any, make_source: Any, run: Any) -> Any:
    """Harvest five datasets: three without a licence, one with terms in words, one with one."""
    texts = [_without(turtle, n) for n in (1, 2, 3)]
    texts += [_without(turtle, 4, "Nur für Schulen"), turtle.dataset(5)]
    source = make_source(feed.put("/1", turtle.catalogue(*texts)), licence="")
    assert run(source).added == 5
    return source


@pytest.fixture
def licences(packages: Any) -> Any:
    """Give the licence of each dataset's file, by the dataset's number."""

    def found() -> dict[str, str]:
        return {
            name[-1]: package["resources"][0].get("license", "")
            for name, package in sorted(packages().items())
        }

    return found
