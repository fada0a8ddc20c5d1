"""CKAN's Solr schema with German instead of English stems, for operators who want it."""

from __future__ import annotations

import re
from importlib import resources

_ENGLISH = re.compile(
    r'(?P<indent>[ \t]*)<filter class="solr\.SnowballPorterFilterFactory"'
    r'\s+language="English"[^>]*/>'
)
# Umlauts, their spelling with e, and ß are one; then the endings of plural and case are taken off.
_GERMAN = ("solr.GermanNormalizationFilterFactory", "solr.GermanLightStemFilterFactory")


class SchemaError(ValueError):
    """The schema has no English stems where they are expected."""


def ckans() -> str:
    """Return the schema of the installed CKAN."""
    return resources.files("ckan.config.solr").joinpath("schema.xml").read_text(encoding="utf-8")


def german(schema: str) -> str:
    """Return the schema with German stems; everything else, its version too, stays as it was.

    :raises SchemaError: nothing in it could be replaced.
    """

    def filters(found: re.Match[str]) -> str:
        return "\n".join(f'{found["indent"]}<filter class="{name}"/>' for name in _GERMAN)

    changed, number = _ENGLISH.subn(filters, schema)
    if not number:
        raise SchemaError("this schema has no English stems that could be replaced")
    return changed
