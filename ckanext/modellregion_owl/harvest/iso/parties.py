"""CI_ResponsibleParty → contact (vCard) and agents (FOAF); spec iso19139.md 3."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ckanext.modellregion_owl.harvest.iso.metadata import Metadata
from ckanext.modellregion_owl.harvest.iso.tree import Element, text, texts, values
from ckanext.modellregion_owl.harvest.records.describe import Description
from ckanext.modellregion_owl.rdf.values import is_mail

# Role → property. The others have none in DCAT-AP.de that takes an agent (IGNORED_ROLES).
ROLES = {
    "publisher": "dct:publisher",
    "custodian": "geodcatap:custodian",
    "originator": "geodcatap:originator",
    "author": "dct:creator",
}
IGNORED_ROLES = (
    *("owner", "processor", "user", "distributor", "resourceProvider"),
    "principalInvestigator",
)

# Address → property of the vCard.
_ADDRESS = (
    ("deliveryPoint", "vcard:hasStreetAddress"),
    ("postalCode", "vcard:hasPostalCode"),
    ("city", "vcard:hasLocality"),
    ("administrativeArea", "vcard:hasRegion"),
    ("country", "vcard:hasCountryName"),
)
_MAIL = "contactInfo/*/address/*/electronicMailAddress"
_PAGE = "contactInfo/*/onlineResource/*/linkage"


@dataclass(frozen=True)
class Party:
    """A party as its record writes it; `mails` may hold an address of the web (Destatis)."""

    element: Element
    role: str
    organisation: str
    individual: str
    href: str

    @property
    def name(self) -> str:
        """Return the organisation, else the person."""
        return self.organisation or self.individual


def parties(metadata: Metadata, path: str) -> list[Party]:
    """Return the parties under a path of the identification that have a name."""
    found = (_party(element) for element in metadata.info.iterfind(path))
    return [party for party in found if party.name]


def _party(element: Element) -> Party:
    anchor = next(values(element, "organisationName"), None)
    return Party(
        element,
        text(element, "role"),
        text(element, "organisationName"),
        text(element, "individualName"),
        anchor.href if anchor else "",
    )


def add_parties(about: Description, metadata: Metadata) -> None:
    """Say contacts, publishers and the other roles of a dataset or service."""
    found = parties(metadata, "pointOfContact/CI_ResponsibleParty")
    cited = parties(metadata, "citation/*/citedResponsibleParty/CI_ResponsibleParty")
    contacts = [p for p in found if p.role == "pointOfContact"]
    publishers = [p for p in (*found, *cited) if p.role == "publisher"]
    for party in contacts or found[:1]:
        add_contact(about, party)
    for party in publishers or contacts or found[:1]:
        _agent(about, "dct:publisher", party)
    for role in ("custodian", "originator", "author"):
        for party in (*found, *cited):
            if party.role == role:
                _agent(about, ROLES[role], party)


def add_contact(about: Description, party: Party) -> None:
    """Say a contact: the organisation, and its person below it.

    What the record says of a person is said here too; the rule on personal data decides before
    anything is stored.
    """
    kind = "vcard:Organization" if party.organisation else "vcard:Individual"
    node = about.node("dcat:contactPoint", "vcard:Kind", kind).text("vcard:fn", party.name)
    if party.organisation and party.individual:
        member = node.node("vcard:hasMember", "vcard:Individual")
        member.text("vcard:fn", party.individual)
    node.text("vcard:role", text(party.element, "positionName"))
    _reach(node, party, "vcard:hasEmail", "vcard:hasURL")
    for number in texts(party.element, "contactInfo/*/phone/*/voice"):
        node.text("vcard:hasTelephone", number)
    for name, target in _ADDRESS:
        parts = texts(party.element, f"contactInfo/*/address/*/{name}")
        node.text(target, ", ".join(parts))


def _agent(about: Description, name: str, party: Party) -> None:
    kind = "foaf:Organization" if party.organisation else "foaf:Person"
    node = about.node(name, "foaf:Agent", kind, iri=party.href)
    node.text("foaf:name", party.name)
    _reach(node, party, "foaf:mbox", "foaf:homepage")


def _reach(node: Description, party: Party, mail: str, page: str) -> None:
    """Say mail addresses and web pages; a web page in the place of a mail address is one."""
    pages = texts(party.element, _PAGE)
    for address in _mails(texts(party.element, _MAIL)):
        if address.lower().startswith(("http:", "https:", "www.")):
            pages = [*pages, address]
        elif is_mail(address):
            node.link(mail, f"mailto:{address}")
        else:
            node.text(mail, address)
    for address in dict.fromkeys(pages):
        node.link(page, address)


def _mails(written: Iterable[str]) -> list[str]:
    """Return the addresses; several in one element stand behind each other or a semicolon."""
    return [part for text in written for part in text.replace(";", " ").replace(",", " ").split()]
