"""Entries of the header and the footer: only pages that are there, given the loaded plugins."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import current_app

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.projects.filters import STATED

DESK = {
    "modellregion_desk",
    "modellregion_harvest",
    "modellregion_feed_desk",
    "modellregion_govdata",
}
LANGUAGES = {"de": "Deutsch", "en": "English"}  # each in its own language, never translated


@dataclass(frozen=True)
class Entry:
    """An entry of the navigation; `current` when the page shown belongs to it."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Language:
    """Another language and the address of the same page in it."""

    code: str
    name: str
    url: str


def main() -> list[Entry]:
    """Return the entries of the header, in their order; who may edit datasets gets the desk too."""
    return [*_public(), *_desk()]


def _desk() -> list[Entry]:
    """Return the stewards' desk for those who may see it; visitors are not even asked about."""
    there = "modellregion_desk.index" in current_app.view_functions
    if not there or not tk.current_user.is_authenticated:
        return []
    if not tk.h.check_access("modellregion_desk_list"):
        return []
    return [_entry(tk._("Data care"), "modellregion_desk.index", DESK)]


def _public() -> list[Entry]:
    if not p.plugin_loaded("modellregion_owl_projects"):
        return _pages()
    here = tk.request.blueprint == "modellprojekte"
    taking = here and tk.request.args.get("nachnutzung") == STATED
    pages = [
        replace(entry, current=False) if taking and entry.current else entry for entry in _pages()
    ]
    url = tk.url_for("modellprojekte.index", nachnutzung=STATED)
    return [*pages, Entry(tk._("Reuse"), url, taking)]


def _pages() -> list[Entry]:
    entries = [_entry(tk._("Data"), "dataset.search", {"dataset", "resource", "dataset_resource"})]
    if p.plugin_loaded("modellregion_owl_projects"):
        blueprints = {"modellprojekte", "modellprojekt"}
        entries.append(_entry(tk._("Model projects"), "modellprojekte.index", blueprints))
        entries.append(_entry(tk._("Action fields"), "handlungsfelder.index", {"handlungsfelder"}))
    places = {"organization", "kommunen"}
    entries.append(_entry(tk._("Municipalities"), "organization.index", places))
    return entries


def catalogue() -> list[Entry]:
    """Return the links of the footer's column on the catalogue."""
    entries = [Entry(entry.label, entry.url) for entry in _pages()]
    figures = tk.url_for("modellregion_pages.numbers")
    entries.append(Entry(tk._("Figures for council and press"), figures))
    entries.append(Entry(tk._("Interfaces"), tk.url_for("modellregion_pages.for_developers")))
    if p.plugin_loaded("modellregion_owl_feed"):
        url = tk.url_for("modellregion_feed.catalog_ttl", locale="default")
        entries.append(Entry(tk._("Catalogue for machines (RDF)"), url))
    return entries


def languages() -> list[Language]:
    """Return the languages of the portal that the site offers, without the one shown."""
    offered = {locale.short_name for locale in tk.h.get_available_locales()}
    return [
        Language(code, name, tk.h.url_for(tk.h.current_url(), locale=code))
        for code, name in LANGUAGES.items()
        if code in offered and code != tk.h.lang()
    ]


def _entry(label: str, endpoint: str, blueprints: set[str]) -> Entry:
    return Entry(label, tk.url_for(endpoint), tk.request.blueprint in blueprints)
