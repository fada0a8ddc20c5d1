"""Where a harvested dataset comes from, for the line above its form."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk

# What ckanext-harvest adds to a dataset when it is shown.
_TITLE, _SOURCE = "harvest_source_title", "harvest_source_id"


def of_dataset(package: dict[str, Any]) -> dict[str, str]:
    """Return {title, url} of the source of a harvested dataset, {} of any other.

    `url` is the record at the source: the dataset's landing page, else its own address there, else
    the source's page in this portal.
    """
    extras = {e.get("key"): e.get("value") for e in package.get("extras") or ()}
    title = str(extras.get(_TITLE) or "")
    if not title:
        return {}
    addresses = (str(package.get(field) or "") for field in ("url", "uri"))
    record = next((a for a in addresses if urlsplit(a).scheme in ("http", "https")), "")
    return {"title": title, "url": record or _source_page(extras.get(_SOURCE))}


def _source_page(source_id: Any) -> str:
    if not source_id or not tk.h.plugin_loaded("harvest"):
        return ""
    return str(tk.h.url_for("harvest.read", id=source_id))
