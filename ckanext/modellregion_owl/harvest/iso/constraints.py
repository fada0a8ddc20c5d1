"""Licence, rights and access, block by block; spec iso19139.md 2, "Constraints and licence"."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.harvest.iso.metadata import Metadata
from ckanext.modellregion_owl.harvest.iso.tree import Element, Value, texts, values
from ckanext.modellregion_owl.harvest.records.describe import Description
from ckanext.modellregion_owl.vocabularies import Term, vocabulary

ACCESS = ("RESTRICTED", "NON_PUBLIC")

_LICENCES = "http://dcat-ap.de/def/licenses/"
_ACCESS_RIGHT = "http://publications.europa.eu/resource/authority/access-right/"
_ACCESS_LIST = "LimitationsOnPublicAccess/"


@dataclass(frozen=True)
class Licence:
    """GDI-DE's licence in JSON; `block` is 0 in a block of use constraints, more elsewhere."""

    id: str
    name: str = ""
    url: str = ""
    source: str = ""
    block: int = 0

    @property
    def term(self) -> Term | None:
        """Return the entry of GovData's list: by the id, else by the address."""
        words = vocabulary("licences")
        return words.find(self.id) or words.get(_LICENCES + self.id) or words.find(self.url)


@dataclass
class Terms:
    """On which terms the data may be used: `rights` are texts with their address, if any."""

    licences: list[Licence] = field(default_factory=list)
    rights: list[Value] = field(default_factory=list)
    access: list[str] = field(default_factory=list)

    @property
    def licence(self) -> Licence | None:
        """Return the licence that counts: the first one in the right place."""
        return min(self.licences, key=lambda found: found.block, default=None)


def read_terms(metadata: Metadata) -> Terms:
    """Return what the constraints of the identification say; each text belongs to its own block."""
    found = Terms()
    for block in metadata.info.iterfind("resourceConstraints/*"):
        if block.tag != "MD_SecurityConstraints":
            _read_block(found, block)
    return found


def _read_block(found: Terms, block: Element) -> None:
    other = 0 if any(texts(block, "useConstraints")) else 2
    for path, rank in (("otherConstraints", other), ("useLimitation", 1)):
        for value in values(block, path):
            licence = _licence(value.text, rank)
            if licence:
                found.licences.append(licence)
            elif _ACCESS_LIST in value.href:
                found.access.append(value.href.rpartition("/")[2])
            elif value not in found.rights:
                found.rights.append(value)


def _licence(text: str, rank: int) -> Licence | None:
    """Read GDI-DE's JSON; by a parser, for quotes may stand in it (not so in GovData's bridge)."""
    if not text.startswith("{"):
        return None
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        note(Finding("iso.licence_json", Severity.WRONG, "license", before=text[:500]))
        return None
    if not isinstance(data, dict):
        return None
    id_, name, url, source = (_word(data.get(key)) for key in ("id", "name", "url", "quelle"))
    return Licence(id_, name, url, source, rank) if id_ or url else None


def _word(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def add_terms(about: Description, terms: Terms) -> None:
    """Say licence, attribution and rights of a distribution or service."""
    licence = terms.licence
    rights = list(terms.rights)
    if licence:
        term = licence.term
        if term:
            about.link("dct:license", term.uri)
        else:
            written = licence.name or licence.id
            rights.insert(0, Value(f"{written} ({licence.url})" if licence.url else written))
        about.text("dcatde:licenseAttributionByText", licence.source, "de")
    _add_rights(about, rights)


def _add_rights(about: Description, rights: list[Value]) -> None:
    if len(rights) == 1 and rights[0].href:
        about.link("dct:rights", rights[0].href)
    elif rights:
        # One statement, for the standard has one; the texts stand below each other.
        node = about.node("dct:rights", "dct:RightsStatement")
        node.text("rdfs:label", "\n\n".join(_lines(rights)), "de")


def _lines(rights: list[Value]) -> Iterator[str]:
    for value in rights:
        yield " ".join(filter(None, (value.text, f"({value.href})" if value.href else "")))


def add_access(about: Description, terms: Terms, limited: str = "RESTRICTED") -> None:
    """Say whether the data are public; nothing where the record says nothing.

    :param limited: what a limitation after the INSPIRE directive means (`ACCESS`).
    """
    codes = [limited for code in terms.access if code.startswith("INSPIRE_Directive_Article13")]
    if not codes and "noLimitations" in terms.access:
        codes = ["PUBLIC"]
    for code in codes[:1]:
        about.link("dct:accessRights", _ACCESS_RIGHT + code)


def note_terms(terms: Terms) -> None:
    """Note what a person should know of a dataset's licence: unknown, several, in a wrong place."""
    licence = terms.licence
    if licence is None:
        return
    if licence.term is None:
        before = licence.id or licence.url
        note(Finding("iso.licence_unknown", Severity.WRONG, "license", before=before))
    for other in terms.licences:
        if (other.id, other.source) != (licence.id, licence.source):
            before = " ".join(filter(None, (other.id, other.source)))
            note(
                Finding("iso.licence_several", Severity.WRONG, "license", before, after=licence.id)
            )
