"""Walks a `data.json`: one document, on some servers cut into `?page=2` (GSA/data.gov#3379)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ckanext.modellregion_owl.findings import collect
from ckanext.modellregion_owl.harvest.exceptions import N_, SourceMissing, SourceUnavailable
from ckanext.modellregion_owl.harvest.records.from_items import records_of
from ckanext.modellregion_owl.harvest.records.json_values import each
from ckanext.modellregion_owl.harvest.records.jsontext import parse_json
from ckanext.modellregion_owl.harvest.records.pod import describe_pod
from ckanext.modellregion_owl.harvest.records.reading import read_page
from ckanext.modellregion_owl.harvest.records.record import Page
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.answer import Answer
from ckanext.modellregion_owl.harvest.transport.http import Client

ACCEPT = "application/json, */*;q=0.1"
# No server says that there is a second page. Pages hold round numbers of datasets: only then, and
# if the configuration says so, is it asked for; a server that knows no pages repeats the first one.
ROUND = 5

Prepare = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def pod_pages(
    source: Source, client: Client, max_pages: int, url: str, prepare: Prepare = dict
) -> Iterator[Page]:
    """Yield the pages of a `data.json`.

    :param prepare: what the server needs done to an item before it is described.
    :raises SourceMissing: there is nothing at the address.
    :raises SourceUnavailable: a page can't be read, or the same full page comes again and again.
    """
    seen: set[str] = set()
    first = 0
    number, address = 1, url
    while address:
        try:
            page = read_page(client, address, ACCEPT, _builder(source, url, number, prepare))
        except SourceMissing:
            if number == 1:
                raise
            return
        guids = guids_of(page)
        if number > 1 and seen.issuperset(guids):
            _check_end(number, len(guids), first, address)
            return
        first = first or len(guids)
        seen.update(guids)
        yield page
        number, address = number + 1, page.next
        if number > max_pages:
            raise SourceUnavailable(
                N_("The source has more than {number} pages; reading was stopped."),
                number=max_pages,
            )


def guids_of(page: Page) -> list[str]:
    """Return the GUIDs on a page, those of records that can't be used too."""
    guids = page.same.guids if page.same else (r.guid for r in page.records)
    return [*guids, *(p.guid for p in page.problems)]


def items_of(data: Any, url: str) -> list[Any]:
    """Return the datasets of a catalogue, or of a bare list of them.

    :raises SourceUnavailable: the document is something else.
    """
    found = data.get("dataset") if isinstance(data, Mapping) else data
    if not isinstance(found, (list, Mapping)):
        raise SourceUnavailable(N_("The answer of {url} holds no list of datasets."), url=url)
    return list(each(found))


def with_parameters(url: str, **parameters: object) -> str:
    """Return an address with further parameters, which replace those of the same name."""
    parts = urlsplit(url)
    kept = [(k, v) for k, v in parse_qsl(parts.query, True) if k not in parameters]
    query = urlencode([*kept, *((k, str(v)) for k, v in parameters.items())])
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def _check_end(number: int, count: int, first: int, address: str) -> None:
    """Refuse a full page that comes a second time: a server that is stuck loses what follows.

    The second page may repeat the first one (the server knows no pages), a shorter one may be the
    last page again (it takes the number down to that of the last).
    """
    if number > 2 and count >= first:
        raise SourceUnavailable(
            N_("The pages of the source run in a circle: {url} has come before."), url=address
        )


def _builder(source: Source, url: str, number: int, prepare: Prepare) -> Callable[[Answer], Page]:
    def build(answer: Answer) -> Page:
        with collect() as findings:
            records, problems = records_of(
                items_of(parse_json(answer), answer.url),
                lambda item: describe_pod(prepare(item), answer.url),
                "identifier",
                source.url,
            )
        count = len(records) + len(problems)
        more = _may_have_more(source, number, count)
        following = with_parameters(url, page=number + 1) if more else ""
        return Page(answer.url, records, problems, findings=tuple(findings), next=following)

    return build


def _may_have_more(source: Source, number: int, count: int) -> bool:
    if not count or not source.paging:
        return False
    told = source.config.get("paging") is True
    return told or number > 1 or count % ROUND == 0
