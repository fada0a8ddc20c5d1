"""The RDF profile `dcat_ap_de_3` of ckanext-dcat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rdflib import Graph, URIRef

import ckan.plugins.toolkit as tk
from ckanext.dcat.profiles import RDFProfile

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.rdf.catalogue import write_catalogue
from ckanext.modellregion_owl.rdf.complete import Output
from ckanext.modellregion_owl.rdf.mend import mend
from ckanext.modellregion_owl.rdf.merge import Known, merge_read
from ckanext.modellregion_owl.rdf.namespaces import PREFIXES
from ckanext.modellregion_owl.rdf.read import read_dataset
from ckanext.modellregion_owl.rdf.their_fields import TheirFields, load
from ckanext.modellregion_owl.rdf.write import write_dataset
from ckanext.modellregion_owl.region import load_region

mend()


class DcatApDe3Profile(RDFProfile):
    """DCAT-AP.de 3.0 both ways, from the rows of schemas/dataset.yaml.

    Stands last in `ckanext.dcat.rdf.profiles` (after `euro_dcat_ap_3 euro_dcat_ap_scheming`) and
    replaces what they made of the properties that have a row, or stands there alone.
    """

    def __init__(
        self, graph: Graph, dataset_type: str = "dataset", compatibility_mode: bool = False
    ) -> None:
        # Not the parent's: it asks for scheming's schema at once, which writing never needs.
        self.g = graph
        self.dataset_type = dataset_type
        self.compatibility_mode = compatibility_mode

    def parse_dataset(self, dataset_dict: dict[str, Any], dataset_ref: Any) -> dict[str, Any]:
        """Fill the dict from the graph, in place: ckanext-dcat drops what is returned."""
        known = Known.of(schema_of(self.dataset_type), theirs())
        merge_read(dataset_dict, read_dataset(self.g, dataset_ref), known)
        return dataset_dict

    def graph_from_dataset(self, dataset_dict: dict[str, Any], dataset_ref: URIRef) -> None:
        """Write the dataset into the graph."""
        bind_prefixes(self.g)
        write_dataset(self.g, dataset_ref, theirs().ours(dataset_dict), output())

    def graph_from_catalog(self, catalog_dict: dict[str, Any] | None, catalog_ref: URIRef) -> None:
        """Write the catalogue from the region's content.

        `catalog_dict["modified"]` spares the search for the newest change.
        """
        bind_prefixes(self.g)
        given = (catalog_dict or {}).get("modified")
        modified = given if given is not None else self._last_catalog_modification()
        write_catalogue(self.g, catalog_ref, load_region().catalogue, output(), str(modified or ""))


def schema_of(dataset_type: str) -> Mapping[str, Any] | None:
    """Return the portal's own schema of a dataset type, None when it uses no scheming."""
    try:
        show = tk.get_action("scheming_dataset_schema_show")
    except KeyError:
        return None
    try:
        schema: Mapping[str, Any] = show({}, {"type": dataset_type})
    except tk.ObjectNotFound:
        return None
    return schema


def theirs() -> TheirFields:
    """Return which of the portal's own fields means which of ours."""
    return load(config.fields())


def output() -> Output:
    """Return how this site writes, by its settings and its region's municipalities."""
    return Output(
        config.base_iri(),
        config.feed_compat(),
        municipality_defaults,
        records=config.feed_records(),
    )


def municipality_defaults(organisation: str) -> dict[str, Any]:
    """Return what an organisation's municipality says for a dataset that names no publisher.

    :param organisation: name of a CKAN organisation = slug of a municipality.
    """
    found = load_region().municipality(organisation)
    if found is None:
        return {}
    publisher = {
        "name": found.publisher_name,
        "type": found.publisher_type,
        "url": found.homepage,
        "uri": found.uri,
    }
    return {
        "publisher": [{k: v for k, v in publisher.items() if v}],
        "contributor_id": [found.contributor_id] if found.contributor_id else [],
    }


def bind_prefixes(graph: Graph) -> None:
    """Bind our prefixes once per graph; rdflib looks through all of them at each call."""
    if graph.store.namespace("dcatde") is None:
        for prefix, namespace in PREFIXES.items():
            graph.bind(prefix, namespace, override=True, replace=True)
