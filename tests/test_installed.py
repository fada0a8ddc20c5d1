"""docs/operators/install.md tells all that an installation adds: tables, addresses, connections."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import sqlalchemy as sa

import ckan.model as model

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "ckanext/modellregion_owl"
PAGE = (ROOT / "docs/operators/install.md").read_text(encoding="utf-8")
CODE = re.compile(r"`([^`]+)`")
# By what a module of Python can reach another machine.
NETWORK = frozenset(("requests", "http.client", "urllib.request", "smtplib", "socket", "urllib3"))
NETWORK_OF_CKAN = "ckan.lib.mailer"
# Module → row of “Outgoing connections”; "" for one that opens none (names, faults, guards).
REACHES = {
    "harvest/transport": "the servers of the sources",
    "links/ask.py": "the servers that datasets link to",
    "mail.py": "your mail server",
    "govdata/clients.py": "the portal's own public address",
    "doctor/services.py": "PostgreSQL, Redis, Solr",  # only the faults of CKAN's call to Solr
    "harvest/store/journal.py": "",  # the machine's own name
}


def told(heading: str) -> list[str]:
    """Return what the first cells of a table of “What is added” name."""
    table = re.split(rf"\n\n\| {heading} \|.*\n\|[-|]+\n", PAGE)[1].split("\n\n", 1)[0]
    rows = [line.split("|")[1] for line in table.splitlines()]
    assert rows
    return [name for row in rows for name in CODE.findall(row)]


def imports(path: Path) -> set[str]:
    """Return the modules that a file imports, as they are named."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def reaches_out(path: Path) -> bool:
    """Tell whether a file imports what can open a connection."""
    names = imports(path)
    return any(
        name == known or name.startswith(f"{known}.")
        for name in names
        for known in (*NETWORK, NETWORK_OF_CKAN)
    )


@pytest.mark.unit
class TestConnections:
    def test_every_module_with_network_has_its_row(self):
        """Who opens a connection is in the list for the firewall."""
        files = {p.relative_to(PACKAGE).as_posix() for p in PACKAGE.rglob("*.py") if reaches_out(p)}
        assert files
        unknown = {f for f in files if not any(f == k or f.startswith(f"{k}/") for k in REACHES)}
        assert unknown == set()
        rows = PAGE.split("## Outgoing connections", 1)[1].split("\n## ", 1)[0]
        assert [row for row in REACHES.values() if f"| {row}" not in rows] == []

    def test_the_list_of_modules_is_true(self):
        """No row of this test stands for a module that reaches out no more."""
        for name in REACHES:
            path = PACKAGE / name
            files = list(path.rglob("*.py")) if path.is_dir() else [path]
            assert any(map(reaches_out, files)), name


@pytest.mark.stack
@pytest.mark.usefixtures("clean_stack")
class TestAdded:
    def test_tables(self):
        """Each table of ours in the database is told, and none that is not there."""
        found = sa.inspect(model.meta.engine).get_table_names()
        assert sorted(told("tables")) == sorted(n for n in found if n.startswith("modellregion"))

    def test_addresses(self, app):
        """Each address of ours is told; none is told that there is not."""
        blueprints = {
            name
            for name, blueprint in app.flask_app.blueprints.items()
            if blueprint.import_name.startswith("ckanext.modellregion_owl")
        }
        # CKAN's own pages of groups under the type's name.
        blueprints.add("modellprojekt")
        rules = {
            rule.rule
            for rule in app.flask_app.url_map.iter_rules()
            if rule.endpoint.partition(".")[0] in blueprints
        }
        listed = told("addresses")
        assert len(rules) > 50
        assert sorted(rule for rule in rules if not any(_is(rule, one) for one in listed)) == []
        assert [one for one in listed if not any(_is(rule, one) for rule in rules)] == []


def _is(rule: str, told: str) -> bool:
    """Tell whether a rule is the one that a line tells, or one of those that it stands for."""
    prefix = told.removesuffix("…")
    return rule.startswith(prefix) if prefix != told else rule == told
