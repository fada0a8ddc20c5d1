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
def storage(ckan_config: Any, tmp_path: Path) -> Path:
    """Give the site an empty place for files."""
    ckan_config["ckan.storage_path"] = str(tmp_path)
    return tmp_path


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
