"""GovData's dashboard: its rules for a dataset and its files (spec govdata.md 3, `dashboard_live`).

The dashboard never refuses a dataset; it counts, per provider, who keeps the rules. That these say
what GovData's own rules say is tested on recorded catalogues (tests/govdata/test_dashboard.py).
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from ckanext.modellregion_owl.findings import Finding
from ckanext.modellregion_owl.govdata.rules import finding
from ckanext.modellregion_owl.govdata.statements import Node
from ckanext.modellregion_owl.vocabularies import Term, vocabulary

# Our rule → its name at GovData.
NAMES = {
    "keyword": "no_literal_keyword",
    "contributor": "no_correct_contributorID",
    "publisher": "no_correct_publisher",
    "licence_missing": "no_license",
    "licence_many": "multiple_licenses",
    "licence_unlisted": "no_license_from_list",
    "licence_closed": "no_open_license_from_list",
}


def of_dataset(dataset: Node) -> Iterator[Finding]:
    """Yield what the dashboard says of a dataset itself."""
    if not any(isinstance(v, ox.Literal) for v in dataset.values("dcat:keyword")):
        yield finding("keyword")
    providers = [str(getattr(v, "value", "")) for v in dataset.values("dcatde:contributorID")]
    listed = vocabulary("contributors")
    if sum(p in listed for p in providers) != 1:
        yield finding("contributor", ", ".join(providers))
    publishers = dataset.values("dct:publisher")
    if len(publishers) != 1:
        yield finding("publisher", ", ".join(str(p) for p in publishers))
    for publisher in publishers:
        names = Node(dataset.page, publisher).values("foaf:name")
        if not any(isinstance(n, ox.Literal) for n in names):
            yield finding("publisher", str(publisher))


def of_file(file: Node) -> Iterator[Finding]:
    """Yield what the dashboard says of a file or service (a distribution)."""
    licences = file.values("dct:license")
    if not licences:
        yield finding("licence_missing", node=file.text)
    if len(licences) > 1:
        yield finding("licence_many", ", ".join(str(x) for x in licences), node=file.text)
    for licence in licences:
        text = str(getattr(licence, "value", licence))
        term = _listed(text) if isinstance(licence, ox.NamedNode) else None
        if term is None:
            yield finding("licence_unlisted", text, node=file.text)
        if term is None or not term.open:
            yield finding("licence_closed", text, node=file.text)


def _listed(text: str) -> Term | None:
    """Return the licence of GovData's list; the spelling of an older list is no longer in it."""
    term = vocabulary("licences").get(text)
    return None if term and term.extra.get("replaced_by") else term
