"""Offices and persons as GovData's reader takes them: by class, name and mail address."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.modellregion_owl.findings import Finding
from ckanext.modellregion_owl.govdata.rules import finding
from ckanext.modellregion_owl.govdata.statements import Node, name

# Property → field of the form. The reader looks at the first class only (spec govdata.md 2).
FIELDS = {
    "dct:publisher": "publisher",
    "dct:creator": "creator",
    "dcatde:maintainer": "custodian",
    "dcatde:originator": "originator",
    "dct:contributor": "contributor",
}
CLASSES = {name(f"foaf:{word}") for word in ("Agent", "Person", "Organization")}


def agents(dataset: Node) -> Iterator[Finding]:
    """Yield offices and persons of another class, and mail addresses that are not read."""
    for property_, field in FIELDS.items():
        for agent in dataset.nodes(property_):
            classes = [str(getattr(v, "value", v)) for v in agent.values("rdf:type")]
            if classes and classes[0] not in CLASSES:
                yield finding("agent", classes[0], field)
            if agent.values("vcard:hasEmail") and not agent.values("foaf:mbox"):
                yield finding("twin", agent.text, field)


def named(dataset: Node) -> Iterator[Finding]:
    """Yield a publisher without a lasting address, and contacts that have one.

    GovData's store deletes what a dataset leads to, but for its publisher: a contact that two
    datasets share is lost for the other one (spec govdata.md 3).
    """
    for publisher in dataset.nodes("dct:publisher"):
        if not publisher.is_iri:
            yield finding("node_name", "dct:publisher", "publisher")
    for contact in dataset.nodes("dcat:contactPoint"):
        if contact.is_iri:
            yield finding("contact_name", contact.text)
