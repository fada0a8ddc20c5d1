"""German words in the search index, in fields that CKAN's own Solr schema has.

`extras_*` is analysed text and copied into `text`, the field that every search looks into, so the
operator's schema stays as it is. Our words carry a mark that no word has: without the query's part
(query.py) nobody finds anything by them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ckanext.modellregion_owl.theme.words.compounds import meaning, meanings
from ckanext.modellregion_owl.theme.words.stem import SHORTEST

MARK = "xde"
TITLE = "extras_modellregion_title_words"
TEXT = "extras_modellregion_words"
# The words as they stand in titles and keywords, to offer a spelling; multi-valued in the schema.
SPELLING = "vocab_modellregion_words"

WORD = re.compile(r"[^\W\d_]+")
_IMPORTANT = ("title", "tags")
_OTHERS = ("notes", "res_name", "res_description", "groups", "organization")


def add_words(document: dict[str, Any]) -> dict[str, Any]:
    """Add the German words of a dataset to its document for the index."""
    first = _words(document, _IMPORTANT)
    document[TITLE] = " ".join(sorted(marked(first)))
    document[TEXT] = " ".join(sorted(marked(_words(document, _OTHERS))))
    document[SPELLING] = sorted({word.casefold() for word in first if len(word) > SHORTEST})
    return document


def marked(words: Iterable[str]) -> set[str]:
    """Return everything that words are found as, each with the mark."""
    return {MARK + found for word in words for found in meanings(word)}


def asked(word: str) -> str:
    """Return what a word is searched as, with the mark."""
    return MARK + meaning(word)


def _words(document: Mapping[str, Any], fields: Iterable[str]) -> set[str]:
    found = (word for text in _texts(document, fields) for word in WORD.findall(text))
    return {word for word in found if len(word) >= SHORTEST}


def _texts(document: Mapping[str, Any], fields: Iterable[str]) -> Iterator[str]:
    for name in fields:
        value = document.get(name)
        yield from (str(v) for v in (value if isinstance(value, list) else [value]) if v)
