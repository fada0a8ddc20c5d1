"""The site that tests share (dev/owltests) is as good as a new one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from owltests.kept import KeptSite

import ckan.plugins as p

pytestmark = pytest.mark.stack

TITLE = "ckan.site_title"


@pytest.fixture
def site() -> Iterator[KeptSite]:
    kept = KeptSite()
    yield kept
    kept.unload()


@pytest.fixture
def next_test(site: KeptSite, ckan_config: Any) -> Callable[..., Any]:
    """Begin as a test begins: with the settings of the start and those given, plugins, an app."""
    start = deepcopy(dict(ckan_config))

    def begin(**settings: str) -> Any:
        ckan_config.clear()
        ckan_config.update({**deepcopy(start), **settings})
        site.load_plugins()
        return site.app()

    return begin


class TestKeptSite:
    def test_follows_the_settings(self, next_test, ckan_config, site):
        """One app while the settings are the same; what a test set is gone in the next."""
        first = next_test()
        ckan_config[TITLE] = "Von einem Test"
        first.flask_app.config["PROPAGATE_EXCEPTIONS"] = False
        second = next_test()
        assert second.app is first.app
        assert second.client is not first.client, "no cookie of the test before"
        assert ckan_config[TITLE] != "Von einem Test"
        assert second.flask_app.config["PROPAGATE_EXCEPTIONS"] is not False
        other = next_test(**{TITLE: "Anders"})
        assert other.app is not first.app
        assert ckan_config[TITLE] == "Anders"
        again = next_test()
        assert again.app is not other.app
        assert ckan_config[TITLE] != "Anders"
        assert site.app().app is not again.app, "a test that asks twice restarts the site"

    def test_plugins_that_a_test_has_unloaded(self, site):
        """They are loaded again."""
        site.load_plugins()
        p.unload_all()
        site.load_plugins()
        assert p.plugin_loaded("modellregion_owl")
        site.unload()
        assert not p.plugin_loaded("modellregion_owl")


class TestWithoutPlugins:
    def test_none_is_loaded(self):
        """A test that asks for none finds none, whatever ran before it."""
        assert not p.plugin_loaded("modellregion_owl")


class TestOrder:
    def test_costly_files_first(self, ordered):
        """By the sum of what their tests take; within a file nothing moves."""
        assert ordered(["a unit", "b unit", "c stack", "c unit", "b browser"]) == "b b c c a"


@pytest.fixture
def ordered() -> Callable[[list[str]], str]:
    """Order items given as "file marker"; give the files."""
    from types import SimpleNamespace

    from owltests.order import costly_first

    def order(given: list[str]) -> str:
        items: list[Any] = [
            SimpleNamespace(
                nodeid=f"{line.split()[0]}::test",
                iter_markers=lambda line=line: [SimpleNamespace(name=line.split()[1])],
            )
            for line in given
        ]
        costly_first(items)
        return " ".join(item.nodeid[0] for item in items)

    return order
