"""One answer of an ArcGIS Hub as a page of records, whichever of its three catalogues it is."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from pyoxigraph import BlankNode, NamedNode, Triple

from ckanext.modellregion_owl.findings import Finding, collect
from ckanext.modellregion_owl.harvest.exceptions import N_, RecordInvalid, SourceUnavailable
from ckanext.modellregion_owl.harvest.records.hub_address import item_id
from ckanext.modellregion_owl.harvest.records.hub_contacts import without_account
from ckanext.modellregion_owl.harvest.records.hub_item import describe_item, item_of
from ckanext.modellregion_owl.harvest.records.hub_jsonld import mended
from ckanext.modellregion_owl.harvest.records.hub_paging import next_page, total
from ckanext.modellregion_owl.harvest.records.hub_screen import lasting, not_open, told_apart
from ckanext.modellregion_owl.harvest.records.json_values import text_of
from ckanext.modellregion_owl.harvest.records.jsontext import parse_json
from ckanext.modellregion_owl.harvest.records.make import make_record
from ckanext.modellregion_owl.harvest.records.page import parse_page
from ckanext.modellregion_owl.harvest.records.pod import describe_pod
from ckanext.modellregion_owl.harvest.records.record import Page, Record, Skipped
from ckanext.modellregion_owl.harvest.records.subgraph import (
    DATASET,
    DCT,
    PageGraph,
    texts,
)
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.answer import Answer


class _Item(NamedTuple):
    """An item's triples, what was noticed, and what its source calls it."""

    triples: Sequence[Triple]
    subject: NamedNode | BlankNode
    name: str
    findings: Sequence[Finding] = ()


# Describes one item of a catalogue; raises RecordInvalid.
_Describe = Callable[[], _Item]


def read_answer(answer: Answer, source: Source) -> Page:
    """Return the page that an answer is.

    :raises SourceUnavailable: no JSON, or none of a Hub's catalogues.
    """
    with collect() as findings:
        data = parse_json(answer)
        describers = list(_describers(answer, data))
    problems: list[RecordInvalid] = []
    records, skipped = _parted(list(_items(describers, problems)), source, problems)
    return Page(
        answer.url,
        told_apart(records),
        tuple(problems),
        total(data) or None,
        tuple(findings),
        skipped=tuple(skipped),
        next=next_page(answer.url, data),
    )


def _parted(
    items: Sequence[_Item], source: Source, problems: list[RecordInvalid]
) -> tuple[list[Record], list[Skipped]]:
    """Part items into what may be shown and what may not; broken ones join the problems."""
    records: list[Record] = []
    skipped: list[Skipped] = []
    folders = tuple(source.setting("folders") or ())
    often = Counter(item_id(item.name) for item in items)
    for item in items:
        # A text that only happens to hold the id of an item does not make one item of two.
        id_ = item_id(item.name)
        guid = id_ if often[id_] == 1 else item.name
        key, found = lasting(item.triples), item.findings
        try:
            record = make_record(item.triples, item.subject, source.url, guid, key, found)
        except RecordInvalid as err:
            problems.append(err)
            continue
        if reason := not_open(item.triples, item.subject, folders):
            skipped.append(Skipped(record.guid, record.title, reason, key, record.findings))
        else:
            records.append(record)
    return records, skipped


def _items(describers: Iterable[_Describe], problems: list[RecordInvalid]) -> Iterator[_Item]:
    for describe in describers:
        try:
            yield describe()
        except RecordInvalid as err:
            problems.append(err)


def _describers(answer: Answer, data: Any) -> Iterator[_Describe]:
    """Yield a function for each item; one that fails costs only its own."""
    if isinstance(data, Mapping):
        if isinstance(data.get("features"), list):
            site = _site(answer.url)
            return (partial(_record_of, item, site) for item in data["features"])
        if isinstance(data.get("dataset"), list):
            return (partial(_pod_of, item, answer.url) for item in data["dataset"])
        if any(key in data for key in ("dcat:dataset", "@graph")):
            return _feed_of(answer, dict(data))
    raise SourceUnavailable(
        N_("The data of {url} are none of the catalogues that an ArcGIS Hub has."), url=answer.url
    )


def _site(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path.partition('/api/search/')[0]}"


def _record_of(feature: Any, site: str) -> _Item:
    item = item_of(feature)
    if not item:
        raise RecordInvalid(N_("The entry is not an object."))
    with collect() as findings:
        about = describe_item(feature, site)
    return _Item(about.triples, about.term, text_of(item.get("id")), findings)


def _pod_of(dataset: Any, base: str) -> _Item:
    if not isinstance(dataset, Mapping):
        raise RecordInvalid(N_("The entry is not an object."))
    with collect() as findings:
        contacts = without_account(dataset.get("contactPoint"))
        about = describe_pod({**dataset, "contactPoint": contacts}, base)
    return _Item(about.triples, about.term, text_of(dataset.get("identifier")), findings)


def _feed_of(answer: Answer, data: dict[str, Any]) -> Iterator[_Describe]:
    body = json.dumps(mended(data)).encode()
    page = parse_page(Answer(answer.url, "application/ld+json", body), "json-ld")
    for subject in page.typed(DATASET):
        yield partial(_node_of, page, subject)


def _node_of(page: PageGraph, subject: NamedNode | BlankNode) -> _Item:
    triples = page.subgraph(subject)
    name = subject.value if isinstance(subject, NamedNode) else ""
    for identifier in texts(triples, subject, DCT + "identifier"):
        name = name or identifier.value
    return _Item(triples, subject, name)
