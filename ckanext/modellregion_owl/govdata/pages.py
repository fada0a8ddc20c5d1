"""The walk through the feed's pages and what each must keep as an answer (spec govdata.md 1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import pyoxigraph as ox

from ckanext.modellregion_owl.feed.formats import FORMATS, Format
from ckanext.modellregion_owl.findings import Finding
from ckanext.modellregion_owl.govdata.clients import Answer, Client
from ckanext.modellregion_owl.govdata.rules import finding
from ckanext.modellregion_owl.govdata.statements import Node, Statements

MAX_BYTES = 50_000_000
MAX_PAGES = 10_000
SLOW = 10.0  # seconds
PAGED = ("hydra:PagedCollection", "hydra:PartialCollectionView")
# As far as they are bytes of their own; a tab, a line feed and a carriage return are no fault.
_CONTROL = re.compile(b"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class Read:
    """One page that was asked for: its findings, and its statements if it could be read."""

    url: str
    found: tuple[Finding, ...]
    seconds: float = 0.0
    bytes: int = 0
    statements: Statements | None = None
    datasets: tuple[Node, ...] = ()
    series: tuple[str, ...] = ()  # listed among the datasets, though none of them to GovData
    next: str = ""
    total: int | None = None


def walk(client: Client, url: str) -> Iterator[Read]:
    """Yield page after page until the last one, or until GovData would break off.

    :param url: absolute address of the first page.
    """
    form = _format(url)
    visited: set[str] = set()
    while url:
        visited.add(url)
        page = read(client, url, form)
        if page.next and (page.next in visited or len(visited) >= MAX_PAGES):
            page = _with(page, finding("paging", page.next, url=url), stop=True)
        elif page.next and urlsplit(page.next).netloc != urlsplit(url).netloc:
            page = _with(page, finding("address", page.next, url=url), stop=True)
        yield page
        url = page.next


def read(client: Client, url: str, form: Format) -> Read:
    """Ask for one page as GovData does, HEAD then GET, and read it."""
    head = client.ask("HEAD", url)
    got = client.ask("GET", url)
    found = [*_answers(head, got, form), *_bytes(got)] if got.status == 200 else [_silent(got)]
    page = Read(url, (), got.seconds, len(got.body))
    if got.status == 200:
        try:
            page = _content(page, Statements(got.body, form.rdf))
        except (SyntaxError, ValueError, MemoryError) as err:  # the last: one value above 16 MiB
            found.append(finding("unreadable", str(err), url=url))
    return replace(page, found=(*found, *page.found))


def _silent(got: Answer) -> Finding:
    return finding("answer", got.error or f"HTTP {got.status}", url=got.url)


def _answers(head: Answer, got: Answer, form: Format) -> Iterator[Finding]:
    # Only 400 and 405 let GovData go on to GET.
    if head.status not in (200, 400, 405) or (head.status == 200 and _differs(head, got)):
        yield finding("head", f"HTTP {head.status}, {head.content_type}", url=got.url)
    if got.content_type != form.content_type:
        yield finding("type", got.content_type, url=got.url, expected=form.content_type)
    if got.seconds > SLOW:
        yield finding("slow", f"{got.seconds:.1f} s", url=got.url)


def _differs(head: Answer, got: Answer) -> bool:
    return head.content_type != got.content_type


def _bytes(got: Answer) -> Iterator[Finding]:
    try:
        got.body.decode("utf-8")
    except UnicodeDecodeError as err:
        yield finding("encoding", str(err), url=got.url)
    if control := _CONTROL.search(got.body):
        yield finding("control", f"byte {control.start()}: {control.group()!r}", url=got.url)
    if len(got.body) > MAX_BYTES:
        yield finding("size", str(len(got.body)), url=got.url)


def _content(page: Read, statements: Statements) -> Read:
    datasets = tuple(statements.of_class("dcat:Dataset"))
    views = [node for kind in PAGED for node in statements.of_class(kind)]
    links = {_text(v) for view in views for v in view.values("hydra:next")}
    totals = [int(_text(v)) for view in views for v in view.values("hydra:totalItems")]
    found = []
    if len(links) > 1 or any(not x.startswith(("http://", "https://")) for x in links):
        found.append(finding("paging", ", ".join(sorted(links)), url=page.url))
        links = set()
    return replace(
        page,
        statements=statements,
        datasets=datasets,
        series=tuple(node.text for node in statements.of_class("dcat:DatasetSeries")),
        next=links.pop() if links else "",
        total=totals[0] if totals else None,
        found=tuple(found),
    )


def _text(value: object) -> str:
    return str(value.value) if isinstance(value, (ox.NamedNode, ox.Literal)) else str(value)


def _with(page: Read, found: Finding, stop: bool) -> Read:
    return replace(page, found=(*page.found, found), next="" if stop else page.next)


def _format(url: str) -> Format:
    """Return the format of an address.

    :raises ValueError: its end is none of the feed's.
    """
    extension = urlsplit(url).path.rpartition(".")[2]
    if extension not in FORMATS:
        raise ValueError(f"{url}: no format of the feed ({', '.join(FORMATS)})")
    return FORMATS[extension]
