"""ckanext-dcat's actions of the API: without filters they give the catalogue as the feed has it.

ckanext-dcat lists by date of change: who is edited during a crawl is missed by it, and deleted
(spec govdata.md 1.8).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import has_request_context

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.feed.catalogue import UnavailableError, document
from ckanext.modellregion_owl.feed.formats import FORMATS, Format
from ckanext.modellregion_owl.feed.listing import Gone, PageError
from ckanext.modellregion_owl.feed.search import FilterError

# rdflib's names, which ckanext-dcat's action takes too.
NAMES = {"turtle": "ttl", "pretty-xml": "rdf", "json-ld": "jsonld"}
DEFAULT = "rdf"


@tk.side_effect_free
@tk.chained_action
def dcat_catalog_show(original: Callable[..., Any], context: Any, data_dict: dict[str, Any]) -> Any:
    """Return a page of the catalogue as text.

    :param format: an extension of the feed or rdflib's name of a format, default RDF/XML.
    :param page: from 1.
    :param generation: catalogue to which a crawl keeps, see `hydra:next`.
    :param q, fq, modified_since: filters; the answer is live then.
    :param profiles: by these of ckanext-dcat's, instead of ours: its own answer.
    :raises tk.ValidationError: page, format or filter can't be understood.
    :raises tk.ObjectNotFound: there is no such page.
    :raises catalogue.UnavailableError: nothing can be answered without doing harm (503).
    """
    return _page("dcat_catalog_show", original, context, data_dict)


@tk.side_effect_free
@tk.chained_action
def dcat_catalog_search(
    original: Callable[..., Any], context: Any, data_dict: dict[str, Any]
) -> Any:
    """Return the same as `dcat_catalog_show`."""
    return _page("dcat_catalog_search", original, context, data_dict)


def _page(name: str, original: Callable[..., Any], context: Any, data_dict: dict[str, Any]) -> Any:
    if data_dict.get("profiles"):
        return original(context, data_dict)
    tk.check_access(name, context, data_dict)
    form = _format(str(data_dict.get("format") or DEFAULT))
    try:
        return document(_arguments(data_dict), form).text
    except PageError as err:
        raise tk.ValidationError({"page": [tk._("The page must be a number from 1.")]}) from err
    except FilterError as err:
        raise tk.ValidationError({"fq": [tk._("The filter can't be understood.")]}) from err
    except Gone as err:
        raise tk.ObjectNotFound(tk._("There is no such page.")) from err
    except UnavailableError:
        if has_request_context():
            tk.g.modellregion_feed_unavailable = True  # views.after makes it a 503
        raise


def _arguments(data_dict: dict[str, Any]) -> dict[str, str]:
    names = ("page", "generation", "q", "fq", "modified_since")
    return {name: str(data_dict[name]) for name in names if data_dict.get(name) is not None}


def _format(name: str) -> Format:
    form = FORMATS.get(NAMES.get(name, name))
    if form is None:
        known = ", ".join(sorted(FORMATS))
        text = tk._("There is no such format. There are: {formats}").format(formats=known)
        raise tk.ValidationError({"format": [text]})
    return form
