"""The synthetic catalogue as a CKAN tells it, and the entry that harvests it: `harvest_ckan`.

The peer is ckanext-harvest's own CKAN harvester on a CKAN with nothing else. Its second runs are no
comparison: it asks for what has changed since, and so never learns what is gone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from benchmarks.catalogue import FORMATS, ROOT, TOPICS

ENTRY = "harvest_ckan"
SEARCH = "/api/3/action/package_search"
_BEHIND = re.compile(r'id:\{"([^"]*)" TO \*\]')


def settings(side: str, bench: str) -> dict[str, str]:
    """Return the peer's plugins for this entry: its harvester keeps what it gets, and no schema."""
    if bench != ENTRY or side == "ours":
        return {}
    return {"ckan.plugins": "harvest ckan_harvester"}


def site(url: str) -> str:
    """Return the address of the portal beside a feed."""
    return url.rpartition("/")[0]


def answer(path: str, size: int) -> bytes:
    """Return what `package_search` of a portal with `size` datasets says to a request."""
    asked = {key: values[0] for key, values in parse_qs(urlsplit(path).query).items()}
    behind = _BEHIND.search(asked.get("fq", ""))
    start = (number(behind[1]) + 1 if behind else 0) + int(asked.get("start", 0))
    rows = int(asked.get("rows", 10))
    found = [package(n) for n in range(start, min(start + rows, size))]
    count = size - (number(behind[1]) + 1 if behind else 0)
    result = {"count": count, "results": found, "facets": {}, "sort": "id asc"}
    return json.dumps({"success": True, "result": result}).encode()


def number(identifier: str) -> int:
    """Return the place of a dataset by its id."""
    return int(identifier.rpartition("-")[2])


def package(n: int) -> Mapping[str, Any]:
    """Return dataset `n` as `package_show` does: the facts of `catalogue.dataset`, in extras."""
    topic, theme = TOPICS[n % len(TOPICS)]
    ref, day, office = f"{ROOT}/dataset/{n:06d}", 1 + n % 28, f"Amt {n % 20}"
    extras = {
        "identifier": ref,
        "issued": f"2021-03-{day:02d}T08:00:00",
        "modified": f"2026-05-{day:02d}T09:30:00",
        "language": "http://publications.europa.eu/resource/authority/language/DEU",
        "frequency": "http://publications.europa.eu/resource/authority/frequency/ANNUAL",
        "theme": f"http://publications.europa.eu/resource/authority/data-theme/{theme}",
        "publisher_name": office,
        "contact_name": office,
        "contact_email": f"amt{n % 20}@example.org",
        "temporal_start": "2020-01-01",
        "temporal_end": "2025-12-31",
    }
    return {
        "id": f"6b1d4a50-0000-4000-8000-{n:012d}",
        "name": f"datensatz-{n}",
        "title": f"{topic} im Stadtgebiet, Blatt {n}",
        "notes": f"Übersicht über {topic} mit Lage, Zustand und Größe. Stand {n}.",
        "type": "dataset",
        "state": "active",
        "private": False,
        "url": f"{ref}/seite",
        "license_id": "dl-de-by-2.0",
        "author": office,
        "author_email": f"amt{n % 20}@example.org",
        "metadata_created": f"2021-03-{day:02d}T08:00:00.000000",
        "metadata_modified": f"2026-05-{day:02d}T09:30:00.000000",
        "tags": [{"name": name} for name in (topic, "Stadtplanung", "Geodaten", f"Blatt {n}")],
        "extras": [{"key": key, "value": value} for key, value in extras.items()],
        "groups": [],
        "resources": [resource(ref, n, k) for k in range(len(FORMATS))],
    }


def resource(ref: str, n: int, k: int) -> Mapping[str, Any]:
    """Return file `k` of the dataset `ref`."""
    code, media = FORMATS[k]
    return {
        "id": f"6b1d4a50-{k + 1:04d}-4000-8000-{n:012d}",
        "name": f"Datei als {code}",
        "description": f"Alle Merkmale als {code}.",
        "url": f"{ref}/datei/{k}/daten.{code.lower()}",
        "format": code,
        "mimetype": media,
        "size": 1024 * (k + 1) + n,
        "last_modified": "2026-05-01T09:30:00",
    }
