"""What an ArcGIS item can be had as: its page, its services, the files that the Hub makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ckanext.modellregion_owl.harvest.records.describe import Description
from ckanext.modellregion_owl.harvest.records.hub_address import item_id
from ckanext.modellregion_owl.harvest.records.json_values import each, note_rest, text_of

# Members that are read here.
FILES = frozenset(
    ("url", "type", "size", "additionalResources", "license", "licenseInfo", "structuredLicense",
     "rights", "accessInformation", "downloadable", "geometryType", "server", "portalUrl")
)  # fmt: skip

REST = "ArcGIS GeoServices REST API"
# Kind of file → its format in the feed; the last two need a geometry.
DOWNLOADS = {"csv": "CSV", "geojson": "GeoJSON", "shapefile": "Shapefile", "kml": "KML"}
GEOMETRIC = frozenset(("shapefile", "kml"))
OGC = {"WMSServer": "WMS", "WFSServer": "WFS"}
# Items of these kinds are files; all others with an address are services or pages.
FILE_TYPES = frozenset(
    ("CSV", "CSV Collection", "File Geodatabase", "GeoJson", "GeoPackage", "Image", "KML",
     "Microsoft Excel", "Microsoft Word", "PDF", "SQLite Geodatabase", "Shapefile")
)  # fmt: skip
PORTAL = "https://www.arcgis.com"
# "none" and "custom" are Hub's words for "no licence of our list".
NO_LICENCE = frozenset(("none", "custom"))

_LAYER = re.compile(r"/\d+/?$")
_REST = re.compile(r"/rest/services/", re.IGNORECASE)


def describe_files(
    about: Description, item: Mapping[str, Any], feature: Mapping[str, Any], site: str
) -> None:
    """Add landing page and distributions as Hub's own feeds list them."""
    id_ = text_of(item.get("id"))
    page = f"{site}/datasets/{id_}"
    about.link("dcat:landingPage", page)
    for file in _files(about, item, feature, site):
        _add_terms(file, item)


def _files(
    about: Description, item: Mapping[str, Any], feature: Mapping[str, Any], site: str
) -> Iterator[Description]:
    url, kind = text_of(item.get("url")), text_of(item.get("type"))
    if _REST.search(url):
        yield _service(about, "ArcGIS GeoService", REST, url, url)
        for extension, name in OGC.items():
            if extension in text_of(_of(item.get("server"), "supportedExtensions")):
                capabilities = _capabilities(url, extension, name)
                yield _service(about, f"OGC {name}", name, capabilities.split("?")[0], capabilities)
    elif url:
        yield _file(about, text_of(item.get("title")), kind, url)
    elif kind in FILE_TYPES:
        yield _data(about, item, kind)
    yield from _downloads(about, item, site)
    for more in each(item.get("additionalResources")):
        link = more if isinstance(more, Mapping) else {"url": more}
        if text_of(link.get("url")) and text_of(link.get("url")) != url:
            yield _file(about, text_of(link.get("name")), "", text_of(link.get("url")))
        note_rest(link, ("name", "url"), "additionalResources")
    for link in each(feature.get("links")):
        if isinstance(link, Mapping) and link.get("rel") == "enclosure":
            yield _file(
                about,
                text_of(link.get("title")),
                "",
                text_of(link.get("href")),
                text_of(link.get("type")),
            )


def _service(about: Description, title: str, kind: str, url: str, link: str) -> Description:
    """Add the distribution of a service; the service's address is its IRI, which lasts (K41)."""
    file = _file(about, title, kind, link)
    service = file.node("dcat:accessService", "dcat:DataService", iri=url)
    service.text("dct:title", title).link("dcat:endpointURL", url)
    if link != url:
        service.link("dcat:endpointDescription", link)
    return file


def _file(about: Description, title: str, kind: str, url: str, media_type: str = "") -> Description:
    file = about.node("dcat:distribution", "dcat:Distribution")
    file.text("dct:title", title).text("dct:format", kind).link("dcat:accessURL", url)
    return file.text("dcat:mediaType", media_type)


def _data(about: Description, item: Mapping[str, Any], kind: str) -> Description:
    portal = text_of(item.get("portalUrl")) or PORTAL
    url = f"{portal}/sharing/rest/content/items/{text_of(item.get('id'))}/data"
    file = _file(about, text_of(item.get("title")), kind, url).link("dcat:downloadURL", url)
    size = item.get("size")
    return file.text("dcat:byteSize", size) if isinstance(size, int) and size > 0 else file


def _downloads(about: Description, item: Mapping[str, Any], site: str) -> Iterator[Description]:
    """Add the files that a Hub makes of a layer: it has no others of an item as a whole."""
    id_, _, layer = item_id(text_of(item.get("id"))).partition("_")
    if not layer or item.get("downloadable") is False:
        return
    for kind, name in DOWNLOADS.items():
        if kind in GEOMETRIC and "geometryType" in item and not item["geometryType"]:
            continue
        url = f"{site}/api/download/v1/items/{id_}/{kind}?layers={layer}"
        yield _file(about, name, name, url).link("dcat:downloadURL", url)


def _capabilities(url: str, extension: str, name: str) -> str:
    root = _LAYER.sub("", _REST.sub("/services/", url))
    return f"{root}/{extension}?request=GetCapabilities&service={name}"


def _add_terms(file: Description, item: Mapping[str, Any]) -> None:
    """Say licence and terms of use on the distribution, where the standard has them."""
    structured = item.get("structuredLicense")
    candidates = (_of(structured, "url"), item.get("license"), _of(structured, "type"))
    licence = next((t for c in candidates if (t := _licence(c))), "")
    prose = text_of(item.get("licenseInfo"))
    file.link("dct:license", licence or prose)
    if licence:
        file.text("dct:rights", prose)
    for member in ("text", "name"):
        text = text_of(_of(structured, member))
        if text and text not in (licence, prose):
            file.text("dct:rights", text)
    file.text("dct:rights", text_of(item.get("rights")))
    file.text("dcatde:licenseAttributionByText", text_of(item.get("accessInformation")))


def _licence(value: Any) -> str:
    text = text_of(value)
    return "" if text.lower() in NO_LICENCE else text


def _of(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, Mapping) else None
