"""The addresses of our pages, and which of them a portal has already."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from flask import Flask, current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect, Rule

# Meant to be ours from now on: what ckanext-dcat answers there.
MEANT = re.compile(r"/catalog\.\w+|/dataset/.*\.\w+|/sitemap\.xml")
_VALUE = re.compile(r"<(?:[^:<>]+:)?[^<>]+>")


class Ours(NamedTuple):
    """Our rules, the endpoints behind them, and the names under which Flask knows our parts.

    `rules`: rule → a method by which it is asked; a form's has no GET.
    """

    rules: Mapping[str, str]
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
        rules={rule.rule: _method(rule) for rule in rules},
        endpoints=frozenset(rule.endpoint for rule in rules),
        blueprints=frozenset(app.blueprints),
    )


def taken() -> list[str]:
    """Return those of our rules at which the running portal answers with a page of its own."""
    rules = ours().rules.items()
    return sorted(rule for rule, how in rules if not MEANT.fullmatch(rule) and _answers(rule, how))


def same_names() -> list[str]:
    """Return names of our blueprints that another plugin uses: with both the site can't start."""
    running = current_app.blueprints
    return sorted(
        name
        for name in ours().blueprints & running.keys()
        if not running[name].import_name.startswith("ckanext.modellregion_owl")
    )


def _method(rule: Rule) -> str:
    return "GET" if "GET" in (rule.methods or ()) else "POST"


def _answers(rule: str, method: str) -> bool:
    path = _VALUE.sub("1", rule)
    try:
        endpoint, _values = current_app.url_map.bind("localhost").match(path, method)
    except (RequestRedirect, HTTPException):
        return False
    # "static" answers everywhere, with whatever file there is.
    return endpoint != "static" and endpoint not in ours().endpoints
