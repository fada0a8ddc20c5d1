"""Makes JSON-LD of an ArcGIS Hub's DCAT-AP feed that a parser reads as its writer meant it.

Only what would be lost by parsing is mended here, each with a finding; all else stays as it came
and is the profile's. Mistakes as in spec sources.md 2, no. 5, and in Esri's own plugin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.harvest.records.hub_contacts import is_account
from ckanext.modellregion_owl.harvest.records.jsontext import walk_json
from ckanext.modellregion_owl.rdf.namespaces import PREFIXES

# The prefixes of Hub's own template, for feeds whose template leaves one out.
HUB_PREFIXES: Mapping[str, str] = {
    **PREFIXES,
    "access": "http://publications.europa.eu/resource/authority/access-right/",
    "ftype": "http://publications.europa.eu/resource/authority/file-type/",
    "lang": "http://publications.europa.eu/resource/authority/language/",
}

_CURIE = re.compile(r"([A-Za-z][\w-]*):(?!//)\S+")
# "lang/GER" would become an address below that of the feed.
_SLASH = re.compile(r"(lang|ftype|access)/([A-Z][A-Z0-9_]+)")
_ACCOUNT = "/sharing/rest/community/users/"
# Written without their prefix; without it a type is dropped or becomes an address as well.
_TYPES = {
    "Catalog": "dcat:Catalog",
    "Contact": "vcard:Kind",
    "Dataset": "dcat:Dataset",
    "Distribution": "dcat:Distribution",
    "vcard:Contact": "vcard:Kind",
}


def mended(feed: dict[str, Any]) -> dict[str, Any]:
    """Return the feed with the mistakes mended that its parser would trip over; notes each once.

    Empty texts, which say nothing, are left out: a licence of "" would be inherited by every file.
    """
    noted: dict[tuple[str, str, str], None] = {}
    whole: dict[str, Any] = _mended(feed, noted)
    context = feed.get("@context")
    if isinstance(context, Mapping):
        missing = {p: HUB_PREFIXES[p] for p in sorted(_prefixes(whole) - set(context))}
        noted.update({("context.prefix", p, iri): None for p, iri in missing.items()})
        whole["@context"] = {**context, **missing}
    for rule, before, after in noted:
        note(Finding(rule, Severity.IMPROVE, before=before, after=after))
    return whole


def _mended(value: Any, noted: dict[tuple[str, str, str], None], key: str = "") -> Any:
    # Depth is limited by `parse_json`.
    if isinstance(value, dict):
        inside = {k: v if k == "@context" else _mended(v, noted, k) for k, v in value.items()}
        left = {k: v for k, v in inside.items() if v not in ("", None)}
        # A contact that was an account and nothing else is none.
        return left if not key.endswith("contactPoint") or set(left) - {"@type"} else ""
    if isinstance(value, list):
        return [_mended(item, noted, key) for item in value]
    if not isinstance(value, str):
        return value
    if key == "@type" and value in _TYPES:
        return _noted(noted, "class.spelling", value, _TYPES[value])
    if key == "@id" and _ACCOUNT in value:
        # Hub names the contact by the account of the item's owner, a person.
        return _noted(noted, "contact.account", value, "")
    if key == "vcard:fn" and is_account(value):
        return _noted(noted, "contact.account", value, "")
    if key == "@id" and _SLASH.fullmatch(value):
        return _noted(noted, "term.slash", value, _SLASH.sub(r"\1:\2", value))
    return value


def _noted(noted: dict[tuple[str, str, str], None], rule: str, before: str, after: str) -> str:
    noted[rule, before, after] = None
    return after


def _prefixes(feed: Any) -> set[str]:
    """Return the known prefixes that the feed uses."""
    return {prefix for prefix in _used(feed) if prefix in HUB_PREFIXES}


def _used(feed: Any) -> Iterator[str]:
    for _depth, key, value in walk_json(feed):
        for text in (key, value if key in ("@id", "@type") else ""):
            if isinstance(text, str) and (found := _CURIE.fullmatch(text)):
                yield found.group(1)
