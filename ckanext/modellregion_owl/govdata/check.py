"""The pre-flight itself: reads the feed page by page and asks every rule.

No more than one page is held at a time; over the whole feed only the datasets' numbers are, to
tell doubles.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timezone

from ckanext.modellregion_owl.findings import Finding
from ckanext.modellregion_owl.govdata import names
from ckanext.modellregion_owl.govdata.changes import changes
from ckanext.modellregion_owl.govdata.clients import Client
from ckanext.modellregion_owl.govdata.dataset import of_dataset
from ckanext.modellregion_owl.govdata.feeds import checked_url
from ckanext.modellregion_owl.govdata.inside import inside
from ckanext.modellregion_owl.govdata.left_out import left_out
from ckanext.modellregion_owl.govdata.links import Links
from ckanext.modellregion_owl.govdata.pages import Read, walk
from ckanext.modellregion_owl.govdata.report import Report, Told
from ckanext.modellregion_owl.govdata.rules import finding
from ckanext.modellregion_owl.govdata.statements import Node


def check_ours(client: Client, most_seconds: float = 0, links: Links | None = None) -> Report:
    """Check the feed that GovData is given; tell also what it leaves out and what has changed."""
    report = check(client, checked_url(), most_seconds, links)
    report.told += inside()
    report.left_out = left_out()
    report.changes = changes()
    return report


def check(client: Client, url: str, most_seconds: float = 0, links: Links | None = None) -> Report:
    """Read the feed that begins at `url` and return what GovData would say.

    :param most_seconds: stop after so many; the report is incomplete then. 0: read to the end.
    :param links: ask the files' links, too.
    :raises ValueError: the address ends in no format of the feed.
    """
    report = Report(url, datetime.now(timezone.utc).isoformat(timespec="seconds"))
    begun, doubles = time.monotonic(), Doubles()
    total: int | None = None
    seen: set[str] = set()
    series: set[str] = set()
    for page in walk(client, url):
        _count(report, page)
        seen.update(d.text for d in page.datasets)
        series.update(page.series)
        total = page.total if total is None else total
        report.told += _told(page, doubles, links)
        if _broken(page):
            break
        report.seconds = round(time.monotonic() - begun, 1)
        if most_seconds and page.next and report.seconds > most_seconds:
            return report
    else:
        report.complete = True
        report.told += _whole(url, len(seen | series), total)
    report.datasets = len(seen)
    return report


class Doubles:
    """Remembers which dataset has said a number (dct:identifier) first."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, dataset: Node) -> Iterator[Finding]:
        """Yield the numbers of a dataset that another one has, too."""
        for value in dataset.literals("dct:identifier"):
            first = self._known.setdefault(value.value, dataset.text)
            if first != dataset.text:
                yield finding("duplicate", f"{value.value}: {first}")


def _broken(page: Read) -> bool:
    """Tell whether GovData breaks off here."""
    return page.statements is None or any(f.rule == "govdata.paging" for f in page.found)


def _count(report: Report, page: Read) -> None:
    report.pages += 1
    report.datasets += len(page.datasets)
    report.slowest = max(report.slowest, round(page.seconds, 2))
    report.largest = max(report.largest, page.bytes)
    report.files += sum(len(d.nodes("dcat:distribution")) for d in page.datasets)


def _told(page: Read, doubles: Doubles, links: Links | None) -> list[Told]:
    found = list(page.found)
    known = names.by_iri(d.text for d in page.datasets)
    broken = links.of_datasets(page.datasets) if links else {}
    for node in page.datasets:
        dataset = known.get(node.text)
        owner = dataset.id if dataset else ""
        for one in (*of_dataset(node), *doubles.of(node), *broken.get(node.text, ())):
            params = {**one.params, "url": page.url, "dataset": node.text}
            found.append(replace(one, dataset_id=owner, params=params))
    by_id = {d.id: d for d in known.values()}
    return [Told.of(one, by_id.get(one.dataset_id)) for one in names.with_files(found)]


def _whole(url: str, seen: int, total: int | None) -> Iterable[Told]:
    if not seen:
        yield Told.of(finding("empty", url=url), None)
    elif total is not None and seen != total:
        yield Told.of(finding("count", f"{seen} / {total}", url=url), None)
