"""Which properties and types of RDF speak of agents, and small changes of triples."""

from __future__ import annotations

import re
from collections.abc import Collection

from pyoxigraph import Literal, NamedNode, Triple

from ckanext.modellregion_owl.rdf.namespaces import PREFIXES

FOAF = PREFIXES["foaf"]
VCARD = PREFIXES["vcard"]
PROV = PREFIXES["prov"]
SCHEMA = PREFIXES["schema"]
DCT = PREFIXES["dct"]
DC = "http://purl.org/dc/elements/1.1/"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"

# Property (without its namespace, whatever the namespace) → field of the dataset's form.
AGENT_FIELDS = {
    "publisher": "publisher",
    "creator": "creator",
    "contributor": "contributor",
    "rightsHolder": "rights_holder",
    "contactPoint": "contact",
    "pointOfContact": "contact",
    "maintainer": "maintainer",
    "originator": "originator",
    "custodian": "qualified_attribution",
    "distributor": "qualified_attribution",
    "processor": "qualified_attribution",
    "resourceProvider": "qualified_attribution",
    "principalInvestigator": "qualified_attribution",
    "owner": "qualified_attribution",
    "user": "qualified_attribution",
    "agent": "qualified_attribution",
    "author": "author",
    "maker": "creator",
    "mediator": "contributor",
}
PERSON_TYPES = {
    FOAF + "Person": FOAF + "Organization",
    VCARD + "Individual": VCARD + "Organization",
    PROV + "Person": PROV + "Organization",
    SCHEMA + "Person": SCHEMA + "Organization",
}
AGENT_TYPES = {
    *PERSON_TYPES,
    FOAF + "Agent",
    FOAF + "Organization",
    FOAF + "Group",
    VCARD + "Kind",
    VCARD + "VCard",
    VCARD + "Organization",
    VCARD + "Group",
    PROV + "Agent",
    PROV + "Organization",
    SCHEMA + "Organization",
    SCHEMA + "ContactPoint",
    DCT + "Agent",
}
NAMES = {
    VCARD + "fn",
    VCARD + "hasFN",
    VCARD + "organization-name",
    VCARD + "hasOrganizationName",
    VCARD + "organization-unit",
    VCARD + "nickname",
    FOAF + "name",
    FOAF + "nick",
    SCHEMA + "name",
    LABEL,
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    DCT + "title",
}
NAME_PARTS = {
    VCARD + "given-name",
    VCARD + "family-name",
    VCARD + "additional-name",
    VCARD + "hasGivenName",
    VCARD + "hasFamilyName",
    FOAF + "givenName",
    FOAF + "givenname",
    FOAF + "firstName",
    FOAF + "familyName",
    FOAF + "family_name",
    FOAF + "lastName",
    FOAF + "surname",
    SCHEMA + "givenName",
    SCHEMA + "familyName",
    SCHEMA + "additionalName",
}
# What is said of nobody but a person.
PARTS = {
    *NAME_PARTS,
    VCARD + "honorific-prefix",
    VCARD + "honorific-suffix",
    VCARD + "hasHonorificPrefix",
    VCARD + "hasHonorificSuffix",
    VCARD + "bday",
    VCARD + "anniversary",
    VCARD + "gender",
    VCARD + "hasGender",
    VCARD + "hasPhoto",
    VCARD + "photo",
    FOAF + "title",
    FOAF + "gender",
    FOAF + "birthday",
    FOAF + "age",
    FOAF + "img",
    FOAF + "mbox_sha1sum",
    FOAF + "account",
    FOAF + "skypeID",
    SCHEMA + "honorificPrefix",
    SCHEMA + "birthDate",
    SCHEMA + "gender",
}
PHONES = {
    VCARD + "hasTelephone",
    VCARD + "hasValue",
    VCARD + "value",
    VCARD + "tel",
    VCARD + "fax",
    FOAF + "phone",
    SCHEMA + "telephone",
    SCHEMA + "faxNumber",
}
NAME_FOR = {"vcard": VCARD + "fn", "foaf": FOAF + "name", "schema": SCHEMA + "name"}
_NUMBER = re.compile(r"(?:tel:|fax:)?\s{0,9}\+?[\d\s()/.–-]{6,60}\d\s{0,9}", re.IGNORECASE)


def text(term: object) -> str:
    """Return a literal's value or an IRI, "" of a blank node."""
    return term.value if isinstance(term, (Literal, NamedNode)) else ""


def is_number(value: str) -> bool:
    """Tell whether a value is a telephone number and nothing else."""
    return bool(_NUMBER.fullmatch(value))


def local(predicate: str) -> str:
    """Return a property without its namespace."""
    return re.split(r"[#/]", predicate)[-1]


def field_of(predicate: str) -> str:
    """Return the field's name that a finding shows for a property."""
    name = local(predicate)
    known = {"title": "title", "description": "notes", "keyword": "tag_string"}
    return known.get(name) or AGENT_FIELDS.get(name) or name


def with_text(triple: Triple, value: str) -> Triple:
    """Return the triple with another text; language and datatype stay."""
    old = triple.object
    language = old.language if isinstance(old, Literal) else None
    new = Literal(value, language=language) if language else Literal(value)
    return Triple(triple.subject, triple.predicate, new)


def with_mail(triple: Triple, old: str, new: str) -> Triple:
    """Return the triple with another mail address, as literal or IRI as before."""
    value = text(triple.object).replace(old, new)
    if isinstance(triple.object, NamedNode):
        return Triple(triple.subject, triple.predicate, NamedNode(value))
    return with_text(triple, value)


def names_person(address: str, names: Collection[str]) -> bool:
    """Tell whether an address of the web holds two parts of a removed name."""
    parts = set(re.split(r"[^a-zäöüß]+", address))
    return len(parts & set(names)) >= 2


def is_agent_link(triple: Triple) -> bool:
    """Tell whether a triple leads to an agent; its target is renamed, the link stays."""
    return local(triple.predicate.value) in AGENT_FIELDS
