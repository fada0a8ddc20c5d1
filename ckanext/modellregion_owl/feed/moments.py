"""`dct:modified` of a dataset: strictly newer on a real change, and only then.

GovData takes the later of two datasets with one identifier, and refuses a change without a newer
date where the address is another (spec govdata.md 2).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from dateutil.parser import ParserError, parse

from ckanext.modellregion_owl.feed.formats import NT
from ckanext.modellregion_owl.feed.pieces import Piece, make_piece, modified_of

MODIFIED = "<http://purl.org/dc/terms/modified>"
_VALUE = re.compile(r'"([^"]*)"')
_SECOND = timedelta(seconds=1)


def settled(
    made: Piece,
    dataset: dict[str, Any],
    described: Collection[str],
    before: tuple[datetime | None, str] | None,
) -> Piece:
    """Return the piece with the date that readers may be told.

    :param before: the dataset's date in CKAN when its last piece was made, and that piece's
        N-Triples; None for the first one.
    """
    if before is None:
        return made
    stamp, text = before
    told, rest = _split(text, made.iri)
    now, rest_now = _split(made.bodies[NT.column], made.iri)
    if told is None or now is None:
        return made
    changed = rest != rest_now and stamp != modified_of(dataset)
    date = _date(dataset, told, now, changed)
    if date == now:
        return made
    return make_piece({**dataset, "modified": date.text}, described)


@dataclass(frozen=True)
class Moment:
    """A date as it is written in the feed: kept to the letter, for a letter is a change."""

    text: str

    @property
    def utc(self) -> datetime:
        """Return it for comparison; without a zone it is UTC."""
        return _utc(parse(self.text))


def _date(dataset: dict[str, Any], told: Moment, now: Moment, changed: bool) -> Moment:
    if not changed:
        # Assigned to a project, or written anew by other code: nothing that a reader is told.
        return now if now.utc > told.utc and dataset.get("modified") else told
    if now.utc > told.utc:
        return now
    touched = Moment(str(dataset.get("metadata_modified") or told.text))
    return touched if touched.utc > told.utc else Moment((told.utc + _SECOND).isoformat())


def _split(text: str, iri: str) -> tuple[Moment | None, frozenset[str]]:
    """Return the dataset's date and all other statements, but for the date of its entry."""
    dates, rest = [], []
    for line in text.splitlines():
        subject, _, more = line.partition(" ")
        if not more.startswith(MODIFIED):
            rest.append(line)
        elif subject == f"<{iri}>":
            dates.append(more)
        elif "/record/" not in subject:
            rest.append(line)
    return (_parsed(dates[0]) if dates else None), frozenset(rest)


def _parsed(text: str) -> Moment | None:
    found = _VALUE.search(text)
    try:
        moment = Moment(found.group(1)) if found else None
        return moment if moment and moment.utc else None
    except (ParserError, OverflowError):
        return None


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
