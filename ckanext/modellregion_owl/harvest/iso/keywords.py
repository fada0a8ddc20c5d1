"""Keywords, categories (themes) and high-value data; spec iso19139.md 2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ckanext.modellregion_owl.harvest.iso.metadata import Metadata
from ckanext.modellregion_owl.harvest.iso.tree import Value, text, texts, value_of, values
from ckanext.modellregion_owl.harvest.records.describe import Description
from ckanext.modellregion_owl.vocabularies import vocabulary

# Words that say how a record is chosen and nothing of the data (GDI-DE 3.2.2, 2.7.1).
MARKERS = ("opendata", "inspireidentifiziert")

HVD_ACT = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
_HVD_LIST = "http://data.europa.eu/bna/asd487ae75"
_HVD_NAME = "high-value dataset categories"
_HVD_SINCE = "2023-09-27"
_INSPIRE_LIST = "GEMET - INSPIRE themes, version 1.0"
_INSPIRE = "http://inspire.ec.europa.eu/theme/"

TOPICS = ("fallback", "first", "all")


@dataclass(frozen=True)
class Keyword:
    """A keyword, in all its languages, with title, address and publication date of its list."""

    value: Value
    spoken: tuple[tuple[str, str], ...]
    thesaurus: str = ""
    list_iri: str = ""
    since: str = ""


def keywords(metadata: Metadata) -> Iterator[Keyword]:
    """Yield the keywords of the identification in their order."""
    for group in metadata.info.iterfind("descriptiveKeywords/MD_Keywords"):
        title = next(values(group, "thesaurusName/*/title"), Value(""))
        since = text(group, "thesaurusName/*/date/*/date")
        for node in group.iterfind("keyword"):
            value = value_of(node)
            if value.text or value.href:
                yield Keyword(value, tuple(metadata.spoken(node)), title.text, title.href, since)


def add_keywords(about: Description, metadata: Metadata, markers: bool = False) -> None:
    """Say the keywords, each once.

    :param markers: also those that only mark a record (`MARKERS`).
    """
    seen: set[tuple[str, str]] = set()
    for word in keywords(metadata):
        if not markers and word.value.text.casefold() in MARKERS:
            continue
        for said in word.spoken:
            if said not in seen:
                seen.add(said)
                about.text("dcat:keyword", *said)


def add_themes(about: Description, metadata: Metadata, topics: str = "fallback") -> None:
    """Say the categories: from the keywords, else from the topic categories.

    :param topics: when topic categories count: "fallback" if no keyword gave a category, "first"
        the same with the first of them alone, "all" always.
    """
    words = list(keywords(metadata))
    inspire = list(dict.fromkeys(filter(None, map(_inspire_theme, words))))
    codes = [w.value.text for w in words if not w.thesaurus and w.value.text in _theme_codes()]
    themes = codes or [c for theme in inspire for c in _themes_of("inspire_themes", theme)]
    written = texts(metadata.info, "topicCategory")
    if topics == "all" or not themes:
        further = [c for topic in written for c in _of_topic(topic, inspire)]
        themes += further[:1] if topics == "first" else further
    for code in dict.fromkeys(themes):
        about.link("dcat:theme", _theme_codes()[code])
    for topic in written:
        known = vocabulary("iso_topics").find(topic)
        about.link("dct:subject", known.uri if known else topic)


def _theme_codes() -> dict[str, str]:
    return {term.code: term.uri for term in vocabulary("themes")}


def _inspire_theme(word: Keyword) -> str:
    """Return the INSPIRE theme that a keyword names, "" of none.

    A label alone is not one: "Gebäude" is an everyday word.
    """
    if word.value.href.replace("https:", "http:").startswith(_INSPIRE):
        return word.value.href.replace("https:", "http:").rstrip("/")
    if word.thesaurus.casefold() != _INSPIRE_LIST.casefold():
        return ""
    term = vocabulary("inspire_themes").find(word.value.text)
    return term.uri if term else ""


def _themes_of(table: str, iri: str) -> list[str]:
    term = vocabulary(table).get(iri)
    return term.extra.get("themes", "").split("|") if term else []


def _of_topic(topic: str, inspire: list[str]) -> list[str]:
    term = vocabulary("iso_topics").find(topic)
    if term is None:
        return []
    found = list(filter(None, term.extra.get("themes", "").split("|")))
    for row in filter(None, term.extra.get("further", "").split("|")):
        theme, _, code = row.partition(":")
        if _INSPIRE + theme in inspire:
            found.append(code)
    return found


def hvd_categories(metadata: Metadata) -> list[str]:
    """Return the IRIs of the categories of high-value data that the keywords name."""
    found = (_hvd(word) for word in keywords(metadata))
    return list(dict.fromkeys(filter(None, found)))


def _hvd(word: Keyword) -> str:
    terms = vocabulary("hvd_categories")
    if word.value.href in terms:
        return word.value.href
    listed = word.list_iri == _HVD_LIST or word.thesaurus.casefold() == _HVD_NAME
    if not listed or (word.since and word.since[:10] < _HVD_SINCE):
        return ""
    term = terms.find(word.value.text)
    return term.uri if term else ""


def add_hvd(about: Description, categories: list[str], category: bool = True) -> None:
    """Say the act, and the categories where the property is allowed (dataset, service)."""
    for iri in categories:
        if category:
            about.link("dcatap:hvdCategory", iri)
    if categories:
        about.link("dcatap:applicableLegislation", HVD_ACT)
