"""GovData's harvester by its rules (spec govdata.md 1 and 2), as far as a supplier can feel them.

An oracle: it shares no code with the feed. Datasets are read by rdflib and ckanext-dcat's profile,
as GovData reads them. `harvest(portal, url, ask)` is one job of one source.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dateutil.parser import parse as parse_date
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from ckanext.dcat.processors import RDFParser

DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCT = Namespace("http://purl.org/dc/terms/")
DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")

MAX_BYTES = 50_000_000
FORMATS = {
    "application/rdf+xml": "xml",
    "text/turtle": "turtle",
    "application/ld+json": "json-ld",
}
_numbers = itertools.count(1)

Ask = Callable[[str, str], tuple[int, Mapping[str, str], bytes]]


class JobFailed(Exception):
    """The gather stage ends with `return []`: nothing is deleted, nothing queued."""


@dataclass
class Package:
    """A dataset at GovData; `id` is given anew when it is created again."""

    id: int
    guid: str
    source: str
    fields: dict[str, Any]

    @property
    def modified(self) -> str:
        """Return dct:modified as it was read, "" without."""
        return str(self.fields.get("modified") or "")


@dataclass
class Portal:
    """GovData: its packages by guid, and objects of broken jobs that wait (guid → fields)."""

    packages: dict[str, Package] = field(default_factory=dict)
    waiting: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)

    def ids(self) -> dict[str, int]:
        """Return guid → id."""
        return {guid: one.id for guid, one in self.packages.items()}


@dataclass
class Job:
    """What a job did, by guid; `failed`: why gather broke off."""

    created: set[str] = field(default_factory=set)
    updated: set[str] = field(default_factory=set)
    same: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    pages: list[str] = field(default_factory=list)
    failed: str = ""

    def counts(self) -> tuple[int, int, int]:
        """Return how many were created, updated and deleted."""
        return len(self.created), len(self.updated), len(self.deleted)


def harvest(portal: Portal, url: str, ask: Ask) -> Job:
    """Run one job of a source."""
    job = Job()
    found: dict[str, dict[str, Any]] = {}
    try:
        _gather(url, ask, job, found)
    except JobFailed as err:
        job.failed = str(err)
        # Objects of the pages before stay WAITING and are imported by the next run (1.6).
        portal.waiting |= {guid: (url, fields) for guid, fields in found.items()}
        return job
    waiting, portal.waiting = portal.waiting, {}
    for guid, (source, fields) in waiting.items():
        if guid not in found:
            _import(portal, source, guid, fields, job)
    for guid in [g for g, p in portal.packages.items() if p.source == url and g not in found]:
        del portal.packages[guid]
        job.deleted.add(guid)
    for guid, fields in found.items():
        _import(portal, url, guid, fields, job)
    return job


def _gather(url: str, ask: Ask, job: Job, found: dict[str, dict[str, Any]]) -> None:
    form, first = "", b""
    while url:
        body, content_type = _read(url, ask)
        job.pages.append(url)
        if job.pages[1:] and body == first:
            break  # the only guard against loops
        first = first or body
        form = form or FORMATS.get(content_type, content_type)
        graph = _parsed(body, form, url)
        found |= _datasets(graph)
        url = _next(graph)


def _read(url: str, ask: Ask) -> tuple[bytes, str]:
    status, headers, _body = ask("HEAD", url)
    if status not in (400, 405):
        if not 200 <= status < 400:
            raise JobFailed(f"HEAD {url}: {status}")
        if int(headers.get("Content-Length") or 0) > MAX_BYTES:
            raise JobFailed(f"{url} is too large")
    status, headers, body = ask("GET", url)
    if not 200 <= status < 400 or len(body) > MAX_BYTES:
        raise JobFailed(f"GET {url}: {status}, {len(body)} bytes")
    return body, headers.get("Content-Type", "").partition(";")[0]


def _parsed(body: bytes, form: str, url: str) -> Graph:
    try:
        return Graph().parse(data=body.decode("utf-8"), format=form)
    except Exception as err:  # whatever a parser raises: GovData's harvester catches all of it
        raise JobFailed(f"Error parsing {url}: {err}") from err


def _next(graph: Graph) -> str:
    for kind in (HYDRA.PagedCollection, HYDRA.PartialCollectionView):
        for node in graph.subjects(RDF.type, kind):
            for term in (HYDRA.next, HYDRA.nextPage):
                found = graph.value(node, term)
                if found is not None:
                    return str(found)
    return ""


def _datasets(graph: Graph) -> dict[str, dict[str, Any]]:
    """Return guid → fields of every node typed dcat:Dataset, stubs too (1.9)."""
    parser = RDFParser(profiles=["euro_dcat_ap_3"])
    parser.g = graph
    found = {}
    nodes = list(graph.subjects(RDF.type, DCAT.Dataset))
    read = list(parser.datasets())
    if len(read) != len(set(nodes)):
        raise JobFailed(f"{len(set(nodes))} datasets, {len(read)} read")
    for fields in read:
        if not fields.get("title"):
            raise JobFailed("KeyError: 'title'")
        extras = {e["key"]: e["value"] for e in fields.pop("extras", [])}
        fields |= extras
        uri = str(fields.get("uri") or "")
        guid = uri or str(fields.get("identifier") or fields["title"])
        fields |= _german(graph, URIRef(uri))
        found[guid] = json.loads(json.dumps(fields, sort_keys=True, default=str))
    return found


def _german(graph: Graph, node: URIRef) -> dict[str, Any]:
    """Return what GovData's own profile reads besides."""
    return {
        str(predicate): sorted(str(o) for o in graph.objects(node, predicate))
        for predicate in set(graph.predicates(node))
        if str(predicate).startswith(str(DCATDE))
        and all(isinstance(o, (URIRef, Literal)) for o in graph.objects(node, predicate))
    }


def _import(portal: Portal, source: str, guid: str, fields: dict[str, Any], job: Job) -> None:
    if not _wins(portal, guid, fields, job):
        job.refused.add(guid)
        return
    known = portal.packages.get(guid)
    if known is None:
        portal.packages[guid] = Package(next(_numbers), guid, source, fields)
        job.created.add(guid)
    elif known.fields == fields:
        known.source = source
        job.same.add(guid)
    else:
        known.fields, known.source = fields, source
        job.updated.add(guid)


def _wins(portal: Portal, guid: str, fields: dict[str, Any], job: Job) -> bool:
    """Tell whether a dataset stands against others with its identifier, over all suppliers."""
    identifier = fields.get("identifier")
    rivals = [
        p
        for p in portal.packages.values()
        if p.guid != guid and identifier and p.fields.get("identifier") == identifier
    ]
    for rival in rivals:
        if not rival.modified:
            continue  # a local one without a date is not seen as a duplicate
        given = fields.get("modified")
        if not given or parse_date(given).replace(tzinfo=None) <= parse_date(
            rival.modified
        ).replace(tzinfo=None):
            return False
        del portal.packages[rival.guid]
        job.deleted.add(rival.guid)
    return True
