"""Plugins of others: invented ones of this folder, real ones where they are installed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from owlstack import neighbours, postgres
from owlstack.settings import from_environment

METADATA = "Metadata-Version: 2.1\nName: stadtwerk\nVersion: 1.0\n"
ENTRY_POINTS = """\
[ckan.plugins]
stadtwerk_theme = stadtwerk.theme:StadtwerkTheme
stadtwerk_login = stadtwerk.login:StadtwerkLogin
"""


@pytest.fixture
def stadtwerk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install the invented house's plugins for a test: CKAN finds plugins by their entry points."""
    installed = tmp_path / "stadtwerk-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text(METADATA)
    (installed / "entry_points.txt").write_text(ENTRY_POINTS)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    yield
    for name in [n for n in sys.modules if n.partition(".")[0] == "stadtwerk"]:
        del sys.modules[name]


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let Python find ckanext-spatial and ckanext-xloader; `dev/stack.py test` installs them."""
    import ckanext

    folder = neighbours.folder(from_environment())
    if not folder.is_dir():
        pytest.skip(f"{neighbours.REQUIREMENTS} is not installed: run by dev/stack.py")
    # Behind all else: what CKAN pins stays what it is.
    monkeypatch.setattr(sys, "path", [*sys.path, str(folder)])
    monkeypatch.setattr(ckanext, "__path__", [*ckanext.__path__, str(folder / "ckanext")])
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if name.startswith(("ckanext.spatial", "ckanext.xloader")):
            del sys.modules[name]


@pytest.fixture
def datastore() -> dict[str, str]:
    """Give the settings of CKAN's table store, in a database of its own beside the slot's.

    CKAN refuses one account for both of its addresses but in debug mode.
    """
    settings = from_environment()
    name = os.environ["CKAN_SQLALCHEMY_URL"].rpartition("/")[2].partition("?")[0] + "_tables"
    postgres.ensure_database(settings, name)
    url = postgres.database_url(settings, name)
    keys = ("ckan.datastore.write_url", "ckan.datastore.read_url")
    return {**dict.fromkeys(keys, url), "debug": "true"}
