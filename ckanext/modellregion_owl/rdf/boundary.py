"""Where a dataset ends: links and nodes that stand for themselves (spec govdata.md 3).

As texts, because the harvester walks pyoxigraph's graphs and the profile rdflib's.
"""

from __future__ import annotations

from ckanext.modellregion_owl.rdf.namespaces import iri


def _iris(prefix: str, names: str) -> frozenset[str]:
    return frozenset(str(iri(f"{prefix}:{name}")) for name in names.split())


# Classes of nodes that stand for themselves: another dataset, the catalogue, a term's vocabulary.
OTHERS = frozenset().union(
    _iris("dcat", "Dataset DatasetSeries Catalog CatalogRecord"),
    _iris("skos", "ConceptScheme"),
    _iris("owl", "Ontology Class ObjectProperty DatatypeProperty"),
    _iris("rdfs", "Class"),
    _iris("rdf", "Property"),
    _iris("hydra", "PagedCollection PartialCollectionView"),
)

# Links that a page which is read as one graph must not hold: GovData takes all that is connected
# for one dataset.
CLOSURE = frozenset().union(
    _iris("dcat", "dataset seriesMember prev next previous first last catalog"),
    _iris("dct", "hasPart isPartOf"),
    _iris("foaf", "primaryTopic isPrimaryTopicOf"),
)

# Links between nodes that each stand for themselves. Following them drags siblings in.
LINKS = CLOSURE.union(
    _iris("rdf", "type"),
    _iris("rdfs", "isDefinedBy seeAlso subClassOf"),
    _iris("owl", "sameAs"),
    _iris("dcat", "inSeries servesDataset"),
    _iris(
        "dct",
        "hasVersion isVersionOf replaces isReplacedBy references isReferencedBy requires "
        "isRequiredBy source relation",
    ),
    _iris(
        "skos",
        "inScheme topConceptOf hasTopConcept broader narrower related exactMatch closeMatch "
        "broadMatch narrowMatch relatedMatch member broaderTransitive narrowerTransitive",
    ),
)
