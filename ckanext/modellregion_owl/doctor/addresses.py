"""The addresses of our pages, and which of them a portal has already."""

from __future__ import annotations

import re
from functools import cache

from flask import Flask, current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

# Meant to be ours from now on: what ckanext-dcat answers there.
MEANT = re.compile(r"/catalog\.\w+|/dataset/.*\.\w+|/sitemap\.xml")
_VALUE = re.compile(r"<(?:[^:<>]+:)?[^<>]+>")


@cache
def ours() -> tuple[str, ...]:
    """Return the rules that our plugins add, without switching them on."""
    from ckanext.modellregion_owl.feed.plugin import FeedPlugin
    from ckanext.modellregion_owl.harvest.plugin import HarvestPlugin
    from ckanext.modellregion_owl.projects.plugin import ProjectsPlugin
    from ckanext.modellregion_owl.theme.plugin import ThemePlugin

    app = Flask("doctor", static_folder=None)
    # Unbound: a plugin object would be switched on by being made.
    for plugin in (FeedPlugin, HarvestPlugin, ProjectsPlugin, ThemePlugin):
        made = plugin.get_blueprint(None)  # type: ignore[arg-type]
        for blueprint in made if isinstance(made, list) else [made]:
            app.register_blueprint(blueprint)
    return tuple(sorted({rule.rule for rule in app.url_map.iter_rules()}))


def taken() -> list[str]:
    """Return those of our rules at which the running portal answers with a page of its own."""
    return sorted({rule for rule in ours() if not MEANT.fullmatch(rule) and _answers(rule)})


def _answers(rule: str) -> bool:
    path = _VALUE.sub("1", rule)
    try:
        endpoint, _values = current_app.url_map.bind("localhost").match(path)
    except (RequestRedirect, HTTPException):
        return False
    # "static" answers everywhere, with whatever file there is.
    return endpoint != "static" and not endpoint.startswith("modellregion")
