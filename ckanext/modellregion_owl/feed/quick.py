"""A public dataset's document for a reader whom nobody knows, before CKAN prepares a page.

CKAN asks the database for its settings, opens the session and looks for the user before any view;
for a stored text that all may read this is most of the work (spec performance.md 3). It is left
out only where nothing could come of it: see `_may_answer`. Everything else, refusals too, goes the
usual way.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache

from flask import Response, current_app, g, request
from flask.blueprints import BlueprintSetupState

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.feed.answers import document
from ckanext.modellregion_owl.feed.catalogue import BLUEPRINT
from ckanext.modellregion_owl.feed.formats import FORMATS
from ckanext.modellregion_owl.feed.pages import dataset_body, last_written
from ckanext.modellregion_owl.feed.single import everybody_reads
from ckanext.modellregion_owl.feed.store import read_one
from ckanext.modellregion_owl.feed.version import writing_version

_ENDPOINT = f"{BLUEPRINT}.dataset_"
# Whose hooks around a request do nothing to what we answer.
_KNOWN = ("ckan.", "flask_login.", "flask_wtf.", "ckanext.modellregion_owl.")


def install(state: BlueprintSetupState) -> None:
    """Stand before all other hooks of the site, as a blueprint's `record_once`."""
    state.app.before_request_funcs.setdefault(None, []).insert(0, answer)


def answer() -> Response | None:
    """Answer with the stored text of a public dataset; None: the usual way is to be gone."""
    names = request.view_args
    if not names or not (request.endpoint or "").startswith(_ENDPOINT):
        return None
    if not _may_answer():
        return None
    g.__timer = time.time()  # which CKAN's hook behind the answer reads
    form = FORMATS[names["extension"]]
    found = read_one(names["id"], form, writing_version())
    if found is None or not found.fresh or found.series or not found.body:
        return None
    response = document(dataset_body([found], form), form, last_written([found]))
    response.vary.add("Cookie")  # a reader with one goes the usual way
    return response


def _may_answer() -> bool:
    """Tell whether the reader is nobody in particular, and no plugin has a say in the answer."""
    if request.method not in ("GET", "HEAD") or "profiles" in request.args:
        return False
    token = str(tk.config.get("apitoken_header_name") or "Authorization")
    if any(name in request.headers for name in ("Cookie", "Authorization", token)):
        return False
    if any(True for _ in p.PluginImplementations(p.IAuthenticator)) or not everybody_reads():
        return False
    before = current_app.before_request_funcs.get(None, ())
    after = current_app.after_request_funcs.get(None, ())
    return _are_known((*before, *after))


@lru_cache(maxsize=8)
def _are_known(hooks: tuple[Callable[..., object], ...]) -> bool:
    """Tell whether all functions around a request are CKAN's and ours: none asks for a login."""
    return all(str(getattr(one, "__module__", "")).startswith(_KNOWN) for one in hooks)
