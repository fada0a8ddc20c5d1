"""The addresses for search engines, and the look at answers for browsers."""

from __future__ import annotations

from flask import Blueprint

from ckanext.modellregion_owl.impossible import refuse_impossible
from ckanext.modellregion_owl.reuse import cors, sitemap


def make_blueprint() -> Blueprint:
    """Return `/sitemap.xml` and its files; answers of feed and API get their header."""
    blueprint = Blueprint("modellregion_reuse", __name__)
    blueprint.add_url_rule("/sitemap.xml", "sitemap", sitemap.sitemap)
    blueprint.add_url_rule("/sitemap-<int:number>.xml", "part", sitemap.part)
    blueprint.after_app_request(cors.allow)
    return refuse_impossible(blueprint)
