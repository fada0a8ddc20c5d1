"""What the addresses of an ArcGIS Hub tell: its site, an item, a service and the service's folder.

Pure functions over texts; shapes as in spec sources.md 1.4 and 2, no. 1.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import parse_qs, unquote, urlsplit

from ckanext.modellregion_owl.harvest import address

FEEDS = {
    "dcat-ap": ("/api/feed/dcat-ap/3.0.0.json", "/api/feed/dcat-ap/2.1.1.json"),
    "records": ("/api/search/v1/collections/dataset/items",),
    "dcat-us": ("/api/feed/dcat-us/1.1.json", "/data.json"),
}

# Folders of the district's server that hold what is not open (spec sources.md 1.4).
CLOSED = frozenset({"intra", "secure"})

MAX_LENGTH = 4_000  # of an address; what is longer is none, and takes long to look through

_PAGE = re.compile(r"/(?:search|explore|datasets|maps|pages|apps|documents|about)(?:/.*)?$")
_FEED = re.compile(r"\.json(?:ld)?$|/api/(?:feed|search)/|/items$", re.IGNORECASE)
_ITEM = re.compile(r"(?<![0-9a-f])([0-9a-f]{32})(?:_(\d+))?(?![0-9a-f])", re.IGNORECASE)
_SERVICE = re.compile(
    r"(?P<service>/rest/services/(?:[^/]+/){1,20}?(?:[A-Za-z]+Server))(?:/(?P<layer>\d+))?(?=/|$)",
    re.IGNORECASE,
)
# Of an ArcGIS server: `…/rest/services/open/KPB_X/MapServer`, and its WMS without `rest`.
_FOLDER = re.compile(r"/services/([^/?#\s]+)/(?![A-Za-z]+Server\b)[^/?#\s]+", re.IGNORECASE)


def candidates(url: str, feed: str) -> list[str]:
    """Return the addresses at which a Hub may deliver its catalogue, the best first.

    The address of a feed is that feed. Of any other page of a Hub only the site counts.

    DCAT-AP comes first: a town edits that feed (licence, category), and it lists the files. Then
    OGC API Records: licence, categories, language and `access`, which the last one, DCAT-US, lacks.

    :param feed: a key of `FEEDS`, "" for all of them in that order.
    """
    parts = urlsplit(url)
    if _FEED.search(parts.path):
        return [url]
    site = f"{parts.scheme}://{parts.netloc}{_PAGE.sub('', parts.path).rstrip('/')}"
    chosen = [FEEDS[feed]] if feed else list(FEEDS.values())
    return [site + path for paths in chosen for path in paths]


def item_id(text: str) -> str:
    """Return an item's id with its layer (`<32 hex>_<n>`), "" when the text names none.

    A Hub writes it as `/datasets/<id>_<n>` and as `item.html?id=<id>&sublayer=<n>`; the same item
    has the same id in all of its feeds.
    """
    found = _ITEM.search(text)
    if not found:
        return ""
    layer = found.group(2) or _layer(text)
    return found.group(1).lower() + (f"_{layer}" if layer else "")


def _layer(text: str) -> str:
    query = parse_qs(address.parts(text).query) if text.startswith("http") else {}
    value = (query.get("sublayer") or [""])[0]
    return value if value.isdigit() else ""


def service_key(url: str) -> str:
    """Return the address of a GeoService in one spelling, "" when it is none.

    It is what remains when a Hub changes its identifiers (spec sources.md 2, no. 1): host in lower
    case, no scheme, port, query or closing slash.
    """
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return ""
    found = _SERVICE.search(parts.path) if len(url) <= MAX_LENGTH else None
    if not host or not found:
        return ""
    layer = f"/{found.group('layer')}" if found.group("layer") else ""
    before = parts.path[: found.start()]
    return f"{host}{before}{found.group('service')}{layer}"


def closed_folder(text: str, allowed: Collection[str] = ()) -> str:
    """Return the folder, named by a service's address in the text, that is not open; "" if none.

    :param allowed: the folders that are open; empty: all but `CLOSED`. Services outside of any
        folder, as ArcGIS Online has them, pass.
    """
    if "services" not in text.casefold():  # most texts; this is asked of every one
        return ""
    known = {name.casefold() for name in allowed}
    for found in _FOLDER.finditer(unquote(text)):
        folder = found.group(1)
        if (folder.casefold() not in known) if known else (folder.casefold() in CLOSED):
            return folder
    return ""
