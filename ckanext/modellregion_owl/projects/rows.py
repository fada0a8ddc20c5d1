"""Labelled values and links, as the parts of a project page share them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict


class Link(TypedDict):
    """A link with its words."""

    title: str
    url: str


class Row(TypedDict):
    """A labelled value. `texts` and `links` are empty where the value is unknown."""

    label: str
    texts: list[str]
    links: list[Link]
    note: str


def safe(url: Any) -> bool:
    """Tell whether an address may stand in `href`: http and https only."""
    return str(url or "").startswith(("https://", "http://"))


def labelled(name: str, values: Sequence[str], note: str = "", links: Sequence[Link] = ()) -> Row:
    """Return a row without empty values and without links that may not stand in `href`."""
    return {
        "label": name,
        "texts": [value for value in values if value],
        "links": [link for link in links if safe(link["url"]) or _is_mail(link["url"])],
        "note": note,
    }


def mailbox(address: Any) -> list[Link]:
    """Return the link to a functional mailbox, [] without one."""
    text = str(address or "")
    return [{"title": text, "url": f"mailto:{text}"}] if "@" in text else []


def _is_mail(url: str) -> bool:
    return url.startswith("mailto:")


def host(url: str) -> str:
    """Return the host of an address for people to read, without "www."."""
    return url.partition("://")[2].partition("/")[0].removeprefix("www.")
