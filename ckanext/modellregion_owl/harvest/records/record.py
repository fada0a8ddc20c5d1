"""What an adapter delivers: records, page by page."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from pyoxigraph import BlankNode, NamedNode, Triple

from ckanext.modellregion_owl.findings import Finding
from ckanext.modellregion_owl.harvest.exceptions import Message, RecordInvalid
from ckanext.modellregion_owl.harvest.keys import Key
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.http import Client


@dataclass(frozen=True)
class Record:
    """One dataset as its source describes it, in DCAT triples whatever the protocol.

    `guid` is what the source knows it by (IRI, else dct:identifier), `digest` a hash that is equal
    for equal content in any order and syntax (of CSW: for the same XML, read by the same code),
    `subject` the dataset's node in `triples`.
    `lasting` is a key that stays when the server changes its GUIDs (the address of a GeoService;
    spec sources.md 2, no. 1), "" when the protocol has none. `findings` are what the adapter
    noticed while it described the dataset; those of the profile come later.
    """

    guid: str
    digest: str
    title: str
    subject: NamedNode | BlankNode
    triples: tuple[Triple, ...]
    lasting: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Trace:
    """By what an answer is known again: the page's address, its body's hash, its validators."""

    address: str
    body: str
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True)
class Same:
    """Records that the source gives as last time, so that they are not described anew.

    Their GUIDs, and a digest for each.
    """

    guids: tuple[str, ...]
    digests: tuple[str, ...]

    def without(self, seen: Collection[str]) -> Same:
        """Return the records whose GUIDs have not been seen yet."""
        pairs = [pair for pair in zip(self.guids, self.digests, strict=True) if pair[0] not in seen]
        return Same(tuple(guid for guid, _ in pairs), tuple(digest for _, digest in pairs))


@dataclass(frozen=True)
class Skipped:
    """A record that the source has and that must not be shown here: not open, not public.

    It is neither failed nor missing. A dataset that it was on an earlier day is withdrawn at once;
    grace is for what may be a mistake of the source, not for what it says.
    """

    guid: str
    title: str
    reason: Message
    lasting: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Page:
    """The records of one page, and those which can't be used.

    `total` is the number of records that the source announces, None when it doesn't. `unread` says
    which parts of the source could not be read: the walk goes on, but is an incomplete one. `next`
    is what the adapter needs to go on, `trace` makes the page be remembered (`reading.read_page`).
    `same` are the records that are as last time: all of a page that is, or those of it that an
    adapter knows again (`Memory.digests`); `records` are the others.
    """

    url: str
    records: tuple[Record, ...]
    problems: tuple[RecordInvalid, ...] = ()
    total: int | None = None
    findings: tuple[Finding, ...] = ()
    unread: tuple[Message, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    next: str = ""
    trace: Trace | None = None
    same: Same | None = None


@dataclass(frozen=True)
class Remembered:
    """A page of an earlier run, and by what its answer is known again."""

    page: Page
    etag: str
    modified: str
    body: str


class Adapter(Protocol):
    """Reads a source by one protocol."""

    @property
    def KEYS(self) -> Mapping[str, Key | type]:  # noqa: N802 - a constant of the class
        """Return the protocol's own keys of a source's configuration, empty for none.

        Classes declare `KEYS: ClassVar[dict[str, Key]]`: a `Key` with an explanation
        (harvest/keys.py), or a type in short.
        """

    def pages(self, source: Source, client: Client, max_pages: int) -> Iterator[Page]:
        """Yield the source's pages one after the other, none kept.

        Ending without an exception means: everything was read.

        :raises SourceUnavailable: a page is missing, the walk is incomplete from here.
        """
