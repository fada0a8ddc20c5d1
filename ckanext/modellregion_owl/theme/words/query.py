"""German words in a search: each plain word is searched as it was typed or by what it means.

Only a search of plain words is touched: fields (`title:x`), quotation marks, operators, wildcards,
and searches that choose their own parser reach Solr as they came.
"""

from __future__ import annotations

import re
from typing import Any

from ckan.lib.search.query import QUERY_FIELDS

from ckanext.modellregion_owl.theme.words.index import TITLE, WORD, asked
from ckanext.modellregion_owl.theme.words.stem import SHORTEST

# Letters and digits, joined by hyphen, dot or apostrophe: Open-Data, 2.0.
PLAIN = re.compile(r"\w+(?:[-.'’]\w+)*")
OPERATORS = frozenset({"AND", "OR", "NOT"})
OWN = ("defType", "qf", "mm")
# CKAN's own rule on how many of the words must be there; for one word it is one.
ENOUGH = "2<-1 5<80%"


def add_german(params: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of a search, with its German words where it is one of plain words."""
    words = plain_words(params.get("q"))
    if not words or any(params.get(name) for name in OWN):
        return params
    return params | {
        "q": " OR ".join(_either(word) for word in words),
        "defType": "edismax",
        "mm": ENOUGH if len(words) > 1 else "1",
        "qf": f"{QUERY_FIELDS} {TITLE}^3",
    }


def plain_words(query: Any) -> list[str]:
    """Return the words of a search, [] when it is more than plain words."""
    if not isinstance(query, str):
        return []
    words = [word.rstrip(",;?!.") for word in query.split()]
    words = [word for word in words if word]
    plain = all(PLAIN.fullmatch(word) and word not in OPERATORS for word in words)
    return words if plain else []


def _either(word: str) -> str:
    parts = [part for part in WORD.findall(word) if len(part) >= SHORTEST]
    if not parts or len(parts) != len(re.split(r"[-.'’]", word)):
        return word  # A4, 2.0, B-Plan: as it was typed
    meant = " ".join(f"+{asked(part)}" for part in parts)
    return f"({word} OR ({meant}))" if len(parts) > 1 else f"({word} OR {asked(parts[0])})"
