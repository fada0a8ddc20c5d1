"""The addresses of our pages, and which of them a portal has already."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from flask import Flask, current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

# Meant to be ours from now on: what ckanext-dcat answers there; and what only a form sends to,
# where CKAN would look for a dataset of that name.
MEANT = re.compile(r"/catalog\.\w+|/dataset/.*\.\w+|/dataset/save-draft|/sitemap\.xml")
_VALUE = re.compile(r"<(?:[^:<>]+:)?[^<>]+>")


class Ours(NamedTuple):
    """Our rules, the endpoints behind them, and the names under which Flask knows our parts."""

    rules: tuple[str, ...]
    endpoints: frozenset[str]
    blueprints: frozenset[str]


@cache
def ours() -> Ours:
    """Return what our plugins add, without switching them on."""
    from ckanext.modellregion_owl.feed.plugin import FeedPlugin
    from ckanext.modellregion_owl.harvest.plugin import HarvestPlugin
    from ckanext.modellregion_owl.plugin import blueprints
    from ckanext.modellregion_owl.projects.plugin import ProjectsPlugin
    from ckanext.modellregion_owl.theme.plugin import ThemePlugin

    app = Flask("doctor", static_folder=None)
    found = blueprints(desk=True, drafts=True)
    # Unbound: a plugin object would be switched on by being made.
    for plugin in (FeedPlugin, HarvestPlugin, ProjectsPlugin, ThemePlugin):
        made = plugin.get_blueprint(None)  # type: ignore[arg-type]
        found += made if isinstance(made, list) else [made]
    for blueprint in found:
        app.register_blueprint(blueprint)
    rules = list(app.url_map.iter_rules())
    return Ours(
        rules=tuple(sorted({rule.rule for rule in rules})),
        endpoints=frozenset(rule.endpoint for rule in rules),
        blueprints=frozenset(app.blueprints),
    )


def taken() -> list[str]:
    """Return those of our rules at which the running portal answers with a page of its own."""
    return sorted({rule for rule in ours().rules if not MEANT.fullmatch(rule) and _answers(rule)})


def same_names() -> list[str]:
    """Return names of our blueprints that another plugin uses: with both the site can't start."""
    running = current_app.blueprints
    return sorted(
        name
        for name in ours().blueprints & running.keys()
        if not running[name].import_name.startswith("ckanext.modellregion_owl")
    )


def _answers(rule: str) -> bool:
    path = _VALUE.sub("1", rule)
    try:
        endpoint, _values = current_app.url_map.bind("localhost").match(path)
    except (RequestRedirect, HTTPException):
        return False
    # "static" answers everywhere, with whatever file there is.
    return endpoint != "static" and endpoint not in ours().endpoints
