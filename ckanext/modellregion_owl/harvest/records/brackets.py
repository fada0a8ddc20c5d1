"""Texts that cost a reader's page minutes: Markdown looks from each open bracket for its end.

Python-Markdown, by which CKAN shows descriptions, takes 14 s for 10,000 open brackets and four
times that for twice as many: one hostile description would stop every page that lists it.
"""

from __future__ import annotations

from ckanext.modellregion_owl.findings import Finding, Severity, note

MOST = 20  # brackets that are open at once; GeoJSON has six
_ROUND = str.maketrans("[]", "()")


def tamed(text: str) -> str:
    """Return a text with round brackets for square ones where too many are open; noted."""
    if text.count("[") <= MOST or not (_opens(text, "[", "]") or _opens(text, "(", ")")):
        return text
    after = text.translate(_ROUND)
    note(Finding("record.brackets", Severity.WRONG, before=text[:200], after=after[:200]))
    return after


def _opens(text: str, opening: str, closing: str) -> bool:
    depth = 0
    for character in text:
        if character == opening:
            depth += 1
            if depth > MOST:
                return True
        elif character == closing and depth:
            depth -= 1
    return False
