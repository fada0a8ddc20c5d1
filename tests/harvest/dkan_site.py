"""A DKAN that answers with the recordings, and readers for its tests."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from ckanext.modellregion_owl.harvest.adapters import ADAPTERS
from ckanext.modellregion_owl.harvest.records.record import Page
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.http import Client

ACTION = "/api/3/action/"
LIST, SHOW = ACTION + "package_list", ACTION + "package_show"
WHOLE = ACTION + "current_package_list_with_resources"
ENDPOINTS = ("data.json", "dcatapde.xml", "current_package_list_with_resources", "package_show")
HTML = "text/html; charset=utf-8"  # what Drupal's modules say of everything


def recording(catalogues: Path, name: str) -> bytes:
    """Return a recording."""
    return (catalogues / name).read_bytes()


def serve_muenster(feed: Any, catalogues: Path, *endpoints: str) -> str:
    """Put Münster's recordings on a server, those of some endpoints only; return the address.

    `package_list` redirects to `?page=0` as in Heilbronn, `package_show` knows UUIDs only.
    """
    if "data.json" in endpoints:
        body = recording(catalogues, "dkan_datajson/muenster_data.json")
        feed.put("/data.json", gzip.compress(body), HTML)
        feed.routes["/data.json"].headers["Content-Encoding"] = "gzip"
    if "dcatapde.xml" in endpoints:
        body = recording(catalogues, "dkan_rdf/muenster_dcatapde.xml")
        feed.put("/dcatapde.xml", body, "application/rdf+xml")
    if "current_package_list_with_resources" in endpoints:
        name = "dkan_api/muenster_current_package_list_with_resources.json"
        feed.put(WHOLE + "?*", b"\xef\xbb\xbf" + recording(catalogues, name), HTML)
        serve_names(feed, recording(catalogues, "dkan_api/muenster_package_list.json"))
    if "package_show" in endpoints:
        shown = json.loads(recording(catalogues, "dkan_api/muenster_package_show_by_id.json"))
        for key, body in shown.items():
            feed.put(f"{SHOW}?id={key}", json.dumps(body).encode(), HTML)
        serve_names(feed, recording(catalogues, "dkan_api/muenster_package_list.json"))
        items = [{"identifier": key} for key in shown]
        if "data.json" not in endpoints:
            feed.put("/data.json", json.dumps({"dataset": items}).encode())
    return feed.url


def serve_names(feed: Any, body: bytes) -> None:
    """Put package_list on a server that redirects to its first page."""
    feed.put(LIST, b"", HTML, status=302)
    feed.routes[LIST].headers["Location"] = "?page=0"
    feed.put(LIST + "?*", body)


def envelope(*packages: Any, nested: bool = False, success: bool = True) -> bytes:
    """Return the body of an answer of the API."""
    result = [list(packages)] if nested else list(packages)
    return json.dumps({"help": "…", "success": success, "result": result}).encode()


def read(url: str, protocol: str = "dkan", max_pages: int = 50, **config: Any) -> list[Page]:
    """Walk a source and return its pages.

    :raises SourceUnavailable: as the adapter does.
    """
    return list(walk(url, protocol, max_pages, **config))


def walk(url: str, protocol: str = "dkan", max_pages: int = 50, **config: Any) -> Any:
    """Return the walk itself, for tests of what comes before it breaks off."""
    source = Source("id", "quelle", "Quelle", url, protocol, config=config)
    client = Client(5, 10_000_000, allow_private=True, sleep=lambda seconds: None)
    return ADAPTERS[protocol]().pages(source, client, max_pages)


def guids(pages: list[Page]) -> list[str]:
    """Return the GUIDs of all records in their order."""
    return [record.guid for page in pages for record in page.records]


def unread(pages: list[Page]) -> list[str]:
    """Return what could not be read."""
    return [str(message) for page in pages for message in page.unread]
