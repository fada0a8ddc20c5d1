"""Brings the peer's database to a known state; run as a program: `peer_fill.py INI COUNT`.

The datasets stay from one test run to the next; made anew when they are not as they should be.
"""

from __future__ import annotations

import json
import sys
from typing import Any

ORGANISATIONS = ("paderborn", "andere")
OTHERS = 5  # the first ones are not Paderborn's


def package(number: int) -> dict[str, Any]:
    """Return a dataset in the style of ckanext-dcat's extras."""
    return {
        "name": f"baum-{number:04}",
        "title": f"Baumkataster {number}",
        "notes": f"Standorte, Teil {number}.",
        "owner_org": ORGANISATIONS[number < OTHERS],
        "license_id": "cc-by",
        "maintainer": "Grünflächenamt",
        "maintainer_email": "gruen@stadt.example.org",
        "tags": [{"name": "Bäume"}],
        "extras": [
            {"key": "identifier", "value": f"baum:{number}"},
            {"key": "issued", "value": "2024-05-01"},
            {"key": "Pflegestufe", "value": f"Stufe {number}"},
        ],
        "resources": [
            {"url": f"https://daten.example.org/{number}.csv", "name": "CSV", "format": "CSV"}
        ],
    }


def main(ini: str, count: int) -> None:
    """Make tables, administrator, organisations and datasets; print a token as JSON."""
    from ckan.cli import CKANConfigLoader
    from ckan.config.middleware import make_app

    app = make_app(CKANConfigLoader(ini).get_config())
    with app._wsgi_app.test_request_context():
        print(json.dumps({"token": _prepare(count)}))


def _prepare(count: int) -> str:
    import ckan.plugins.toolkit as tk
    from ckan import model
    from ckan.cli.db import _run_migrations
    from ckan.lib import search

    _run_migrations(None, "head")

    def call(action: str, **data: Any) -> Any:
        return tk.get_action(action)({"ignore_auth": True, "user": user}, data)

    user = ""
    user = call("get_site_user")["name"]
    if not _is_as_it_should_be(count):
        _empty()
        search.clear_all()
        model.repo.init_db()
        user = call("get_site_user")["name"]
        for name in ORGANISATIONS:
            call("organization_create", name=name, title=f"Stadt {name.title()}")
        for number in range(count):
            call("package_create", **package(number))
        private = {**package(9000), "private": True, "name": "geheim", "title": "Geheim"}
        call("package_create", **private)
    token = call("api_token_create", user=user, name="test")
    model.repo.commit()
    return str(token["token"])


def _is_as_it_should_be(count: int) -> bool:
    """Tell whether the last test run has left the datasets as it found them."""
    from ckan import model

    rows = model.Session.query(model.Package.name, model.Package.title, model.Package.state)
    found = {(name, title) for name, title, state in rows if state == "active"}
    wanted = {(p["name"], p["title"]) for p in map(package, range(count))}
    return found == wanted | {("geheim", "Geheim")}


def _empty() -> None:
    import sqlalchemy as sa

    from ckan import model

    names = [n for n in sa.inspect(model.meta.engine).get_table_names() if "alembic" not in n]
    quoted = ", ".join(f'"{name}"' for name in names)
    model.Session.execute(sa.text(f"TRUNCATE {quoted} CASCADE"))
    model.Session.commit()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
