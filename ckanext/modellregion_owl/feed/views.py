"""The addresses of the feed: `/catalog.ttl` … and `/dataset/<id>.ttl` …"""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask import Blueprint, Response, jsonify, request
from sqlalchemy.exc import OperationalError

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ckanext.modellregion_owl.feed import build, generations, store
from ckanext.modellregion_owl.feed.answers import document, refusal
from ckanext.modellregion_owl.feed.formats import FORMATS, Format
from ckanext.modellregion_owl.feed.listing import Gone, NothingToList, PageError, listing
from ckanext.modellregion_owl.feed.pages import (
    catalogue_body,
    dataset_body,
    last_written,
    load,
    private_body,
)
from ckanext.modellregion_owl.feed.search import (
    NOT_DATASETS,
    FilterError,
    Page,
    index_answers,
)
from ckanext.modellregion_owl.feed.status import status as feed_status
from ckanext.modellregion_owl.feed.store import Shown

BLUEPRINT = "modellregion_feed"
_OURS = re.compile(rf"/(catalog|dataset/[^/]+)\.({'|'.join(FORMATS)})$")


def catalogue(extension: str) -> Response:
    """Answer one page of the catalogue.

    400 for a page that is no number from 1 or a filter that can't be understood, 404 behind the
    last page, 503 when there is nothing to list or the index is asked and does not answer: a
    harvester takes an empty 200 for "delete all" (spec govdata.md 1.7). Only a filtered search may
    find nothing.
    """
    form = FORMATS[extension]
    try:
        page, newest, pieces = _read(form)
    except PageError:
        return refusal(tk._("The page must be a number from 1."), 400)
    except Gone:
        return refusal(tk._("There is no such page."), 404)
    except FilterError:
        return _misunderstood()
    except (NothingToList, build.NotBuilt, Uncounted):
        return _unavailable()
    except SearchError:
        return _misunderstood() if index_answers() else _unavailable()
    return _page(page, newest, pieces, form)


class Uncounted(RuntimeError):
    """Datasets of a page are missing, and the guard could not tell whether they may be."""


def _read(form: Format) -> tuple[Page, str, Sequence[Shown]]:
    """Return the page that is asked for, the catalogue's newest change and the pieces.

    :raises Uncounted: see there.
    """
    page, newest = listing(request.args)
    if not page.generation:
        return page, newest, load(page.ids, form)
    kept = store.read_kept(page.ids, page.digests, form)
    if kept.unknown or kept.missing:
        # Before a page is without them the guard must have seen that they are gone.
        build.compare(wait=True)
        page, newest = listing(request.args)
        kept = store.read_kept(page.ids, page.digests, form)
    if kept.unknown or kept.missing:
        raise Uncounted
    generations.note_reader(page.generation)
    return page, newest, kept.pieces


def _page(page: Page, newest: str, pieces: Sequence[Shown], form: Format) -> Response:
    if not pieces and not page.filters and page.count <= page.size:
        return _unavailable()  # all that was listed has been taken down since
    name = f"{BLUEPRINT}.catalog_{form.extension}"
    url = tk.url_for(name, _external=True, locale="default")
    # One that was taken down changes the page and leaves no date.
    complete = {p.dataset_id for p in pieces}.issuperset(page.ids)
    written = last_written(pieces, page.since) if complete and page.since else None
    return document(catalogue_body(page, pieces, form, url, newest), form, written)


def dataset(id: str, extension: str) -> Response:
    """Answer one dataset that the reader may see; 404 otherwise."""
    form = FORMATS[extension]
    public = store.public_id(id)
    try:
        # Who may see a dataset is CKAN's and the operator's to say, of public ones too.
        if public:
            tk.check_access("package_show", {"user": _user()}, {"id": public})
            return _dataset(public, form)
        found = tk.get_action("package_show")({"user": _user()}, {"id": id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        found = None
    if found is None or found["type"] in NOT_DATASETS or found["state"] != "active":
        return refusal(tk._("There is no such dataset."), 404)
    return document(private_body(found, form), form)


def _dataset(public: str, form: Format) -> Response:
    pieces = load([public], form)
    if not any(p.body for p in pieces if p.dataset_id == public):
        return _unavailable()  # it could never be written: a finding says so
    return document(dataset_body(pieces, form), form, last_written(pieces))


def _user() -> str:
    return str(getattr(tk.current_user, "name", ""))


def _misunderstood() -> Response:
    return refusal(tk._("The filter can't be understood."), 400)


def _unavailable() -> Response:
    return refusal(tk._("The catalogue can't be read at the moment."), 503)


def status() -> Response:
    """Answer how the feed stands, as JSON: for monitoring."""
    return jsonify(feed_status())


def database_down(err: OperationalError) -> Response:
    """Answer 503 at the feed's addresses, as an IMiddleware's error handler.

    :raises OperationalError: at all other addresses, where CKAN goes on as it always did.
    """
    if not _OURS.search(request.path):
        raise err
    # Not translated: the language is asked of the database, too.
    return refusal("The catalogue can't be read at the moment.", 503)


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
    blueprint.add_url_rule("/feed-status.json", "status", status)
    return blueprint
