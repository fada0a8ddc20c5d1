"""Terms of use where a licence should stand: HTML, prose, a licence named in a sentence.

ArcGIS Hub's `license` held in 380 real entries prose 99 times, HTML 15 times, an address of a known
licence 17 times (spec sources.md 2, no. 3).
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.vocabularies import Term, vocabulary

MAX_WORDS = 8  # of a licence's name; "Datenlizenz Deutschland – Namensnennung – Version 2.0" has 6

MAX_LENGTH = 50_000  # of HTML that is parsed; Python's parser is slow on hostile texts

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_LINK = re.compile(r"https?://[^\s<>\"'()]+")
_BLOCKS = frozenset(("br", "div", "li", "p", "tr", "h1", "h2", "h3"))


def in_words(text: str) -> bool:
    """Tell whether a text says terms of use instead of naming a licence."""
    if vocabulary("licences").find(text) is not None:
        return False
    words = len(text.split())
    return words > MAX_WORDS or bool(_TAG.search(text) or (words > 1 and _LINK.search(text)))


def sort_out(holder: dict[str, Any]) -> None:
    """Part the licence of a file or service from its terms of use, in place.

    A text that names exactly one licence of the list, as a whole or by its address, stands for it.
    Anything else is a statement about rights: to guess a licence from prose would invent one.
    """
    text = str(holder.get("license") or "")
    if not text or not in_words(text):
        return
    plain = plain_text(text)
    if plain != text:
        _note("licence.html", Severity.IMPROVE, text, plain)
    whole = vocabulary("licences").find(plain)
    term = whole or _named(text)
    if term:
        holder["license"] = term.uri
        _note("licence.in_text", Severity.IMPROVE, plain, term.uri)
    else:
        del holder["license"]
        _note("licence.prose", Severity.WRONG, plain, plain)
    if not whole and plain:
        holder["rights"] = "\n\n".join(dict.fromkeys((*_said(holder), plain)))


def _said(holder: dict[str, Any]) -> list[str]:
    return [str(holder["rights"])] if holder.get("rights") else []


def _named(text: str) -> Term | None:
    """Return the licence whose address stands in a text, None when none or several do."""
    links = (link.rstrip(".,;:!") for link in _LINK.findall(text))
    found = {term.uri: term for link in links if (term := vocabulary("licences").find(link))}
    return next(iter(found.values())) if len(found) == 1 else None


def _note(rule: str, severity: Severity, before: str, after: str) -> None:
    note(Finding(rule=rule, severity=severity, field="license", before=before, after=after))


def plain_text(text: str) -> str:
    """Return the text of a piece of HTML, blanks and lines joined; other texts stay as they are."""
    if len(text) > MAX_LENGTH or not _TAG.search(text):
        return text
    reader = _Text()
    reader.feed(text)
    reader.close()
    return " ".join("".join(reader.parts).split())


class _Text(HTMLParser):
    """Gathers what a browser would show."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in ("script", "style")
        if tag in _BLOCKS:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._hidden = max(0, self._hidden - 1)
        if tag in _BLOCKS:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)
