"""Which model projects a dataset belongs to. Pure: no database, no CKAN.

A strong keyword in the title or among the dataset's own keywords assigns it, a weak one only
suggests it. Words are compared whole and without case or punctuation. A project's
`only_municipalities` bind it to a place, for words such as LoRaWAN mean another project elsewhere;
its `keywords_exclude` never count on their own (INSPIRE is also the EU's geodata directive).
Source: spec portal 1 (the traps), issue 3 part 9.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from ckanext.modellregion_owl.region import Project

VERSION = "1"  # counts up when the same keywords would assign otherwise


class Where(str, Enum):
    """The part of the dataset in which the word was found."""

    TITLE = "title"
    KEYWORDS = "keywords"


@dataclass(frozen=True)
class Match:
    """A dataset fits a project; `word` as the rule spells it.

    `place` is the municipality that the rule asks for, "" when it asks for none.
    """

    project: str
    strong: bool
    where: Where
    word: str
    place: str = ""


def match(
    package: Mapping[str, Any], municipality: str, projects: Iterable[Project]
) -> list[Match]:
    """Return the projects that fit the dataset, at most one match each, in the projects' order.

    :param package: package dict; `title` and `tags` ([{"name"} or {"display_name"}]) are read.
    :param municipality: slug of the dataset's municipality, "" when it has none.
    """
    title = normalise(str(package.get("title") or ""))
    keywords = [normalise(word) for word in words(package)]
    found = (_best(title, keywords, municipality, project) for project in projects)
    return [one for one in found if one]


def assigned(
    package: Mapping[str, Any], municipality: str, projects: Iterable[Project]
) -> list[Match]:
    """Return the strong matches only: those that put the dataset into a project."""
    return [one for one in match(package, municipality, projects) if one.strong]


def words(package: Mapping[str, Any]) -> Iterator[str]:
    """Yield the dataset's keywords as text."""
    for tag in package.get("tags") or ():
        yield str(tag.get("name") or tag.get("display_name") or "")


def normalise(text: str) -> str:
    """Return the words of a text in lower case: "LoRaWAN-2.0" → "lorawan 2 0"."""
    folded = unicodedata.normalize("NFC", text).casefold()
    return " ".join(re.split(r"[\W_]+", folded)).strip()


def _best(title: str, keywords: list[str], municipality: str, project: Project) -> Match | None:
    if project.only_municipalities and municipality not in project.only_municipalities:
        return None
    place = municipality if project.only_municipalities else ""
    never = {normalise(word) for word in project.keywords_exclude}
    for strong, candidates in ((True, project.keywords_strong), (False, project.keywords_weak)):
        for word in candidates:
            wanted = normalise(word)
            if not wanted or wanted in never:
                continue
            where = _where(wanted, title, keywords)
            if where:
                return Match(project.slug, strong, where, word, place)
    return None


def _where(wanted: str, title: str, keywords: list[str]) -> Where | None:
    if _contains(title, wanted):
        return Where.TITLE
    if any(_contains(keyword, wanted) for keyword in keywords):
        return Where.KEYWORDS
    return None


def _contains(text: str, wanted: str) -> bool:
    return f" {wanted} " in f" {text} "
