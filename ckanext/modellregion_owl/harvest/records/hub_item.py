"""An item of an ArcGIS Hub, as OGC API Records delivers it, in DCAT triples.

A feature's `properties` are those of Hub's index: Esri's names (`tags`, `licenseInfo`) beside those
of the OGC standard (`keywords`, `license`). Shapes: spec sources.md 1.4, 2; what each becomes is
what Hub's own DCAT feeds make of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from ckanext.modellregion_owl.harvest.records.describe import Description, described
from ckanext.modellregion_owl.harvest.records.hub_contacts import add_contacts, add_publisher
from ckanext.modellregion_owl.harvest.records.hub_extent import add_extent
from ckanext.modellregion_owl.harvest.records.hub_files import FILES, describe_files
from ckanext.modellregion_owl.harvest.records.hub_ignored import IGNORED
from ckanext.modellregion_owl.harvest.records.json_values import each, note_rest, text_of

# Member → property. Texts stay texts.
TEXTS = {
    "title": "dct:title",
    "tags": "dcat:keyword",
    "keywords": "dcat:keyword",
    "categories": "dcat:keyword",
    "id": "dct:identifier",
    "access": "dct:accessRights",
}
DATES = {"created": "dct:issued", "modified": "dct:modified", "updated": "dct:modified"}
# Read by a function of its own, here or in the other hub_*.py.
PARTS = frozenset(
    ("name", "description", "snippet", "culture", "language", "metadata", "orgName", "organization",
     "source", "orgContactEmail", "contacts", "themes", "documentation", "extent", *FILES)
)  # fmt: skip
METADATA = "metadata.metadata.dataIdInfo."
_METADATA_READ = frozenset(("dataLang", "searchKeys", "idCitation", "idCredit"))
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def describe_item(feature: Mapping[str, Any], site: str) -> Description:
    """Return the description of one feature; the dataset is a blank node, named by `id`.

    :param site: address of the Hub's site without a closing slash; its pages and files are there.
    """
    item = _properties(feature)
    about = described("", "dcat:Dataset")
    for member, name in TEXTS.items():
        for value in each(item.get(member)):
            about.text(name, text_of(value))
    _add_texts(about, item)
    _add_dates(about, item)
    add_publisher(about, item)
    add_contacts(about, item)
    for theme in each(item.get("themes")):
        _add_theme(about, theme)
    for link in each(item.get("documentation")):
        about.link("foaf:page", text_of(link))
    add_extent(about, item.get("extent") or feature.get("geometry"))
    describe_files(about, item, feature, site)
    note_rest(item, (*TEXTS, *DATES, *PARTS, *IGNORED))
    note_rest(get(item, METADATA.rstrip(".")) or {}, _METADATA_READ, "metadata")
    return about


def item_of(feature: Any) -> Mapping[str, Any]:
    """Return what a feature says of its item, {} when it is none."""
    return _properties(feature) if isinstance(feature, Mapping) else {}


def _properties(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    found = feature.get("properties")
    item = dict(found) if isinstance(found, Mapping) else {}
    item.setdefault("id", feature.get("id"))
    item["title"] = item.get("title") or item.get("name")
    return item


def get(item: Mapping[str, Any], path: str) -> Any:
    """Return what stands at a path of keys parted by dots, None where there is nothing."""
    value: Any = item
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _add_texts(about: Description, item: Mapping[str, Any]) -> None:
    long, short = text_of(item.get("description")), text_of(item.get("snippet"))
    about.text("dct:description", long or short)
    if long and short and short != long:
        about.text("dct:abstract", short)
    if item.get("name") != item.get("title"):
        about.text("dct:alternative", text_of(item.get("name")))
    # As Hub's own feed: what the INSPIRE metadata say goes before the settings of the item.
    language = get(item, METADATA + "dataLang.languageCode.@_value")
    for value in each(language or item.get("language") or item.get("culture")):
        code = value.get("code") if isinstance(value, Mapping) else value
        about.text("dct:language", text_of(code))
    for value in each(get(item, METADATA + "searchKeys.keyword")):
        about.text("dcat:keyword", text_of(value))
    about.text("dct:provenance", text_of(get(item, METADATA + "idCredit")))


def _add_dates(about: Description, item: Mapping[str, Any]) -> None:
    published = text_of(get(item, METADATA + "idCitation.date.pubDate"))
    about.text("dct:issued", published)
    for member, name in DATES.items():
        issued_too = published and name == "dct:issued"
        about.text("dct:created" if issued_too else name, moment(item.get(member)))


def moment(value: Any) -> str:
    """Return a moment as ISO text; Esri writes milliseconds since 1970, in UTC."""
    if isinstance(value, bool) or not isinstance(value, int):
        return text_of(value)
    try:
        found = EPOCH + timedelta(milliseconds=value)
    except OverflowError:
        return text_of(value)
    return found.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _add_theme(about: Description, theme: Any) -> None:
    concepts = theme.get("concepts") if isinstance(theme, Mapping) else theme
    for concept in each(concepts):
        if isinstance(concept, Mapping):
            concept = concept.get("url") or concept.get("id") or concept.get("title")
        about.link("dcat:theme", text_of(concept))
