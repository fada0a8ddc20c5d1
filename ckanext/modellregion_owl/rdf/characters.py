"""Characters that no text may hold: PostgreSQL, XML and UTF-8 refuse them."""

from __future__ import annotations

import re
from urllib.parse import quote

from ckanext.modellregion_owl.findings import Finding, Severity, note

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$")


def cleaned(text: str) -> str:
    """Return a text without such characters and note it; the finding shows where they stood."""
    after = CONTROL.sub("", text)
    if after != text:
        note(Finding("text.control", Severity.IMPROVE, before=shown(text), after=after))
    return after


def encoded(address: str) -> str:
    """Return an address with such characters percent-encoded, and note it."""
    after = CONTROL.sub(lambda found: quote(found.group(), errors="ignore"), address)
    note(Finding("address.characters", Severity.IMPROVE, before=shown(address), after=after))
    return after


def shown(text: str) -> str:
    """Return a text that can be stored, with a sign in place of each such character."""
    return CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def language(tag: str | None) -> str | None:
    """Return a language tag, None when it is none (RFC 5646)."""
    return tag if tag and _LANGUAGE.match(tag) else None
