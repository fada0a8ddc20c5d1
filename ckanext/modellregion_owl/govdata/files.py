"""What GovData demands of a file or service (a distribution)."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.modellregion_owl.findings import Finding
from ckanext.modellregion_owl.govdata import dashboard
from ckanext.modellregion_owl.govdata.rules import finding
from ckanext.modellregion_owl.govdata.statements import Node
from ckanext.modellregion_owl.vocabularies import vocabulary

LINKS = ("dcat:downloadURL", "dcat:accessURL")


def of_file(file: Node) -> Iterator[Finding]:
    """Yield what is to be said of one file, the dashboard's rules first."""
    yield from dashboard.of_file(file)
    if not file.is_iri:
        yield finding("node_name", "dcat:Distribution")
    for service in file.nodes("dcat:accessService"):
        if not service.is_iri:
            yield finding("node_name", "dcat:DataService", node=file.text)
    links = [v.text for link in LINKS for v in file.nodes(link)]
    if not file.nodes("dcat:accessURL"):
        yield finding("link", node=file.text)
    for link in links:
        if "404" in link:
            yield finding("link_404", link, node=file.text)
    yield from _attribution(file)


def _attribution(file: Node) -> Iterator[Finding]:
    known = (vocabulary("licences").get(v.text) for v in file.nodes("dct:license"))
    asked = any(term and term.by for term in known)
    if asked and not file.literals("dcatde:licenseAttributionByText"):
        yield finding("attribution", node=file.text)
