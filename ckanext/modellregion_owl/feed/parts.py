"""The addresses of the catalogue's parts: `/lieferung/catalog.ttl`, `/kommune/<name>/catalog.ttl`,
`/modellprojekte/<name>/catalog.ttl`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.feed import answers, delivery
from ckanext.modellregion_owl.feed.answers import refusal
from ckanext.modellregion_owl.feed.formats import FORMATS
from ckanext.modellregion_owl.feed.refusals import refusing
from ckanext.modellregion_owl.feed.selected import document, page_of, pieces_of
from ckanext.modellregion_owl.feed.selections import Selection, of_group, of_organisation, ours
from ckanext.modellregion_owl.impossible import refuse_impossible
from ckanext.modellregion_owl.region import load_region

BLUEPRINT = "modellregion_feed_parts"
PROJECT = "modellprojekt"  # type of the groups


def municipality(name: str, extension: str) -> Response:
    """Answer a page of a municipality's datasets; 404 for one that the region does not have."""
    if load_region().municipality(name) is None:
        return refusal(tk._("Municipality not found"), 404)
    return _answer("municipality", extension, of_organisation(name), name=name)


def project(name: str, extension: str) -> Response:
    """Answer a page of a model project's datasets; 404 for one that is not there."""
    if name not in tk.get_action("group_list")({"user": ""}, {"type": PROJECT}):
        return refusal(tk._("Model project not found"), 404)
    return _answer("project", extension, of_group(name), name=name)


def supply(extension: str) -> Response:
    """Answer a page of what is ours to deliver, in the mode that is set (feed.delivery)."""
    return _answer("supply", extension, ours(), delivery.as_set)


@refusing
def _answer(
    endpoint: str,
    extension: str,
    selection: Selection,
    rewrite: Callable[..., Any] | None = None,
    **names: str,
) -> Response:
    form = FORMATS[extension]
    name = f"{BLUEPRINT}.{endpoint}_{extension}"
    url = tk.url_for(name, _external=True, locale="default", **names)
    page, newest = page_of(selection, request.args)
    pieces = rewrite(page, form) if rewrite else pieces_of(page, form)
    found = document(page, newest, pieces, form, url)
    return answers.document(found.text, form, found.written)


def make_blueprint() -> Blueprint:
    """Return the routes, one rule per part and extension."""
    blueprint = Blueprint(BLUEPRINT, __name__)
    for extension in FORMATS:
        for name, rule, view in (
            ("supply", "/lieferung", supply),
            ("municipality", "/kommune/<name>", municipality),
            ("project", "/modellprojekte/<name>", project),
        ):
            blueprint.add_url_rule(
                f"{rule}/catalog.{extension}",
                f"{name}_{extension}",
                view,
                defaults={"extension": extension},
            )
    return refuse_impossible(blueprint)
