"""Which of some words have a hit among the public datasets: one question for all of them."""

from __future__ import annotations

from collections.abc import Sequence

from pysolr import SolrError

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError
from ckan.lib.search.common import make_connection
from ckan.lib.search.query import solr_literal

from ckanext.modellregion_owl.theme.words.query import add_german, plain_words


def with_hit(words: Sequence[str]) -> list[str]:
    """Return the words that find something, in their order; CKAN's search knows no such question.

    :raises ckan.lib.search.SearchError: the search does not answer.
    """
    asked = {word: _question(word) for word in words if len(plain_words(word)) == 1}
    if not asked:
        return []
    site = solr_literal(str(tk.config["ckan.site_id"]))
    public = f"+site_id:{site} +state:active +permission_labels:public +dataset_type:dataset"
    try:
        answer = make_connection(decode_dates=False).search(
            "*:*", rows=0, fq=public, facet="true", **{"facet.query": list(asked.values())}
        )
    except SolrError as err:
        raise SearchError(str(err)) from err
    counts = answer.facets.get("facet_queries") or {}
    return [word for word, question in asked.items() if counts.get(question)]


def _question(word: str) -> str:
    params = add_german({"q": word})
    fields = params.get("qf") or "text"
    return f"{{!edismax qf='{fields}' mm='1'}}{params['q']}"
