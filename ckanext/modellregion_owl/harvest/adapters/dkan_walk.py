"""Walks the datasets of a DKAN 7 by the part of CKAN's API that it imitates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ckanext.modellregion_owl.findings import collect
from ckanext.modellregion_owl.harvest.adapters.dkan_names import (
    ACTION,
    keys_of,
    number_of_names,
    result_of,
    show_address,
)
from ckanext.modellregion_owl.harvest.adapters.pod_walk import ACCEPT, guids_of, with_parameters
from ckanext.modellregion_owl.harvest.exceptions import (
    N_,
    Message,
    SourceRefused,
    SourceUnavailable,
)
from ckanext.modellregion_owl.harvest.records.dkan_package import describe_package
from ckanext.modellregion_owl.harvest.records.from_items import records_of
from ckanext.modellregion_owl.harvest.records.json_values import each
from ckanext.modellregion_owl.harvest.records.reading import read_page
from ckanext.modellregion_owl.harvest.records.record import Page
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.answer import Answer
from ckanext.modellregion_owl.harvest.transport.http import Client

LIMIT = 100  # datasets of a page, where the server knows pages
MAX_FAILURES = 5  # in a row; more is no matter of single datasets


def whole_list(source: Source, client: Client, max_pages: int, root: str) -> Iterator[Page]:
    """Yield the pages of `current_package_list_with_resources`.

    DKAN delivers everything at once, CKAN ten datasets unless it is asked for more (ckan#3483).
    How many there are `package_list` tells; without it the walk is complete only if the server
    has shown that it delivers more than it was asked for, or an empty page at the end.

    :raises SourceMissing: the server does not know the call.
    :raises SourceUnavailable: a page can't be read.
    """
    url = root + ACTION + "current_package_list_with_resources"
    total = number_of_names(client, root, max_pages)
    seen: set[str] = set()
    offset = 0
    for _number in range(max_pages):
        asked = with_parameters(url, limit=LIMIT, offset=offset)
        page = read_page(client, asked, ACCEPT, lambda answer: _page(answer, source))
        guids = guids_of(page)
        repeated = seen.issuperset(guids)
        if guids and not repeated:
            yield replace(page, total=total)
        seen.update(guids)
        offset += len(guids)
        if repeated or len(guids) > LIMIT or (total is not None and len(seen) >= total):
            if missing := _missing(url, len(seen), total) or _unclear(url, len(guids), total):
                yield Page(url, (), unread=(missing,))
            return
    raise SourceUnavailable(
        N_("The source has more than {number} pages; reading was stopped."), number=max_pages
    )


def one_by_one(source: Source, client: Client, max_pages: int, root: str) -> Iterator[Page]:
    """Yield each dataset of `package_list` by `package_show`, a page for each.

    One that can't be read is told and makes the walk incomplete; the others go on.

    :raises SourceMissing: the server does not know the calls.
    :raises SourceUnavailable: no list, or `MAX_FAILURES` datasets in a row can't be read.
    """
    keys, total = keys_of(client, root, max_pages)
    failures = 0
    for key in keys:
        url = show_address(root, key)
        try:
            page = read_page(client, url, ACCEPT, lambda answer: _single(answer, source))
        except SourceRefused:
            raise
        except SourceUnavailable as err:
            failures += 1
            if failures >= MAX_FAILURES:
                raise
            yield Page(url, (), total=total, unread=(err.message,))
            continue
        failures = 0
        yield replace(page, total=total)
    if missing := _missing(root, len(keys), total):
        yield Page(root, (), unread=(missing,))


def _page(answer: Answer, source: Source) -> Page:
    with collect() as findings:
        items = each(result_of(answer))
        records, problems = records_of(items, describe_package, "id", source.url)
    return Page(answer.url, records, problems, findings=tuple(findings))


def _single(answer: Answer, source: Source) -> Page:
    page = _page(answer, source)
    if len(page.records) + len(page.problems) != 1:
        raise SourceUnavailable(N_("The answer of {url} holds no dataset."), url=answer.url)
    return page


def _missing(url: str, seen: int, total: int | None) -> Message | None:
    """Return that the source has listed more datasets than it delivered, None when it has not."""
    if total is None or seen >= total:
        return None
    text = N_("The source lists {total} datasets; {url} delivered {seen} of them.")
    return Message(text, {"url": url, "total": str(total), "seen": str(seen)})


def _unclear(url: str, count: int, total: int | None) -> Message | None:
    """Return that nobody knows whether the last page was the last, None when it is known."""
    if total is not None or not count or count > LIMIT:
        return None
    text = N_("Whether {url} delivers all datasets can't be told: there is no list of them.")
    return Message(text, {"url": url})
