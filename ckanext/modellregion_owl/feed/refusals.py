"""What a client that expects RDF is told instead, in plain words: one table for all addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps

from flask import Response

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.feed.answers import refusal
from ckanext.modellregion_owl.feed.catalogue import LiveOnlyError, UnavailableError
from ckanext.modellregion_owl.feed.listing import Gone, PageError
from ckanext.modellregion_owl.feed.search import FilterError
from ckanext.modellregion_owl.rdf.rules import N_

# Error of the feed → status and sentence.
REFUSALS: Mapping[type[Exception], tuple[int, str]] = {
    PageError: (400, N_("The page must be a number from 1.")),
    FilterError: (400, N_("The filter can't be understood.")),
    Gone: (404, N_("There is no such page.")),
    tk.ObjectNotFound: (404, N_("There is no such dataset.")),
    tk.NotAuthorized: (404, N_("There is no such dataset.")),
    LiveOnlyError: (
        503,
        N_("A plugin of this site decides who may see a dataset: read the pages of /catalog.ttl."),
    ),
    UnavailableError: (503, N_("The catalogue can't be read at the moment.")),
}


def refusing(view: Callable[..., Response]) -> Callable[..., Response]:
    """Let a view answer the feed's errors by the table."""

    @wraps(view)
    def answer(*args: str, **names: str) -> Response:
        try:
            return view(*args, **names)
        except tuple(REFUSALS) as err:
            kind = next(kind for kind in REFUSALS if isinstance(err, kind))
            status, sentence = REFUSALS[kind]
            return refusal(tk._(sentence), status)

    return answer
