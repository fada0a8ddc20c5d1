"""The words for the coded values of the transfer profile (spec portal 4, publiccode.yml)."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

STATUSES = ("nachnutzbar", "auf-anfrage", "in-vorbereitung", "nicht-vorgesehen")


def status(value: Any) -> str:
    """Return whether a project can be reused, "" when it is not known."""
    words = {
        "nachnutzbar": tk._("ready for reuse"),
        "auf-anfrage": tk._("on request"),
        "in-vorbereitung": tk._("in preparation"),
        "nicht-vorgesehen": tk._("not planned"),
    }
    return words.get(str(value or ""), "")


def result(value: Any) -> str:
    """Return what kind of thing the project leaves behind."""
    words = {
        "software": tk._("software"),
        "konzept": tk._("concept"),
        "leitfaden": tk._("guide"),
        "datenmodell": tk._("data model"),
        "infrastruktur": tk._("infrastructure"),
        "erfahrung": tk._("experience"),
    }
    return words.get(str(value), str(value))


def maturity(value: Any) -> str:
    """Return publiccode.yml's `developmentStatus` in words, "" when it is not known."""
    words = {
        "concept": tk._("concept"),
        "development": tk._("in development"),
        "beta": tk._("in trial"),
        "stable": tk._("in operation"),
        "obsolete": tk._("replaced"),
    }
    return words.get(str(value or ""), "")


def maintenance(value: Any) -> str:
    """Return publiccode.yml's `maintenance` in words, "" when it is not known."""
    words = {
        "internal": tk._("by the administration itself"),
        "contract": tk._("by contract"),
        "community": tk._("by a community"),
        "none": tk._("no maintenance"),
    }
    return words.get(str(value or ""), "")


def accessible(value: Any) -> str:
    """Return whether a document is accessible; nobody has looked unless somebody says so."""
    words = {"yes": tk._("yes"), "no": tk._("no")}
    return words.get(str(value or ""), tk._("not checked"))


def language(value: Any) -> str:
    """Return the language of a document, "" when it is not known."""
    words = {"de": tk._("German"), "en": tk._("English")}
    return words.get(str(value or ""), "")
