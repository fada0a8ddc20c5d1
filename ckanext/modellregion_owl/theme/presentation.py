"""How single values are written: dates, sizes, formats, addresses (design README, section 6).

Pure functions without a request. `lang` is a language code of the interface; every language but
German is written the English way.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from ckan.lib import helpers as core

NBSP = "\N{NO-BREAK SPACE}"
SAFE_SCHEMES = ("http", "https", "mailto")
ISO_DATE = re.compile(r"^\s*(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?=$|[T\s+Z-])")
# What Markdown or HTML would read as more than words.
_MARKUP = re.compile(r"[<>*_`#\[\]!&\\~|=]|^[^\S\n]*(?:\d+\.|[-+=])", re.M)
_BLOCK_END = re.compile(r"<(?:br\s*/?|/p|/div|/li|/h[1-6])>", re.I)
CONTROL = re.compile(r"[\x00-\x20\x7f]")
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
}
# Codes of the EU file type list and media types that nobody calls by that name.
FORMAT_NAMES = {
    "WFS_SRVC": "WFS",
    "WMS_SRVC": "WMS",
    "WMTS_SRVC": "WMTS",
    "WCS_SRVC": "WCS",
    "OGC API - FEATURES": "OGC API",
    "JSON_LD": "JSON-LD",
    "LD+JSON": "JSON-LD",
    "GEO+JSON": "GEOJSON",
    "VND.GEO+JSON": "GEOJSON",
    "RDF_XML": "RDF/XML",
    "RDF+XML": "RDF/XML",
    "RDF_TURTLE": "Turtle",
    "PLAIN": "TXT",
    "TEXT": "TXT",
    "MSEXCEL": "XLS",
    "VND.MS-EXCEL": "XLS",
    "VND.OPENXMLFORMATS-OFFICEDOCUMENT.SPREADSHEETML.SHEET": "XLSX",
    "VND.OPENXMLFORMATS-OFFICEDOCUMENT.WORDPROCESSINGML.DOCUMENT": "DOCX",
    "ESRI SHAPEFILE": "SHP",
    "SHAPEFILE": "SHP",
    "SHAPE": "SHP",
    "GML+XML": "GML",
    "VND.GOOGLE-EARTH.KML+XML": "KML",
    "OCTET-STREAM": "",
}
SERVICES = {"WFS", "WMS", "WMTS", "WCS", "OGC API", "SPARQL", "API", "REST", "ATOM"}


def format_date(value: Any, lang: str) -> str:
    """Return a date as people write it: 22.11.2026 or 22 November 2026; "" when it is none.

    Takes ISO 8601 text (also year or year and month only, then these alone are written). The day is
    the one that stands in the text: a time zone is not applied.
    """
    found = ISO_DATE.match(str(value or ""))
    if not found:
        return ""
    year, month, day = found.groups()
    names = MONTHS["de" if lang == "de" else "en"].split()
    if not month or not 1 <= int(month) <= 12:
        return year
    if not day:
        return f"{names[int(month) - 1]} {year}"
    if lang == "de":
        return f"{day}.{month}.{year}"
    return f"{int(day)}{NBSP}{names[int(month) - 1]} {year}"


def format_size(value: Any, lang: str) -> str:
    """Return a size in bytes as 1,2 MB or 1.2 MB (powers of 1000), "" when it is not above 0."""
    try:
        size = float(value)
    except (TypeError, ValueError):
        return ""
    if not 0 < size < 1e18:
        return ""
    for unit in ("Bytes", "kB", "MB", "GB", "TB"):
        if size < 999.5 or unit == "TB":
            break
        size /= 1000
    digits = 1 if unit != "Bytes" and size < 9.95 else 0
    return f"{format_number(size, lang, digits)}{NBSP}{unit}"


def format_number(value: float, lang: str, digits: int = 0) -> str:
    """Return a number with the language's separators: 1.234,5 or 1,234.5."""
    text = f"{value:,.{digits}f}"
    return text.translate(str.maketrans(",.", ".,")) if lang == "de" else text


def format_name(value: Any) -> str:
    """Return the short name of a format: CSV for a file type URI, a media type or a word; or ""."""
    text = str(value or "").strip()
    if re.match(r"https?://", text):
        text = re.split(r"[/#]", text.rstrip("/"))[-1]
    elif re.match(r"^[a-z]+/[\w.+-]+$", text):
        text = text.split("/", 1)[1]
    name = text.upper().lstrip(".")
    return FORMAT_NAMES.get(name, name)[:20]


def format_names(resources: list[dict[str, Any]]) -> list[str]:
    """Return the formats of files and services, each once, in their order."""
    names = (resource_format(resource) for resource in resources)
    return list(dict.fromkeys(name for name in names if name))


def resource_format(resource: dict[str, Any]) -> str:
    """Return the short name of one file's format, "" when nothing says it."""
    return format_name(resource.get("format")) or format_name(resource.get("mimetype"))


def is_service(resource: dict[str, Any]) -> bool:
    """Tell whether the entry is an interface that is queried, not a file that is fetched."""
    if resource.get("download_url"):
        return False
    return bool(resource.get("access_services")) or resource_format(resource) in SERVICES


def safe_url(value: Any) -> str:
    """Return an address that may stand in `href`: absolute http(s) or mailto; else "".

    Harvested addresses come from outside: `javascript:` and `data:` must never become a link.
    """
    text = str(value or "").strip()
    if CONTROL.search(text):
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    if parts.scheme.lower() not in SAFE_SCHEMES:
        return ""
    target = parts.path if parts.scheme.lower() == "mailto" else parts.netloc
    return text if target else ""


def one_line(text: Any, length: int = 180) -> str:
    """Return the first words of a description as plain text, cut after a sentence, else a word."""
    # Sources send paragraphs without a blank between: "<p>One.</p><p>Two.</p>".
    spaced = _BLOCK_END.sub(" ", str(text or ""))
    if _MARKUP.search(spaced):  # most descriptions are plain, and reading Markdown takes long
        spaced = Markup(core.markdown_extract(spaced, extract_length=0)).unescape()  # noqa: S704
    plain = " ".join(spaced.split())
    if len(plain) <= length:
        return plain
    whole = plain[:length].rfind(". ")
    if whole > length / 4:
        return plain[: whole + 1]
    return plain[:length].rsplit(" ", 1)[0].rstrip(",;:–-") + "…"
