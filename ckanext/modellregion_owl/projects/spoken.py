"""Texts of a page in another language that are German: they say so (WCAG 2.1, 3.1.2)."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape


class German(str):
    """A text that a page in another language shows in German."""

    __slots__ = ()


def german(text: str, language: str) -> str:
    """Return a German text for a page in `language`; marked unless the page is German itself."""
    return German(text) if text and language != "de" else text


def like(text: str, *parts: str) -> str:
    """Return a text that is made of others; German as soon as one of them is."""
    return German(text) if any(isinstance(part, German) for part in parts) else text


def language_of(text: Any) -> str:
    """Return "de" for a German text of a page in another language, else ""."""
    return "de" if isinstance(text, German) else ""


def said(text: Any) -> Markup:
    """Return a text for a page, escaped; German on another page in an element that says so."""
    if language_of(text):
        return Markup('<span lang="de">{}</span>').format(str(text))
    return escape(text)
