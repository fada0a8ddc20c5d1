"""What German words have in common: Bäume, Baeume and Baum are one word. Pure.

A light stemmer: endings of plural and case go, umlauts and ß are written out, nothing is looked up.
It may join words that people keep apart (Schule, Schüler); it is made so that it never parts what
belongs together in the table of tests/theme/test_words.py.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

SHORTEST = 3  # letters that stay, and letters that a word must have

_ENDINGS = ("ern", "en", "em", "er", "es", "e")
# An s at the end is plural or genitive behind these; Haus, Kreis and Ergebnis keep theirs.
_BEFORE_S = frozenset("abdfghklmnorty")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of a word, in lower case and without umlauts: "Bäumen" → "baum".

    A word of fewer than three letters comes back in lower case only.
    """
    text = _plain(word)
    if len(text) < SHORTEST:
        return text
    once = _strip_s(_strip_latin(text))
    twice = _strip(_strip(once))
    return _single(twice)


def _plain(word: str) -> str:
    """Write ß as ss and umlauts as vowels, whether they were spelled ä or ae."""
    text = unicodedata.normalize("NFKC", word).casefold()
    text = text.translate(str.maketrans("äöü", "aou"))
    # Not in neue, Feuer, Steuer, Quelle, Mauer: there ue is no ü.
    text = re.sub(r"(?<![aeq])ue", "u", text.replace("ae", "a"))
    text = text.replace("oe", "o")
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _strip_latin(text: str) -> str:
    # Museum, Museen; Zentrum, Zentren; but Raum and Baum are no Latin.
    return text[:-2] if re.search(r"[^a]um$", text) and len(text) > 5 else text


def _strip_s(text: str) -> str:
    fits = len(text) > SHORTEST + 1 and text.endswith("s") and text[-2] in _BEFORE_S
    return text[:-1] if fits else text


def _strip(text: str) -> str:
    for ending in _ENDINGS:
        if text.endswith(ending) and len(text) - len(ending) >= SHORTEST:
            return text[: -len(ending)]
    # Ampeln, Pegeln
    return text[:-1] if len(text) > SHORTEST + 1 and text.endswith("ln") else text


def _single(text: str) -> str:
    """Write a double letter at the end once: Bus, Busse; Fluss, Flüsse."""
    doubled = len(text) > SHORTEST and text[-1] == text[-2]
    return text[:-1] if doubled else text
