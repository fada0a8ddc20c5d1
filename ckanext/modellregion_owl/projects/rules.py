"""Which model projects a dataset belongs to. Pure: no database, no CKAN.

A strong rule assigns, a weak one only suggests. Words are looked for in the title and among the
keywords, whole and without case or punctuation. A project's `keywords_exclude` never count: INSPIRE
is also the EU's geodata directive. Words such as LoRaWAN mean another project elsewhere: their
rules ask for an organisation, a publisher or a place too.
Source: spec portal 1 (the traps), issue 3 part 9, issue 7 part 3.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from ckanext.modellregion_owl.projects.facts import Facts
from ckanext.modellregion_owl.region import Project, Rule

VERSION = "2"  # counts up when the same rules would assign otherwise


class Where(str, Enum):
    """The part of the dataset in which a condition was met."""

    TITLE = "title"
    KEYWORDS = "keywords"
    ORGANISATION = "organisation"
    PUBLISHER = "publisher"
    PLACE = "place"
    FORMAT = "format"
    SOURCE = "source"


@dataclass(frozen=True)
class Reason:
    """A condition that is met; `value` as the rule spells it."""

    where: Where
    value: str


@dataclass(frozen=True)
class Match:
    """A dataset fits a project by one rule, for these reasons."""

    project: str
    strong: bool
    reasons: tuple[Reason, ...]


def match(facts: Facts, projects: Iterable[Project]) -> list[Match]:
    """Return the projects that fit the dataset, at most one match each, in the projects' order."""
    text = _Text(normalise(facts.title), tuple(normalise(word) for word in facts.keywords))
    found = (_first(text, facts, project) for project in projects)
    return [one for one in found if one]


def assigned(facts: Facts, projects: Iterable[Project]) -> list[Match]:
    """Return the strong matches only: those that put the dataset into a project."""
    return [one for one in match(facts, projects) if one.strong]


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """Return the words of a text in lower case: "LoRaWAN-2.0" → "lorawan 2 0"."""
    folded = unicodedata.normalize("NFC", text).casefold()
    return " ".join(re.split(r"[\W_]+", folded)).strip()


@dataclass(frozen=True)
class _Text:
    title: str
    keywords: tuple[str, ...]

    def reason(self, word: str, never: Collection[str]) -> Reason | None:
        wanted = normalise(word)
        if not wanted or wanted in never:
            return None
        if _contains(self.title, wanted):
            return Reason(Where.TITLE, word)
        if any(_contains(keyword, wanted) for keyword in self.keywords):
            return Reason(Where.KEYWORDS, word)
        return None


def _first(text: _Text, facts: Facts, project: Project) -> Match | None:
    never = {normalise(word) for word in project.keywords_exclude}
    for rule in project.all_rules:
        met = list(_conditions(rule, text, facts, never))
        if all(met):
            reasons = (reason for reason in met if isinstance(reason, Reason))
            return Match(project.slug, rule.strong, tuple(reasons))
    return None


def _conditions(
    rule: Rule, text: _Text, facts: Facts, never: Collection[str]
) -> Iterator[Reason | bool | None]:
    """Yield for each condition of the rule the reason why it is met, None or False if it is not."""
    if rule.keywords_any:
        yield next(filter(None, (text.reason(word, never) for word in rule.keywords_any)), None)
    yield from (text.reason(word, never) for word in rule.keywords_all)
    yield not any(text.reason(word, ()) for word in rule.keywords_none)
    for where, wanted, there in (
        (Where.PUBLISHER, rule.publishers, facts.publishers),
        (Where.PLACE, rule.places, facts.places),
    ):
        if wanted:
            yield next((Reason(where, name) for name in wanted if _named(name, there)), None)
    for where, wanted, there in (
        (Where.FORMAT, rule.formats, facts.formats),
        (Where.ORGANISATION, rule.organisations, (facts.organisation,)),
        (Where.SOURCE, rule.sources, (facts.source,)),
    ):
        same = {normalise(name) for name in there}
        if wanted:
            yield next((Reason(where, name) for name in wanted if normalise(name) in same), None)


def _named(wanted: str, names: Iterable[str]) -> bool:
    """Tell whether one of the names is that address, or has these words in it."""
    if "://" in wanted:
        return wanted in names
    return any(_contains(normalise(n), normalise(wanted)) for n in names if "://" not in n)


def _contains(text: str, wanted: str) -> bool:
    return f" {wanted} " in f" {text} "
