"""The addresses that GovData is given."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.feed.formats import FORMATS
from ckanext.modellregion_owl.feed.parts import BLUEPRINT

SAFEST = "rdf"  # the format that GovData reads best (spec govdata.md 5)


def checked_url(extension: str = SAFEST) -> str:
    """Return the absolute address of the feed that is checked and signed up: what is ours."""
    return str(tk.url_for(f"{BLUEPRINT}.supply_{extension}", qualified=True, locale="default"))


def addresses() -> dict[str, str]:
    """Return format → address of the feed."""
    return {extension: checked_url(extension) for extension in FORMATS}
