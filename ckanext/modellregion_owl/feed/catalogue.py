"""The catalogue's answer, whoever asks: an address, `/`, an action of the API."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ckanext.modellregion_owl.feed import build, generations
from ckanext.modellregion_owl.feed.formats import Format
from ckanext.modellregion_owl.feed.generations import Generation
from ckanext.modellregion_owl.feed.kept import read_kept, still_shown
from ckanext.modellregion_owl.feed.listing import NothingToList, listing
from ckanext.modellregion_owl.feed.pages import catalogue_body, last_written, load
from ckanext.modellregion_owl.feed.remembered import Remembered
from ckanext.modellregion_owl.feed.search import FilterError, Page, index_answers
from ckanext.modellregion_owl.feed.store import Shown
from ckanext.modellregion_owl.feed.uncounted import Uncounted
from ckanext.modellregion_owl.feed.version import writing_version

BLUEPRINT = "modellregion_feed"


class UnavailableError(RuntimeError):
    """There is nothing that could be answered without doing harm; later there may be."""


class LiveOnlyError(UnavailableError):
    """A plugin says by labels who may see a dataset: only the index can tell, page by page."""


@dataclass(frozen=True)
class Document:
    """A page; `written`: when its newest statement was written, None when it can't be told."""

    text: str
    written: datetime | None


PAGES: Remembered[Document] = Remembered()


def document(arguments: Mapping[str, str], form: Format) -> Document:
    """Return the page that arguments mean (`page`, `generation`, `q`, `fq`, `modified_since`).

    :raises listing.PageError: page or generation is no number from 1.
    :raises listing.Gone: behind the last page, or the generation is no longer kept.
    :raises search.FilterError: a filter can't be understood.
    :raises UnavailableError: nothing to list, not built yet, or the index is asked and does not
        answer: a harvester takes an empty page for "delete all" (spec govdata.md 1.7). Only a
        filtered search may find nothing.
    """
    try:
        page, newest = listing(arguments)
        if done := _remembered(page, newest, form):
            return done
        page, newest, pieces = _read(page, newest, arguments, form)
    except (NothingToList, build.NotBuilt, Uncounted) as err:
        raise UnavailableError from err
    except SearchError as err:
        # CKAN has one error for a filter that Solr refuses and for an index that does not answer.
        raise FilterError if index_answers() else UnavailableError from err
    if not pieces and not page.filters and not _is_anything_left(page):
        raise UnavailableError
    # One that was taken down changes the page and leaves no date.
    complete = {p.dataset_id for p in pieces}.issuperset(page.ids)
    written = last_written(pieces, page.since) if complete and page.since else None
    text = catalogue_body(page, pieces, form, address(form.extension), newest)
    done = Document(text, written)
    if written is not None:
        PAGES.put(_key(page, newest, form), done)
    return done


def newest_generation() -> Generation:
    """Return the newest generation.

    :raises UnavailableError: there is none; LiveOnlyError: an operator's plugin allows none.
    """
    if not generations.usable():
        raise LiveOnlyError
    try:
        found = build.current()
    except build.NotBuilt as err:
        raise UnavailableError from err
    if found is None:
        raise UnavailableError
    return found


def address(extension: str) -> str:
    """Return the absolute address of the catalogue in a format."""
    url = tk.url_for(f"{BLUEPRINT}.catalog_{extension}", _external=True, locale="default")
    return str(url)


def _is_anything_left(page: Page) -> bool:
    """Tell whether an empty page is one among others, and not a catalogue that is empty now."""
    found = generations.find(page.generation) if page.generation else None
    if found is None:
        return page.count > page.size
    return bool(still_shown([id_ for id_, _ in generations.members(found)]))


def _remembered(page: Page, newest: str, form: Format) -> Document | None:
    """Return a generation's page that was put together lately, if nobody has left it since."""
    done = PAGES.get(_key(page, newest, form)) if page.generation else None
    if done is None or len(still_shown(page.ids)) < len(page.ids):
        return None
    generations.note_reader(page.generation)
    return done


def _key(page: Page, newest: str, form: Format) -> Hashable:
    return page, newest, form.extension, address(form.extension), writing_version()


def _read(
    page: Page, newest: str, arguments: Mapping[str, str], form: Format
) -> tuple[Page, str, Sequence[Shown]]:
    """Return a page, the catalogue's newest change and the pieces."""
    if not page.generation:
        return page, newest, load(page.ids, form)
    kept = read_kept(page.ids, page.digests, form)
    if kept.unknown or kept.missing:
        # Before a page is without them the guard must have seen that they are gone.
        build.compare(wait=True)
        page, newest = listing(arguments)
        kept = read_kept(page.ids, page.digests, form)
    if kept.unknown or kept.missing:
        raise Uncounted
    generations.note_reader(page.generation)
    return page, newest, kept.pieces
