"""The catalogue's entry about a dataset (dcat:CatalogRecord): the source's and our own.

Off by default (setting `feed.records`): GovData reads nothing of it, and the official shapes demand
that the dataset is typed dcat:Resource too (spec dcat-ap-de-3.0.md 1.3, 5).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rdflib import URIRef

from ckanext.modellregion_owl.rdf import iris
from ckanext.modellregion_owl.rdf.stored import items

if TYPE_CHECKING:
    from ckanext.modellregion_owl.rdf.complete import Output

# The identifier of the application profile itself, as GovData's own exporter names it.
PROFILE = "http://dcat-ap.de/def/dcatde/3.0/"

Values = dict[str, Any]


def records(dataset: Mapping[str, Any], node: URIRef, output: Output) -> list[Values]:
    """Return the entries to write: our own and, in full, that of the source.

    Ours says when the entry was made and changed in this portal, by which profile it is written and
    from which entry it was taken over. Without a date of change there is none: the standard demands
    it.
    """
    name = iris.record_iri(dataset, node, output.base_iri)
    given = [r for r in items(dataset.get("catalog_record")) if iris.own_iri(r) != name]
    modified = dataset.get("metadata_modified") or dataset.get("modified")
    if not modified:
        return given
    complete = [str(iris.own_iri(r)) for r in given if r.get("modified") and iris.own_iri(r)]
    own = {
        "uri": str(name),
        "modified": modified,
        "issued": dataset.get("metadata_created"),
        "conforms_to": [PROFILE],
        "source": complete[0] if complete else None,
    }
    return [own, *given]
