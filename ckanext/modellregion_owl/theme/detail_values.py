"""One renderer per kind of row: a stored value as people read it, never an IRI, code or JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.rows import Row
from ckanext.modellregion_owl.rdf.stored import items, other_values, texts
from ckanext.modellregion_owl.series import find_series
from ckanext.modellregion_owl.theme import presentation as say
from ckanext.modellregion_owl.theme.dataset import Package, spoken, text
from ckanext.modellregion_owl.vocabularies import vocabulary

# text, url ("" = plain text); lang where the text is in another language than the page
Value = dict[str, str]

SERIES = str(iri("dcat:DatasetSeries"))
LONGEST = 300
_ADDRESS = re.compile(r"[A-Za-z][\w+.-]*:\S+")
_DURATION = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?"
)


def values(row: Row, package: Package, lang: str) -> list[Value]:
    """Return what the page says for a row; empty when the package has nothing readable."""
    found = _RENDERERS[row.kind](row, package, lang)
    unique = list({(v["text"], v["url"]): v for v in found if v["text"]}.values())
    names = Counter(v["text"] for v in unique)
    return [_longer(v) if names[v["text"]] > 1 and v["url"] else v for v in unique]


def _longer(value: Value) -> Value:
    """Return a link with the end of its address: links to several places have several names."""
    end = unquote(value["url"].rstrip("/").rsplit("/", 1)[-1])
    return value | {"text": f"{value['text']}/…/{end[-60:]}"}


def plain(words: str) -> Value:
    """Return a value without a link."""
    return {"text": words, "url": ""}


def line(value: Any) -> Value:
    """Return one line of a text: a bare address as link with its host, JSON as nothing."""
    words = str(value or "").strip()
    if words[:1] in ("{", "["):
        return plain("")
    return link(words) if _ADDRESS.fullmatch(words) else plain(say.one_line(words, LONGEST))


def link(address: str) -> Value:
    """Return an address as link with its host; nothing when it may not be a link."""
    url = say.safe_url(address)
    host = url.split("//", 1)[-1].split("/", 1)[0].removeprefix("www.").removeprefix("mailto:")
    return {"text": host, "url": url}


def marked(value: Value, language: str) -> Value:
    """Return a value with the language of its words (WCAG 2.1, 3.1.2), if it needs a mark."""
    return {**value, "lang": language} if language and value["text"] else value


def _terms(row: Row, package: Package, lang: str) -> list[Value]:
    # What the vocabulary does not know is left to the machine-readable forms.
    found = (vocabulary(row.vocabulary).find(v) for v in texts(row, package.get(row.field)))
    return [plain(term.label(lang)) for term in found if term]


def _dates(row: Row, package: Package, lang: str) -> list[Value]:
    return [plain(say.format_date(v, lang)) for v in texts(row, package.get(row.field))]


def _texts(row: Row, package: Package, lang: str) -> list[Value]:
    own = package.get(row.field) if row.many else text(package, row.field, lang)
    other = other_values(package, row.field).get(lang, [])
    if other and lang != "de":
        return [line(v) for v in other]
    language = spoken(package, row.field, lang)
    return [marked(line(v), language) for v in [*texts(row, own), *other]]


def _literals(row: Row, package: Package, lang: str) -> list[Value]:
    found = texts(row, package.get(row.field))
    if row.datatype == iri("xsd:duration"):
        return [plain(duration(v)) for v in found]
    if row.datatype == iri("xsd:decimal") and lang == "de":
        return [plain(v.replace(".", ",")) for v in found]
    return [line(v) for v in found]


def _links(row: Row, package: Package, lang: str) -> list[Value]:
    found = texts(row, package.get(row.field))
    here = _series(found) if str(row.cls) == SERIES else {}
    return [entry(here[v]) if v in here else line(v) for v in found]


def _series(found: list[str]) -> dict[str, Package]:
    try:
        return find_series(found)
    except SearchError:  # the page stands without the search
        return {}


def entry(package: Package) -> Value:
    """Return a dataset of this portal as link with its title."""
    return {"text": str(package["title"]), "url": tk.url_for("dataset.read", id=package["name"])}


def _types(row: Row, package: Package, lang: str) -> list[Value]:
    named = (row.choices.get(v, {}) for v in texts(row, package.get(row.field)))
    return [plain(label.get(lang) or label.get("en", "")) for label in named]


def _nodes(row: Row, package: Package, lang: str) -> list[Value]:
    render = _CLASSES.get(str(row.cls), _node)
    found = [(node, render(row, node, lang)) for node in items(package.get(row.field))]
    return [_marked_node(row, node, value, package, lang) for node, value in found]


def _marked_node(row: Row, node: Package, value: Value, package: Package, lang: str) -> Value:
    """Mark a value that is a text of the node itself; addresses and terms are no German."""
    own = {say.one_line(node.get(key), LONGEST) for key in ("name", "text", row.text) if key}
    return marked(value, spoken(package, row.field, lang)) if value["text"] in own else value


def _node(row: Row, node: Package, lang: str) -> Value:
    """Return the text of a node, else of a node in it, else its first link."""
    if row.text and node.get(row.text):
        found = line(text(node, row.text, lang))
        return found | {"url": found["url"] or say.safe_url(node.get("url"))}
    inner = [_node(r, n, lang) for r in row.subrows if r.nested for n in items(node.get(r.field))]
    links = [line(node.get(r.field)) for r in row.subrows if r.kind == "iri"]
    return next((v for v in [*inner, *links] if v["text"]), plain(""))


def _contact(row: Row, node: Package, lang: str) -> Value:
    email = str(node.get("email") or "").removeprefix("mailto:")
    url = say.safe_url(f"mailto:{email}") if "@" in email else say.safe_url(node.get("url"))
    words = node.get("name") or email or link(str(node.get("url") or ""))["text"]
    return {"text": say.one_line(words), "url": url}


def _place(row: Row, node: Package, lang: str) -> Value:
    # Keys of places are IRIs of one list; other IRIs and geometries say nothing to a reader.
    known = (vocabulary("geocoding").find(str(node.get(k) or "")) for k in ("uri", "admin_unit"))
    named = line(node.get("text"))
    if named["text"] and not named["url"]:
        return named
    return plain(next((term.label(lang) for term in known if term), ""))


def _period(row: Row, node: Package, lang: str) -> Value:
    start, end = (say.format_date(node.get(key), lang) for key in ("start", "end"))
    if start and end:
        return plain(start if start == end else f"{start}{say.NBSP}– {end}")
    if start:
        return plain(tk._("since {date}").format(date=start))
    return plain(tk._("until {date}").format(date=end) if end else "")


def duration(value: str) -> str:
    """Return an xsd:duration in words ("1 day"), "" when it is none."""
    found = _DURATION.fullmatch(value)
    names = (
        lambda n: tk.ungettext("{n} year", "{n} years", n),
        lambda n: tk.ungettext("{n} month", "{n} months", n),
        lambda n: tk.ungettext("{n} week", "{n} weeks", n),
        lambda n: tk.ungettext("{n} day", "{n} days", n),
        lambda n: tk.ungettext("{n} hour", "{n} hours", n),
        lambda n: tk.ungettext("{n} minute", "{n} minutes", n),
        lambda n: tk.ungettext("{n} second", "{n} seconds", n),
    )
    amounts = found.groups() if found else ()
    said = [name(int(n)).format(n=int(n)) for n, name in zip(amounts, names, strict=False) if n]
    return ", ".join(said)


_CLASSES: dict[str, Callable[[Row, Package, str], Value]] = {
    str(iri("vcard:Kind")): _contact,
    str(iri("dct:Location")): _place,
    str(iri("dct:PeriodOfTime")): _period,
}

_RENDERERS: dict[str, Callable[[Row, Package, str], list[Value]]] = {
    "term": _terms,
    "date": _dates,
    "text": _texts,
    "statement": _texts,
    "literal": _literals,
    "identifier": _literals,
    "iri": _links,
    "node": _nodes,
    "geometry": lambda row, package, lang: [],
    "type": _types,
}
