"""A page of a part of the catalogue: which datasets, the links to its neighbours, its texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.feed import generations
from ckanext.modellregion_owl.feed.catalogue import Document, UnavailableError, newest_generation
from ckanext.modellregion_owl.feed.formats import Format
from ckanext.modellregion_owl.feed.generations import Generation
from ckanext.modellregion_owl.feed.kept import read_kept, still_shown
from ckanext.modellregion_owl.feed.listing import Gone, number_of
from ckanext.modellregion_owl.feed.pages import catalogue_body, last_written
from ckanext.modellregion_owl.feed.search import Page
from ckanext.modellregion_owl.feed.selections import Selection
from ckanext.modellregion_owl.feed.settled import read_settled
from ckanext.modellregion_owl.feed.store import Shown
from ckanext.modellregion_owl.model import generation, generation_page


@dataclass(frozen=True)
class PartPage(Page):
    """A page of a part. `starts`: the id of the last dataset before each page, "" for the first.

    `members`: ids of the whole part.
    """

    starts: tuple[str, ...] = ("",)
    members: tuple[str, ...] = ()

    def address(self, url: str, number: int) -> str:
        """Return the absolute address of a page of the same part and generation."""
        start = self.starts[number - 1]
        if not start:
            return url
        return f"{url}?{urlencode({'generation': self.generation, 'after': start})}"

    @property
    def last(self) -> int:
        """Return the number of the last page."""
        return len(self.starts)


def page_of(selection: Selection, arguments: Mapping[str, str]) -> tuple[PartPage, str]:
    """Return the page that a request means, and the catalogue's newest change.

    :raises listing.PageError: the generation is no number.
    :raises Gone: nothing behind `after`; the generation is no longer kept.
    :raises UnavailableError: the part is empty (an empty 200 would delete all of it at GovData), or
        the catalogue can't be read.
    """
    found = _generation(arguments.get("generation", ""))
    whole = selection.members(found)
    if not whole:
        raise UnavailableError
    after = arguments.get("after", "")
    rest = [one for one in whole if one[0] > after]
    if not rest or "page" in arguments:
        raise Gone  # pages of a part have no numbers that would last
    here = rest[: found.size]
    starts = _starts([id_ for id_, _ in whole], after, found.size)
    page = PartPage(
        starts.index(after) + 1 if after in starts else 1,
        found.size,
        len(whole),
        tuple(id_ for id_, _ in here),
        generation=found.id,
        since=found.created,
        digests=tuple(digest for _, digest in here),
        starts=starts,
        members=tuple(id_ for id_, _ in whole),
    )
    return page, found.newest.isoformat() if found.newest else ""


def document(
    page: PartPage, newest: str, pieces: Sequence[Shown], form: Format, url: str
) -> Document:
    """Return a page.

    :param url: absolute address of the part in this format, without query.
    :raises UnavailableError: all that the part lists has been taken down since.
    """
    if not pieces and not still_shown(page.members):
        raise UnavailableError
    complete = {one.dataset_id for one in pieces}.issuperset(page.ids)
    written = last_written(pieces, page.since) if complete else None
    return Document(catalogue_body(page, pieces, form, url, newest), written)


def _generation(text: str) -> Generation:
    wanted = number_of(text) if text else 0
    newest = newest_generation()
    found = newest if wanted in (0, newest.id) else generations.find(wanted)
    if found is None:
        raise Gone
    return found


def _starts(ids: Sequence[str], after: str, size: int) -> tuple[str, ...]:
    """Return the id before each page, so that one of them begins behind `after`."""
    before = [id_ for id_ in ids if id_ <= after]
    behind = ids[len(before) :]
    earlier = [before[i] for i in range(len(before) - size - 1, -1, -size)][::-1]
    here = [after] if before else []
    later = [behind[i] for i in range(size - 1, len(behind) - 1, size)]
    return ("", *earlier, *here, *later)


def pieces_of(page: PartPage, form: Format) -> list[Shown]:
    """Return the texts of a page's datasets and of the series that they name.

    :raises UnavailableError: some have left, and the guard has not seen it.
    """
    shown = read_settled(page.ids, page.digests, form)
    generations.note_reader(page.generation)
    return [*shown, *_series(page, shown, form)]


def _series(page: PartPage, shown: Sequence[Shown], form: Format) -> list[Shown]:
    """Return the series that the datasets of a page name, as the generation describes them."""
    more = _beside(page)
    ids = [id_ for id_ in more if id_ not in page.ids]
    waiting = read_kept(ids, [more[id_] for id_ in ids], form).pieces if ids else []
    found: list[Shown] = []
    texts = [one.body for one in shown]
    while named := [s for s in waiting if _is_named(s, texts)]:
        found += named
        waiting = [s for s in waiting if s not in named]
        texts = [s.body for s in named]
    return found


def _is_named(series: Shown, texts: Sequence[str]) -> bool:
    names = series.listed.get("dcat:resource", [])
    return any(name in text for name in names for text in texts)


def _beside(page: PartPage) -> dict[str, str]:
    """Return id → text of the series on those pages of the catalogue that have our datasets."""
    own = sa.cast(list(page.ids), sa.ARRAY(sa.UnicodeText))
    columns = (generation_page.c.number, generation_page.c.ids, generation_page.c.digests)
    query = (
        sa.select(generation.c.count, *columns)
        .join(generation, generation.c.id == generation_page.c.generation_id)
        .where(generation.c.id == page.generation, generation_page.c.ids.op("&&")(own))
    )
    found: dict[str, str] = {}
    for whole, number, ids, digests in model.Session.execute(query):
        # The catalogue's page has its own datasets first, then the series that they name.
        datasets = min(page.size, whole - (number - 1) * page.size)
        found.update(list(zip(ids, digests, strict=True))[datasets:])
    return found
