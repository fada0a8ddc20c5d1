"""Who publishes an ArcGIS item and whom to ask about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.harvest.records.describe import Description
from ckanext.modellregion_owl.harvest.records.json_values import each, note_rest, text_of

_WORDS = re.compile(r"(?:[A-ZÄÖÜ][a-zäöüß]*|[A-ZÄÖÜ]+)(?:-(?:[A-ZÄÖÜ]?[a-zäöüß]+|[A-ZÄÖÜ]+))*")
READ = ("name", "organization", "emails", "phones", "links")
# Member of a contact → why nothing is read from it.
IGNORED = {
    "roles": "a contact of the dataset is its contact point, whatever else it is",
    "position": "a position in an office belongs to a person",
}


def add_publisher(about: Description, item: Mapping[str, Any]) -> None:
    """Add who publishes; an organisation of another name that has the item made it."""
    names = [text_of(item.get(member)) for member in ("source", "orgName", "organization")]
    found = list(dict.fromkeys(name for name in names if name))
    for place, name in enumerate(found):
        role = "dct:publisher" if place == 0 else "dct:creator"
        about.node(role, "foaf:Agent").text("foaf:name", name)


def add_contacts(about: Description, item: Mapping[str, Any]) -> None:
    """Add the organisation's mailbox and the contacts of OGC API Records, never the owner."""
    mail = text_of(item.get("orgContactEmail"))
    if mail:
        card = about.node("dcat:contactPoint", "vcard:Organization")
        card.text("vcard:fn", text_of(item.get("orgName"))).link("vcard:hasEmail", mail)
    for contact in each(item.get("contacts")):
        if isinstance(contact, Mapping):
            _add_contact(about, contact)


def _add_contact(about: Description, contact: Mapping[str, Any]) -> None:
    """Add a contact of OGC API Records 1.0; mails, phones and links are lists of objects."""
    card = about.node("dcat:contactPoint", "vcard:Kind")
    card.text("vcard:fn", text_of(contact.get("name") or contact.get("organization")))
    if contact.get("name"):
        card.text("vcard:organization-name", text_of(contact.get("organization")))
    for member, name, form in (
        ("emails", "vcard:hasEmail", "{}"),
        ("phones", "vcard:hasTelephone", "tel:{}"),
    ):
        for value in _held(contact.get(member), "value"):
            card.link(name, form.format(value))
    for value in _held(contact.get("links"), "href"):
        card.link("vcard:hasURL", value)
    note_rest(contact, (*READ, *IGNORED), "contact")


def is_account(name: str) -> bool:
    """Tell whether a name is that of a user account: Hub's template gives the item's owner.

    One word, and not written as German words and abbreviations are: “ClayCountyMN”, “mueller_k”,
    but neither “Vermessungsamt” nor “GIS-Team”.
    """
    return not _WORDS.fullmatch(name.strip()) and len(name.split()) == 1


def without_account(contacts: Any) -> Any:
    """Return the contacts of DCAT-US without names of accounts; noted each (`contact.account`)."""
    kept = []
    for contact in each(contacts):
        if isinstance(contact, Mapping) and is_account(text_of(contact.get("fn"))):
            note(Finding("contact.account", Severity.IMPROVE, "contact", text_of(contact["fn"])))
            contact = {key: value for key, value in contact.items() if key != "fn"}
        kept.append(contact)
    return kept


def _held(values: Any, key: str) -> Iterator[str]:
    for value in each(values):
        text = text_of(value.get(key) if isinstance(value, Mapping) else value)
        if text:
            yield text
