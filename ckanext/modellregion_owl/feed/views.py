"""The addresses of the feed: `/catalog.ttl` … and `/dataset/<id>.ttl` …"""

from __future__ import annotations

from hashlib import blake2b

from flask import Blueprint, Response, request

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.feed import store
from ckanext.modellregion_owl.feed.formats import FORMATS, Format
from ckanext.modellregion_owl.feed.pages import catalogue_body, dataset_body, load, private_body
from ckanext.modellregion_owl.feed.search import (
    NOT_DATASETS,
    FilterError,
    Filters,
    find_page,
    index_answers,
    newest_change,
)

RETRY_AFTER = "300"  # seconds
BLUEPRINT = "modellregion_feed"


def catalogue(extension: str) -> Response:
    """Answer one page of the catalogue.

    400 for a page that is no number from 1 or a filter that can't be understood, 404 behind the
    last page, 503 when the index does not answer or holds nothing: a harvester takes an empty 200
    for "delete all" (spec govdata.md 1.7). Only a filtered search may find nothing.
    """
    form = FORMATS[extension]
    number = page_number(request.args.get("page", "1"))
    if number is None:
        return _text(tk._("The page must be a number from 1."), 400)
    try:
        filters = Filters.of(request.args)
        page = find_page(number, config.feed_page_size(), filters)
        if not page.count and not filters:
            return _unavailable()
        if number > page.last:
            return _text(tk._("There is no such page."), 404)
        url = tk.url_for(f"{BLUEPRINT}.catalog_{extension}", _external=True, locale="default")
        body = catalogue_body(page, load(page.ids, form), form, url, newest_change())
    except FilterError:
        return _misunderstood()
    except SearchError:
        return _misunderstood() if filters and index_answers() else _unavailable()
    return _answer(body, form)


def dataset(id: str, extension: str) -> Response:
    """Answer one dataset that the reader may see; 404 otherwise."""
    form = FORMATS[extension]
    public = store.public_id(id)
    try:
        # Who may see a dataset is CKAN's and the operator's to say, of public ones too.
        if public:
            tk.check_access("package_show", {"user": _user()}, {"id": public})
            return _answer(dataset_body(load([public], form), form), form)
        found = tk.get_action("package_show")({"user": _user()}, {"id": id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        found = None
    if found is None or found["type"] in NOT_DATASETS or found["state"] != "active":
        return _text(tk._("There is no such dataset."), 404)
    return _answer(private_body(found, form), form)


def page_number(text: str) -> int | None:
    """Return the number of a page, None when the text is no number from 1."""
    if not (text.isascii() and text.isdigit()):
        return None
    # Python refuses to read thousands of digits; the first twelve lie behind every last page, too.
    return int(text.lstrip("0")[:12] or 0) or None


def _user() -> str:
    return str(getattr(tk.current_user, "name", ""))


def _answer(text: str, form: Format) -> Response:
    body = text.encode()
    response = Response(body, content_type=form.content_type)
    response.set_etag(blake2b(body, digest_size=16).hexdigest())
    response.make_conditional(request)
    return response


def _misunderstood() -> Response:
    return _text(tk._("The filter can't be understood."), 400)


def _unavailable() -> Response:
    response = _text(tk._("The catalogue can't be read at the moment."), 503)
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def _text(message: str, status: int) -> Response:
    return Response(message + "\n", status, content_type="text/plain; charset=utf-8")


def make_blueprint() -> Blueprint:
    """Return the routes, one rule per extension.

    A rule that ends in `.ttl` weighs more than ckanext-dcat's `/catalog.<_format>`, whichever
    plugin stands first (spec ckan-2.12.md b).
    """
    blueprint = Blueprint(BLUEPRINT, __name__)
    for extension in FORMATS:
        for name, rule, view in (
            ("catalog", f"/catalog.{extension}", catalogue),
            ("dataset", f"/dataset/<id>.{extension}", dataset),
        ):
            blueprint.add_url_rule(
                rule, f"{name}_{extension}", view, defaults={"extension": extension}
            )
    return blueprint
