"""A spelling for a search without a hit, from the words of titles and keywords in the index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ckanext.modellregion_owl.theme.words.index import SPELLING
from ckanext.modellregion_owl.theme.words.query import plain_words

CLOSE = 0.78  # of 1: Fahradwege and Fahrradwege are 0.95, Schule and Schuhe 0.83


@dataclass(frozen=True)
class Spelling:
    """Other words for a search, and how many datasets they find."""

    words: str
    count: int


def spelling(query: str, fq: str = "") -> Spelling | None:
    """Return the search that was perhaps meant, None when nothing close would find anything.

    Two searches: one for the words that there are, one for what the offered search finds.

    :param fq: filters that hold for the search.
    """
    typed = plain_words(query)
    if not typed:
        return None
    search = tk.get_action("package_search")
    try:
        asked = {"rows": 0, "facet.field": [SPELLING], "facet.limit": -1}
        found = search({}, asked)["facets"].get(SPELLING, {})
        offered = corrected(typed, found)
        if not offered:
            return None
        count = search({}, {"q": offered, "fq": fq, "rows": 0})["count"]
    except (SearchError, tk.ValidationError):
        return None
    return Spelling(offered, count) if count else None


def corrected(typed: list[str], known: Mapping[str, Any]) -> str:
    """Return the words with unknown ones replaced by close known ones, "" when none is replaced.

    Among words that are equally close the one that more datasets have comes first.
    """
    by_number = sorted(known, key=lambda word: (-int(known[word]), word))
    better = [_better(word, known, by_number) for word in typed]
    return " ".join(better) if better != typed else ""


def _better(word: str, known: Mapping[str, Any], by_number: list[str]) -> str:
    lower = word.casefold()
    if lower in known:
        return word
    close = get_close_matches(lower, by_number, n=1, cutoff=CLOSE)
    if not close:
        return word
    return close[0].capitalize() if word[:1].isupper() else close[0]
