"""The addresses of the feed: `/catalog.ttl` … and `/dataset/<id>.ttl` …"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from flask import Blueprint, Response, jsonify, request
from sqlalchemy.exc import OperationalError

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckanext.dcat.utils import CONTENT_TYPES, read_dataset_page

from ckanext.modellregion_owl.feed import negotiation, quick
from ckanext.modellregion_owl.feed.answers import RETRY_AFTER, document, refusal
from ckanext.modellregion_owl.feed.catalogue import BLUEPRINT, UnavailableError
from ckanext.modellregion_owl.feed.catalogue import document as page_of
from ckanext.modellregion_owl.feed.formats import FORMATS
from ckanext.modellregion_owl.feed.refusals import REFUSALS, refusing
from ckanext.modellregion_owl.feed.single import single
from ckanext.modellregion_owl.feed.status import status as feed_status
from ckanext.modellregion_owl.health import views as health

View = Callable[..., Response]
DCATS_ENDPOINT = "/catalog.{_format}"
_FORMAT = re.compile(r"/catalog\.[^/]*$")
_DCATS_DATASET = ("dcat.read_dataset", "dcat.read_dataset_series")
_OURS = re.compile(rf"/(catalog|dataset/[^/]+)\.({'|'.join(FORMATS)})$")


@refusing
def catalogue(extension: str) -> Response:
    """Answer one page of the catalogue.

    400 for a page that is no number from 1 or a filter that can't be understood, 404 behind the
    last page, 503 when there is nothing that could be answered without doing harm.
    """
    form = FORMATS[extension]
    found = page_of(request.args, form)
    return document(found.text, form, found.written)


@refusing
def dataset(id: str, extension: str) -> Response:
    """Answer one dataset that the reader may see; 404 otherwise.

    In profiles that the client names (`?profiles=schemaorg`) ckanext-dcat answers, as before us.
    """
    if request.args.get("profiles") and p.plugin_loaded("dcat") and extension in CONTENT_TYPES:
        answer: Response = read_dataset_page(id, extension)
        return answer
    form = FORMATS[extension]
    found = single(id, form, str(getattr(tk.current_user, "name", "")))
    return document(found.text, form, found.written)


def status() -> Response:
    """Answer how the feed stands, as JSON: for monitoring."""
    return jsonify(feed_status())


def database_down(err: OperationalError) -> Response:
    """Answer 503 at the feed's addresses and at monitoring's, as an IMiddleware's error handler.

    :raises OperationalError: at all other addresses, where CKAN goes on as it always did.
    """
    if request.path == health.HEALTH:
        return health.health()
    if not _OURS.search(request.path):
        raise err
    status, sentence = REFUSALS[UnavailableError]
    return refusal(sentence, status)  # in English: the language is asked of the database, too


def before() -> Response | None:
    """Answer what no rule can: `/` to a client that wants RDF, and formats that there are not.

    Before all views, for ckanext-dcat may have rules for both, which stand first or not.
    """
    if request.path == "/" and request.method in ("GET", "HEAD"):
        extension = negotiation.wanted(request.accept_mimetypes)
        return catalogue(extension) if extension else None
    unknown = _FORMAT.match(request.path) and not _OURS.search(request.path)
    if unknown or _no_format_of_dcats():
        known = ", ".join(sorted(FORMATS))
        return refusal(
            tk._("There is no such format. There are: {formats}").format(formats=known), 404
        )
    return None


def _no_format_of_dcats() -> bool:
    """Tell whether ckanext-dcat is asked for a dataset in a format that it fails at."""
    names = request.view_args or {}
    return request.endpoint in _DCATS_DATASET and names.get("_format") not in (None, *CONTENT_TYPES)


def after(response: Response) -> Response:
    """Tell caches that `/` has several forms; an action that may not answer is 503, not 500."""
    if request.path == "/":
        response.vary.add("Accept")
    if tk.g.get("modellregion_feed_unavailable"):
        response.status_code = 503
        response.headers["Retry-After"] = RETRY_AFTER
    return response


def make_blueprint() -> Blueprint:
    """Return the routes, one rule per extension.

    A rule that ends in `.ttl` weighs more than ckanext-dcat's `/catalog.<_format>`, whichever
    plugin stands first (spec ckan-2.12.md b).
    """
    blueprint = Blueprint(BLUEPRINT, __name__)
    for extension in FORMATS:
        views: list[tuple[str, str, View]] = [
            ("catalog", f"/catalog.{extension}", catalogue),
            ("dataset", f"/dataset/<id>.{extension}", dataset),
            *_other_endpoint(extension),
        ]
        for name, rule, view in views:
            blueprint.add_url_rule(
                rule, f"{name}_{extension}", view, defaults={"extension": extension}
            )
    blueprint.add_url_rule("/feed-status.json", "status", status)
    blueprint.record_once(quick.install)
    blueprint.before_app_request(before)
    blueprint.after_app_request(after)
    return blueprint


def _other_endpoint(extension: str) -> Iterator[tuple[str, str, View]]:
    """Yield the rule for the address at which ckanext-dcat's setting puts the catalogue."""
    rule = str(tk.config.get("ckanext.dcat.catalog_endpoint") or "")
    if rule and rule != DCATS_ENDPOINT:
        yield "endpoint", rule.replace("{_format}", extension), catalogue
