"""Steps through a catalogue by positions, whatever its server says of the next one.

Servers omit `nextRecord`, set it to 1 at the end, cap the page at 10, repeat a page, and answer
with an exception for a page with one record that they can't write (spec sources.md 3). So: step by
what came, end where the number of matches says, halve a page that fails down to the one record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ckanext.modellregion_owl.harvest.csw.answer import Found, ServerSaysNo
from ckanext.modellregion_owl.harvest.exceptions import (
    N_,
    Message,
    SourceMissing,
    SourceRefused,
    SourceSilent,
    SourceUnavailable,
)

MAX_BAD = 10  # records in a row that can't be read, after which the server counts as broken

_HOPELESS = (SourceMissing, SourceRefused, SourceSilent)

# (position, number of records, sorted) → records
Ask = Callable[[int, int, bool], Found]


@dataclass(frozen=True)
class Step:
    """The records of one answer, None where a record can't be read; what could not be read."""

    found: Found | None
    unread: tuple[Message, ...] = ()


class Walk:
    """One walk from the first record to the last.

    `position` is that of the next record, `matched` the number of all, None if not told.

    :param size: records to ask for; fewer are asked for after a page has failed.
    :param sort: ask for the order of the identifiers as long as the server allows it.
    """

    def __init__(self, ask: Ask, size: int, max_pages: int, sort: bool = True) -> None:
        self._ask = ask
        self._wanted = self._size = size
        self._max_pages = max_pages
        self._orders = [True, False] if sort else [False]
        self.position = 1
        self._pages = 0
        self._bad = 0
        self._seen: set[str] = set()
        self._stale = 0
        self.matched: int | None = None

    def steps(self) -> Iterator[Step]:
        """Yield the answers in order.

        :raises SourceUnavailable: the server is silent, broken, or repeats itself.
        """
        while self.matched is None or self.position <= self.matched:
            try:
                found = self._read()
            except ServerSaysNo as err:
                if self.matched is None and self._seen:
                    return  # behind the last record; how many there are was never said
                yield Step(None, (self._skip(err),))
                continue
            except SourceUnavailable as err:
                yield Step(None, (self._skip(err),))
                continue
            if not found.facts.came:
                return
            unread = self._advance(found)
            yield Step(found, unread)
            following = found.facts.next
            if self.matched is None and following is not None and following < self.position:
                return

    def _read(self) -> Found:
        """Read at the position, with smaller pages if need be.

        :raises SourceUnavailable: not even the one record can be read.
        """
        while True:
            try:
                return self._try()
            except SourceSilent:
                if not self._seen or self._size == 1:
                    raise
            except SourceUnavailable:
                if self._size == 1:
                    raise
            self._size = max(1, self._size // 2)

    def _try(self) -> Found:
        """Ask for a page, sorted and if that fails unsorted, until it is known what works."""
        for order in tuple(self._orders):
            try:
                found = self._ask(self.position, self._size, order)
            except (SourceMissing, SourceRefused, SourceSilent):
                raise
            except SourceUnavailable:
                if order is self._orders[-1]:
                    raise
                continue
            self._orders = [order]
            return found
        raise AssertionError("unreachable")

    def _skip(self, err: SourceUnavailable) -> Message:
        """Go past a record that can't be read; raise where no further record would be better."""
        self._bad += 1
        if isinstance(err, _HOPELESS) or self._bad > MAX_BAD:
            raise err
        text = N_("Record {position} of the catalogue can't be read: {reason}")
        message = Message(text, {"position": str(self.position), "reason": str(err)})
        self.position += 1
        return message

    def _advance(self, found: Found) -> tuple[Message, ...]:
        self._check(found)
        facts = found.facts
        self._bad = 0
        self._size = min(self._wanted, self._size * 2)
        if facts.matched:
            self.matched = facts.matched
        step = facts.came
        unread: tuple[Message, ...] = ()
        returned = facts.returned or 0
        if step < returned and facts.next == self.position + returned:
            text = N_("{number} of the records {first} to {last} of the catalogue are missing.")
            last = self.position + returned - 1
            numbers = {"number": returned - step, "first": self.position, "last": last}
            unread = (Message(text, {key: str(value) for key, value in numbers.items()}),)
            step = returned
        self.position += step
        return unread

    def _check(self, found: Found) -> None:
        self._pages += 1
        if self._pages > self._max_pages:
            raise SourceUnavailable(
                N_("The source has more than {number} pages; reading was stopped."),
                number=self._max_pages,
            )
        if not found.facts.ids and not self._seen:
            raise SourceUnavailable(
                N_("The catalogue {url} delivers no records after ISO 19139."), url=found.url
            )
        ids = found.facts.ids
        self._stale = 0 if set(ids) - self._seen else self._stale + len(ids)
        self._seen.update(ids)
        if self._stale > 1:  # one record may really be there twice
            raise SourceUnavailable(
                N_("The pages of the source run in a circle: {url} has come before."),
                url=found.url,
            )
