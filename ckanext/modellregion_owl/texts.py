"""Translation that works outside of a request too: on the command line and in the harvester.

Flask's gettext has no language there and gives the English msgid; the site's language is meant.
"""

from __future__ import annotations

from functools import lru_cache
from gettext import NullTranslations
from importlib import resources

from babel.support import Translations
from flask import has_request_context

import ckan.plugins.toolkit as tk

DOMAIN = "ckanext-modellregion_owl"


def N_(msgid: str) -> str:  # noqa: N802 - the name that the extraction of messages knows
    """Mark a text that is translated where it is shown."""
    return msgid


def translate(msgid: str) -> str:
    """Return a text of ours in the request's language, outside of one in the site's."""
    if has_request_context():
        return tk._(msgid)
    return _site_catalogue(language()).gettext(msgid)


def translate_plural(singular: str, plural: str, number: int) -> str:
    """Return the form of a text that goes with a number, in the same languages."""
    if has_request_context():
        return tk.ungettext(singular, plural, number)
    return _site_catalogue(language()).ngettext(singular, plural, number)


def site_text(msgid: str) -> str:
    """Return a text of ours in the site's language, whoever asks: for mails."""
    return _site_catalogue(str(tk.config.get("ckan.locale_default") or "en")).gettext(msgid)


def language() -> str:
    """Return the request's language, outside of one the site's."""
    if has_request_context():
        return str(tk.h.lang())
    return str(tk.config.get("ckan.locale_default") or "en")


@lru_cache(maxsize=8)
def _site_catalogue(language: str) -> NullTranslations:
    folder = str(resources.files("ckanext.modellregion_owl.i18n"))
    return Translations.load(folder, [language], DOMAIN)
