"""The details of a dataset as labelled values: never a bare IRI, code or piece of JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.theme import presentation as say
from ckanext.modellregion_owl.theme.dataset import Package, labels, municipality, publisher, text

Value = dict[str, str]  # text, url ("" = plain text)


def details(package: Package, lang: str) -> list[dict[str, Any]]:
    """Return the rows [{label, values: [{text, url}]}] of a dataset, empty ones left out."""
    rows = [*_about(package, lang), *_when(package, lang), *_who(package), *_more(package, lang)]
    return [{"label": label, "values": values} for label, values in rows if values]


def _about(package: Package, lang: str) -> Iterator[tuple[str, list[Value]]]:
    yield tk._("Area"), _plain(_places(package, lang))
    yield tk._("Topic"), _plain(labels("themes", package.get("theme"), lang))
    kind = labels("dataset_types", package.get("dcat_type"), lang)
    yield tk._("Type of dataset"), _plain(kind)
    yield tk._("Keywords"), _plain(_keywords(package))
    yield tk._("Language of the data"), _plain(labels("languages", package.get("language"), lang))
    kinds = labels("hvd_categories", package.get("hvd_category"), lang)
    yield tk._("High-value data"), _plain(kinds)
    yield tk._("Access"), _plain(labels("access_rights", package.get("access_rights"), lang))


def _when(package: Package, lang: str) -> Iterator[tuple[str, list[Value]]]:
    yield tk._("Updates"), _plain(labels("frequencies", package.get("frequency"), lang))
    periods = [_period(row, lang) for row in _rows(package.get("temporal_coverage"))]
    yield tk._("Period"), _plain(periods)
    yield tk._("Published"), _plain([say.format_date(package.get("issued"), lang)])
    yield tk._("As of"), _plain([say.format_date(package.get("modified"), lang)])
    yield tk._("Version"), _plain([str(package.get("version") or "")])


def _who(package: Package) -> Iterator[tuple[str, list[Value]]]:
    place = (municipality(package) or {}).get("name", "")
    yield tk._("Publisher"), _plain([publisher(package) or place])
    yield tk._("Creator"), _plain([str(r.get("name") or "") for r in _rows(package.get("creator"))])
    contacts = [_contact(row) for row in _rows(package.get("contact"))]
    if not contacts:
        plain = {"name": package.get("maintainer"), "email": package.get("maintainer_email")}
        contacts = [_contact(plain)]
    yield tk._("Contact"), [contact for contact in contacts if contact["text"]]


def _more(package: Package, lang: str) -> Iterator[tuple[str, list[Value]]]:
    source = say.safe_url(package.get("url"))
    if source:
        yield tk._("Page of the source"), [{"text": _host(source), "url": source}]
    pages = [say.safe_url(url) for url in _list(package.get("documentation"))]
    yield tk._("Documentation"), [{"text": _host(url), "url": url} for url in pages if url]
    origin = [text(package, "provenance", lang), text(package, "version_notes", lang)]
    yield tk._("Origin"), _plain([say.one_line(note, 300) for note in origin])
    basis = [str(entry) for entry in _list(package.get("legal_basis")) if "://" not in str(entry)]
    yield tk._("Legal basis"), _plain([say.one_line(entry, 300) for entry in basis])
    for extra in package.get("extras") or []:
        value = str(extra.get("value") or "")
        # Extras hold anything, also whole structures of other extensions: only readable ones.
        if extra.get("key") and value[:1] not in "[{" and "://" not in value:
            yield str(extra["key"]), _plain([say.one_line(value, 300)])


def _keywords(package: Package) -> list[str]:
    tags = [str(tag.get("display_name") or tag.get("name")) for tag in _rows(package.get("tags"))]
    own = [str(word) for word in _list(package.get("keyword"))]
    return sorted(dict.fromkeys([*tags, *own]), key=str.lower)


def _places(package: Package, lang: str) -> list[str]:
    named = [str(row.get("text") or "") for row in _rows(package.get("spatial_coverage"))]
    named = [name for name in named if name and name[:1] not in "[{" and "://" not in name]
    uris = [row.get("uri") for row in _rows(package.get("spatial_coverage"))]
    units = [row.get("admin_unit") for row in _rows(package.get("spatial_coverage"))]
    return list(dict.fromkeys([*named, *labels("geocoding", [*uris, *units], lang)]))


def _period(row: dict[str, Any], lang: str) -> str:
    start, end = (say.format_date(row.get(key), lang) for key in ("start", "end"))
    if start and end:
        return start if start == end else f"{start}{say.NBSP}– {end}"
    if start:
        return tk._("since {date}").format(date=start)
    return tk._("until {date}").format(date=end) if end else ""


def _contact(row: dict[str, Any]) -> Value:
    email = str(row.get("email") or "").removeprefix("mailto:")
    address = say.safe_url(f"mailto:{email}") if "@" in email else say.safe_url(row.get("url"))
    return {"text": str(row.get("name") or email or ""), "url": address}


def _plain(values: list[str]) -> list[Value]:
    return [{"text": value, "url": ""} for value in values if value]


def _rows(value: Any) -> list[dict[str, Any]]:
    return [row for row in _list(value) if isinstance(row, dict)]


def _list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [value] if value else []


def _host(url: str) -> str:
    return url.split("//", 1)[-1].split("/", 1)[0].removeprefix("www.")
