"""Search among the projects themselves: a few rows, worked out without the index. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ckanext.modellregion_owl.projects.store import Record
from ckanext.modellregion_owl.region import Region
from ckanext.modellregion_owl.theme.words.compounds import meaning, meanings
from ckanext.modellregion_owl.theme.words.stem import SHORTEST, stem

WORD = re.compile(r"\w+")
FIELDS = ("title", "summary", "description", "lead", "transfer_tag", "transfer_note")


def matching(records: Iterable[Record], query: str, region: Region) -> list[Record]:
    """Return the projects that have every word of the query, in German or English.

    A word is found in the plural, with umlauts written out, inside of a compound and at the
    beginning of a longer word: "Ampel" in "Ampelsteuerung". All projects without a word.
    """
    wanted = [word for word in WORD.findall(query) if len(word) >= SHORTEST or word.isdigit()]
    if query.strip() and not wanted:
        return []  # "?" or "*" is no word
    return [record for record in records if _has(record, wanted, region)]


def _has(record: Record, wanted: list[str], region: Region) -> bool:
    if not wanted:
        return True
    words = {word for text in _texts(record, region) for word in WORD.findall(text)}
    stems = {stem(word) for word in words}
    meant = {meant for word in words for meant in meanings(word)}
    return all(
        meaning(word) in meant or any(_begins(have, stem(word)) for have in stems)
        for word in wanted
    )


def _begins(word: str, wanted: str) -> bool:
    return word == wanted if wanted.isdigit() else word.startswith(wanted)


def _texts(record: Record, region: Region) -> Iterator[str]:
    for field in FIELDS:
        yield str(record.get(field) or "")
        yield str(record.get(f"{field}_en") or "")
    yield from (str(partner) for partner in record.get("partners") or ())
    for slug in record.get("action_fields") or ():
        subject = region.action_field(slug)
        yield from subject.label.values() if subject else ()
    place = region.municipality(str(record.get("municipality") or ""))
    yield from place.title.values() if place else ()
