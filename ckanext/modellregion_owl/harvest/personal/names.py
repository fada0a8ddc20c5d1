"""Tells whether a name is that of a person or of an office."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from ckanext.modellregion_owl.harvest.personal.words import (
    GIVEN_NAMES,
    OFFICE_BEGINNINGS,
    OFFICE_ENDINGS,
    OFFICE_WORDS,
)


class Kind(Enum):
    """Whose a value is; `DOUBT` is a question for a person."""

    OFFICE = "office"
    PERSON = "person"
    DOUBT = "doubt"


@dataclass(frozen=True)
class Verdict:
    """Whose a name is, what of it is the office's ("Stadt Paderborn, Herr Müller"), which parts
    are the person's own name, in lower case."""

    kind: Kind
    office: str = ""
    names: tuple[str, ...] = ()


_SALUTATION = re.compile(r"\b(?:herrn?|frau|fr\.|hr\.|mrs?\.|ms\.)\s+(?=\S)", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:\b(?:ansprechpartner|ansprechperson|bearbeiter|sachbearbeiter|verfasser|autor|kontaktperson)"
    r"(?:in|:in|\*in|/in|/-in|innen|\(in\))?|\bz\.?\s?hd\.?|\bi\.\s?a\.)\s*:?\s+",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"(?:\bprof(?:essorin|essor)?\b\.?|\bpd\b|\bdr\b\.?(?:[ -]?(?:ing|rer|phil|jur|med|h)\b\.?)*"
    r"(?:\s?(?:nat|pol|c|oec)\b\.?)?|\bdipl\.?[ -]?\w+\.?|\bm\.?\s?(?:sc|a|eng)\b\.?"
    r"|\bb\.?\s?(?:sc|a|eng)\b\.?|\bmag\.)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"(?<!\s)\s+[-–—]\s+|[;|\n\r/()\[\]]|,|\bc/o\b")
_PARTICLES = {"von", "van", "de", "da", "di", "zu", "vom", "zur", "den", "ter", "ten", "el", "al"}
_WORD = re.compile(r"[^\W\d_][\w.'’\-]*|&", re.UNICODE)
_INITIAL = re.compile(r"(?:[^\W\d_]\.-?){1,3}")


@lru_cache(maxsize=4096)
def whose(text: str, person: bool = False) -> Verdict:
    """Return whose name a text is.

    :param person: the source says that the entry is a person; then what is not clearly an office
        counts as one.
    """
    text = " ".join(text.split())
    whole = _LABEL.sub("", text, count=1).strip()
    labelled = whole != text and bool(whole)
    if reversed_ := _last_first(whole):
        return Verdict(Kind.PERSON, "", reversed_)
    parts = [p.strip(" .:,") for p in _SEPARATOR.split(whole) if p and p.strip(" .:,")]
    found = [_part(p, person or labelled, alone=len(parts) == 1) for p in parts]
    kinds = {verdict.kind for verdict in found}
    offices = [p if v.kind is Kind.OFFICE else v.office for p, v in zip(parts, found, strict=True)]
    office = ", ".join(filter(None, offices))
    names = tuple(name for verdict in found for name in verdict.names)
    if Kind.PERSON in kinds:
        return Verdict(Kind.PERSON, office, names)
    return Verdict(Kind.DOUBT if Kind.DOUBT in kinds else Kind.OFFICE, office, names)


def _part(text: str, person: bool, alone: bool) -> Verdict:
    """Judge a part without separators inside."""
    called = _SALUTATION.search(text)
    bare = _TITLE.sub(" ", _SALUTATION.sub(" ", text)).strip(" .,-")
    words = _WORD.findall(bare)
    names = tuple(w.strip(".").casefold() for w in words if len(w.strip(".")) > 2)
    if called:
        # "Amt 62 Herr Müller": what stands in front of the salutation is the office.
        before = text[: called.start()].strip(" ,-:")
        after = _WORD.findall(_TITLE.sub(" ", text[called.end() :]))
        own = tuple(w.strip(".").casefold() for w in after if len(w.strip(".")) > 2)
        office = before if before and _part(before, False, False).kind is Kind.OFFICE else ""
        return Verdict(Kind.PERSON, office, own)
    kind = _kind(bare, words, person, titled=bare != text.strip(" .,-"), alone=alone)
    return Verdict(kind, "", () if kind is Kind.OFFICE else names)


def _kind(text: str, words: list[str], person: bool, titled: bool, alone: bool) -> Kind:
    lower = [w.strip(".").casefold() for w in words]
    if not words or re.search(r"[\d@_]|\.[a-z]{2,}\b|[a-zäöü][A-ZÄÖÜ]", text):
        return Kind.OFFICE
    given = lower[0] in GIVEN_NAMES or lower[0].split("-")[0] in GIVEN_NAMES
    signs = re.sub(r"\b(?:von|van|auf|an|in) (?:der|den|dem)\b", "", " ".join(lower)).split()
    marked = any(w in OFFICE_WORDS for w in signs)
    compound = any(w.endswith(tuple(OFFICE_ENDINGS)) for w in lower[1:] or lower)
    initials = bool(_INITIAL.fullmatch(words[0])) and len(words) > 1
    if (given or initials or titled) and len(words) <= 5:
        return _named(lower, marked, compound, titled, person)
    if marked or compound or lower[0].startswith(OFFICE_BEGINNINGS):
        return Kind.OFFICE
    return _unknown(words, lower, person, alone)


def _named(lower: list[str], marked: bool, compound: bool, titled: bool, person: bool) -> Kind:
    """Judge words that begin like a person's name: "Peter Neuhaus", "Heinz Nixdorf Institut"."""
    own = [w for w in lower if w not in _PARTICLES]
    if len(own) == 1 and not titled:
        # "Marienschule", "Otto": one word alone is a person only where the source says so.
        return Kind.PERSON if person and not (marked or compound) else _alone(own[0], compound)
    if marked:
        two = len(own) == 2 and own[1] in OFFICE_WORDS and own[0] in GIVEN_NAMES
        # "Peter Hof": a name of a person, or of a farm.
        return (Kind.PERSON if person else Kind.DOUBT) if two else Kind.OFFICE
    if compound and len(own) > 2:
        return Kind.OFFICE
    return Kind.PERSON


def _alone(word: str, compound: bool) -> Kind:
    return Kind.DOUBT if word in GIVEN_NAMES and not compound else Kind.OFFICE


def _unknown(words: list[str], lower: list[str], person: bool, alone: bool) -> Kind:
    """Judge words without any sign; acronyms and sentences are no names."""
    acronym = any(len(w) > 1 and w.isupper() for w in words)
    if person:
        return Kind.OFFICE if acronym and len(words) == 1 else Kind.PERSON
    own = [w for w, low in zip(words, lower, strict=True) if low not in _PARTICLES]
    named = 2 <= len(own) <= 3 and all(w[0].isupper() for w in own) and not acronym
    return Kind.DOUBT if named and alone else Kind.OFFICE


def _last_first(text: str) -> tuple[str, ...]:
    """Return the names of "Müller, Hans-Peter", "Müller, H." or "von der Heide, Dr. Eva"."""
    last, comma, first = text.partition(",")
    first = _TITLE.sub(" ", first).strip()
    words, before = _WORD.findall(first), _WORD.findall(last)
    if not comma or "," in first or not words or len(words) > 2 or not 1 <= len(before) <= 4:
        return ()
    own = [w for w in before if w.casefold() not in _PARTICLES | {"der"}]
    if len(own) > 2 or any(w.casefold() in OFFICE_WORDS for w in own):
        return ()
    given = words[0].strip(".").casefold()
    if given in GIVEN_NAMES or given.split("-")[0] in GIVEN_NAMES or _INITIAL.fullmatch(first):
        return tuple(w.strip(".").casefold() for w in [*own, *words] if len(w.strip(".")) > 2)
    return ()
