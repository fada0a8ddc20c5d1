"""What makes a record be mapped again, and what makes a page be read again."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import pytest

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.harvest import version
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.region import load_region

SOURCE = Source("id", "quelle", "Quelle", "https://x.example/", "dcat", "stadt-paderborn", "org")
CONFIG = {"protocol": "dcat", "mailbox": "a@b.example"}

PACKAGE = "ckanext.modellregion_owl"
ROOT = Path(version.__file__).parents[1]
READS = ("adapters", "csw", "iso", "records")


def imported(file: Path) -> Iterator[Path]:
    """Yield the files of the extension that a file imports."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE):
            base = ROOT / str(node.module).removeprefix(PACKAGE).lstrip(".").replace(".", "/")
            for place in (base, *(base / alias.name for alias in node.names)):
                yield from (f for f in (place.with_suffix(".py"),) if f.exists())


@pytest.mark.unit
class TestReadingModules:
    def test_all_that_is_imported(self):
        """What the rooms that read need of rdf/, by way of others too, is in their version."""
        open_ = [file for room in READS for file in (ROOT / "harvest" / room).glob("*.py")]
        seen: set[Path] = set()
        while open_:
            file = open_.pop()
            if file not in seen:
                seen.add(file)
                open_ += imported(file)
        needed = {file.stem for file in seen if file.parent.name == "rdf"} - {"__init__"}
        assert needed - set(version.READING_MODULES) == set()
        assert [n for n in version.READING_MODULES if not (ROOT / "rdf" / f"{n}.py").exists()] == []


@pytest.fixture
def town():
    """The municipality of the source."""
    return load_region().municipality("stadt-paderborn")


def changed_source(monkeypatch):
    return {"source": replace(SOURCE, config=CONFIG)}


def changed_organisation(monkeypatch):
    return {"source": replace(SOURCE, organisation_id="other")}


def changed_defaults(monkeypatch):
    return {"town": replace(load_region().municipality("stadt-paderborn"), contributor_id="x")}


def changed_package(monkeypatch):
    original = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: original(name) + ".1")
    return {}


def changed_rules(monkeypatch):
    monkeypatch.setattr(version, "_content", lambda: "x")
    return {}


def changed_limit(monkeypatch):
    monkeypatch.setattr(config, "harvest_max_tags", lambda: 7)
    return {}


def changed_profile(monkeypatch):
    import ckan.plugins.toolkit as tk

    monkeypatch.setitem(tk.config, "ckanext.dcat.rdf.profiles", "x")
    return {}


def changed_plugin(monkeypatch):
    plugin = SimpleNamespace(name="x", modellregion_version=lambda: "1")
    monkeypatch.setattr(version.p, "PluginImplementations", lambda interface: [plugin])
    return {}


def changed_address(monkeypatch):
    return {"source": replace(SOURCE, url="https://y.example/")}


def changed_reader(monkeypatch):
    monkeypatch.setattr(version, "_reading", lambda: "x")
    return {}


def changed_title(monkeypatch):
    return {"source": replace(SOURCE, name="andere", title="Andere")}


@pytest.mark.stack
class TestVersions:
    @pytest.mark.parametrize(
        ("change", "maps", "reads"),
        [
            (changed_source, True, True),
            (changed_organisation, True, False),
            (changed_defaults, True, False),
            (changed_package, True, True),
            (changed_rules, True, False),
            (changed_limit, True, False),
            (changed_profile, True, False),
            (changed_plugin, True, False),
            (changed_address, False, True),
            (changed_reader, False, True),
            (changed_title, False, False),
        ],
    )
    def test_parts(self, town, monkeypatch, change, maps, reads):
        """Each part that decides what a record becomes changes one version, and no other one does.

        A rule maps again what is stored, without a page being read; a name changes nothing.
        """

        def both(source=SOURCE, town=town):
            return version.mapping_version(source, town), version.reading_version(source)

        before = both()
        assert before == both()
        after = both(**change(monkeypatch))
        assert (after[0] != before[0], after[1] != before[1]) == (maps, reads)
