"""Online resources and formats → distributions and pages; spec iso19139.md 4."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from pyoxigraph import BlankNode

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.harvest.address import parameters, parts
from ckanext.modellregion_owl.harvest.iso.metadata import Metadata
from ckanext.modellregion_owl.harvest.iso.tree import Element, Value, text, values
from ckanext.modellregion_owl.harvest.records.describe import Description
from ckanext.modellregion_owl.rdf.values import read_iri
from ckanext.modellregion_owl.vocabularies import vocabulary

DOWNLOADS = ("download", "fileAccess")
PAGES = ("information", "search")
ORDERS = ("order", "offlineAccess")
SERVICES = ("WMS", "WFS", "WCS", "WMTS", "CSW", "SOS", "WPS")

_ONLINE = (
    "distributionInfo/*/transferOptions/*/onLine/CI_OnlineResource",
    "distributionInfo/*/distributor/*/distributorTransferOptions/*/onLine/CI_OnlineResource",
)
_FORMATS = (
    "distributionInfo/*/distributionFormat/*/name",
    "distributionInfo/*/distributor/*/distributorFormat/*/name",
    "identificationInfo/*/resourceFormat/*/name",
)


@dataclass(frozen=True)
class Link:
    """A CI_OnlineResource."""

    url: str
    name: str = ""
    description: str = ""
    function: str = ""
    protocol: str = ""
    profile: str = ""

    @property
    def service(self) -> str:
        """Return the kind of service that a link without a function leads to, "" of none."""
        if self.function:
            return ""
        return service_kind(self.url) or _service_of_protocol(self.protocol)


def links(metadata: Metadata) -> list[Link]:
    """Return the links of a record in their order, each address once; what is none is noted."""
    found: dict[str, Link] = {}
    for path in _ONLINE:
        for element in metadata.element.iterfind(path):
            link = _link(element)
            if read_iri(link.url):
                found.setdefault(link.url, link)
            elif link.url:  # a path on a disk of the office
                before = " – ".join(filter(None, (link.url, link.name, link.description)))
                note(Finding("iso.link_address", Severity.WRONG, "resources", before=before))
    return list(found.values())


def _link(element: Element) -> Link:
    names = ("linkage", "name", "description", "function", "protocol", "applicationProfile")
    return Link(*(text(element, name) for name in names))


def service_kind(url: str) -> str:
    """Return WMS, WFS … of an address that asks a service, "" of another one."""
    query = parameters(url)
    kind = query.get("service", "").upper()
    if kind in SERVICES:
        return kind
    return "OGC" if query.get("request", "").lower() == "getcapabilities" else ""


def _service_of_protocol(protocol: str) -> str:
    """Return the kind of `OGC:WMS`, `OGC:WMS-1.3.0-http-get-map`, "" of another protocol."""
    bare = protocol.upper().removeprefix("OGC:").partition("-")[0].partition(" ")[0]
    return bare if bare in SERVICES else ""


@dataclass
class Formats:
    """The formats of a record, and which of them a distribution has got."""

    written: list[Value]
    used: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, metadata: Metadata) -> Formats:
        """Read the formats of the distribution; without them those of the resource."""
        for path in _FORMATS:
            found = [v for v in values(metadata.element, path) if v.text or v.href]
            if found:
                return cls(list(dict.fromkeys(found)))
        return cls([])

    def pick(self, link: Link) -> Value:
        """Return the format of a link: its profile, the only one, that of its file name, the first.

        Of several formats the record does not say which link has which.
        """
        if link.profile and vocabulary("file_types").find(link.profile):
            return Value(link.profile)
        chosen = next(iter(self.written), Value(""))
        if len(self.written) > 1:
            ending = PurePosixPath(parts(link.url).path).suffix
            meant = vocabulary("file_types").find(ending) if ending else None
            same = (v for v in self.written if meant and _term(v) is meant)
            chosen = next(same, chosen)
        self.used.add(chosen.text)
        return chosen

    def note_rest(self) -> None:
        """Note the formats that no distribution has got."""
        for value in self.written:
            if value.text and value.text not in self.used:
                note(Finding("iso.format_unplaced", Severity.IMPROVE, "format", value.text))


def _term(value: Value) -> object:
    words = vocabulary("file_types")
    return words.find(value.href) if value.href else words.find(value.text)


def add_format(about: Description, value: Value) -> None:
    """Say a format; an Anchor's address where the list knows it, else the text."""
    if value.href and vocabulary("file_types").find(value.href):
        about.link("dct:format", value.href)
    else:
        about.text("dct:format", value.text)


def add_pages(about: Description, name: str, found: Iterable[Link], language: str) -> None:
    """Say web pages, with their titles."""
    for link in found:
        page = about.node(name, "foaf:Document", iri=link.url)
        if isinstance(page.term, BlankNode):
            page.text("rdf:value", link.url)  # the profile's rules mend it
        page.text("dct:title", link.name, language)
        page.text("dct:description", link.description, language)


def add_distribution(about: Description, link: Link, metadata: Metadata) -> Description:
    """Say a distribution of a link; a download is accessURL and downloadURL (K39)."""
    node = about.node("dcat:distribution", "dcat:Distribution")
    title = link.name or link.description or metadata.title
    node.text("dct:title", title, metadata.language)
    if link.description != title:
        node.text("dct:description", link.description, metadata.language)
    node.link("dcat:accessURL", link.url)
    if link.function in DOWNLOADS:
        node.link("dcat:downloadURL", link.url)
    return node
