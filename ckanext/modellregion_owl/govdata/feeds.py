"""The addresses that GovData is given."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.feed.formats import FORMATS

SAFEST = "rdf"  # the format that GovData reads best (spec govdata.md 5)


def checked_url(extension: str = SAFEST) -> str:
    """Return the absolute address of the feed that is checked and signed up."""
    return f"{root()}/catalog.{extension}"


def addresses() -> dict[str, str]:
    """Return format → address of the feed."""
    return {extension: checked_url(extension) for extension in FORMATS}


def root() -> str:
    """Return the site's address without a slash at the end."""
    url = str(tk.url_for("home.index", qualified=True, locale="default"))
    return url.rstrip("/")
