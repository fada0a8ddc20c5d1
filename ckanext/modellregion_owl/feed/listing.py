"""Which datasets a request for a page means: of a generation, or of a search."""

from __future__ import annotations

from collections.abc import Mapping

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.feed import build, generations
from ckanext.modellregion_owl.feed.search import Filters, Page, find_page, newest_change


class PageError(ValueError):
    """The page or the generation is no number."""


class Gone(LookupError):
    """There is no such page, or its generation is no longer kept."""


class NothingToList(LookupError):
    """There is no dataset at all: an empty database or index, never an answer."""


def listing(arguments: Mapping[str, str]) -> tuple[Page, str]:
    """Return the page that a request's arguments mean, and the catalogue's newest change.

    :raises PageError: page or generation is no number from 1.
    :raises FilterError: a filter can't be understood.
    :raises Gone: behind the last page; the generation is no longer kept.
    :raises NothingToList: no public dataset; an empty 200 would delete all of them at GovData.
    :raises build.NotBuilt: the first generation is not written yet.
    :raises ckan.lib.search.SearchError: with filters: the index does not answer.
    """
    number = number_of(arguments.get("page", "1"))
    filters = Filters.of(arguments)
    if filters or not generations.usable():
        return _live(number, filters)
    return _stable(number, arguments.get("generation", ""))


def _stable(number: int, generation: str) -> tuple[Page, str]:
    wanted = number_of(generation) if generation else 0
    newest = build.current()
    if newest is None:
        raise NothingToList
    found = newest if wanted in (0, newest.id) else generations.find(wanted)
    listed = generations.page_of(found, number) if found else None
    if found is None or listed is None:
        raise Gone
    page = Page(
        number,
        found.size,
        found.count,
        listed.ids,
        generation=found.id,
        since=found.created,
        digests=listed.digests,
    )
    return page, found.newest.isoformat() if found.newest else ""


def _live(number: int, filters: Filters) -> tuple[Page, str]:
    page = find_page(number, config.feed_page_size(), filters)
    newest = newest_change()
    if not newest:
        raise NothingToList  # an index that is being rebuilt finds nothing for any filter
    if number > page.last:
        raise Gone
    return page, newest


def number_of(text: str) -> int:
    """Return the number of a page or generation.

    :raises PageError: the text is no number from 1.
    """
    # Python refuses to read thousands of digits; the first nine lie behind every last page, too.
    found = int(text.lstrip("0")[:9] or 0) if text.isascii() and text.isdigit() else 0
    if not found:
        raise PageError(text)
    return found
