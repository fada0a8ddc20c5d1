"""Reads XML of strangers safely, and gives it without namespaces.

Namespaces of ISO 19139 differ between servers for the same element (gml and gml/3.2, gmd and gmi),
its local names do not: `identificationInfo/*/citation/*/title` finds the title in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from lxml import etree

from ckanext.modellregion_owl.harvest.exceptions import N_, SourceUnavailable

HREF = "{http://www.w3.org/1999/xlink}href"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f￾￿]")
_DOCTYPE = re.compile(r"<!DOCTYPE", re.IGNORECASE)

Element: TypeAlias = Any  # lxml has no types


@dataclass(frozen=True)
class Value:
    """A text of ISO 19139; `href` is the address of an Anchor, "" of a CharacterString."""

    text: str
    href: str = ""


def parse_xml(text: str, url: str) -> Element:
    """Return the root of an XML text, names without namespaces, without comments.

    No DTD, no entities of its own, nothing from the network; the parser's own limits (256 levels,
    10 MB of one text) hold.

    :raises SourceUnavailable: not readable, or with a DTD; says which address and why.
    """
    # Control characters are allowed in no XML; one must not cost a page.
    text = _CONTROL.sub(" ", text)
    if _DOCTYPE.search(text):
        raise SourceUnavailable(
            N_("The data of {url} define XML entities; such are not read, for safety."), url=url
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as err:
        raise SourceUnavailable(
            N_("The data of {url} can't be read, perhaps they are cut off: {error}"),
            url=url,
            error=str(err)[:300],
        ) from err
    for element in root.iter():
        element.tag = etree.QName(element).localname
    return root


def squeeze(text: str | None) -> str:
    """Return a text without outer blanks, and without the indentation of the XML file in it."""
    lines = (" ".join(line.split()) for line in (text or "").splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def value_of(element: Element) -> Value:
    """Return what a property element holds: CharacterString, Anchor, code, URL, date, number.

    A code list value is its attribute, for its text may be empty or translated.
    """
    for child in element:
        if child.tag == "PT_FreeText":
            continue
        return Value(
            squeeze(child.get("codeListValue")) or squeeze("".join(child.itertext())),
            (child.get(HREF) or element.get(HREF) or "").strip(),
        )
    return Value(squeeze(element.text), (element.get(HREF) or "").strip())


def values(element: Element, path: str) -> Iterator[Value]:
    """Yield the values of the property elements under a path, empty ones left out."""
    for found in element.iterfind(path):
        value = value_of(found)
        if value.text or value.href:
            yield value


def texts(element: Element, path: str) -> list[str]:
    """Return the texts of the property elements under a path, each once."""
    return list(dict.fromkeys(v.text for v in values(element, path) if v.text))


def text(element: Element, path: str) -> str:
    """Return the first text under a path, "" when there is none."""
    return next(iter(texts(element, path)), "")
