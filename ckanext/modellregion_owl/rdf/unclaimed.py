"""Free extras and fields that no schema knows, as `schema:additionalProperty` with name and value.

A portal's datasets from before our schema, or another extension's, hold them. No property of
DCAT-AP.de means them; left out they would be lost for whoever reads the feed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

from rdflib import RDF

from ckanext.modellregion_owl.rdf import iris
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.rows import schema_of
from ckanext.modellregion_owl.rdf.statements import Literal, Node, Triple

PROPERTY = iri("schema:additionalProperty")
VALUE_CLASS = iri("schema:PropertyValue")
NAME, VALUE = iri("schema:name"), iri("schema:value")

# What harvesters keep for themselves, and ckanext-harvest adds when a dataset is shown.
_MACHINE = re.compile(r"harvest_\w+|guid|metadata_(created|modified)")
# What CKAN itself says of a resource, and what other extensions compute anew.
_CKANS = frozenset(
    (
        "id", "package_id", "state", "position", "created", "last_modified", "metadata_modified",
        "cache_url", "cache_last_updated", "resource_type", "mimetype_inner", "url_type",
        "datastore_active", "datastore_contains_all_records_of_source_file", "has_views", "hash",
        "on_same_domain", "original_url", "ckan_url", "task_created", "revision_id", "upload",
        "clear_upload", "datatables_view", "tracking_summary", "save", "pkg_name",
    )
)  # fmt: skip


@cache
def fields(kind: str) -> frozenset[str]:
    """Return the names of the fields of `dataset` or `resource` in our own schema."""
    return frozenset(field["field_name"] for field in schema_of()[f"{kind}_fields"])


def extras(dataset: Mapping[str, Any]) -> dict[str, Any]:
    """Return the free extras of a dataset that no field of ours claims and no machine made."""
    found = {str(e.get("key")): e.get("value") for e in dataset.get("extras") or () if e}
    return {
        key: value
        for key, value in found.items()
        if value and key not in fields("dataset") and not _MACHINE.fullmatch(key)
    }


def others(resource: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """Return the fields of a resource that are neither CKAN's nor in `known`, with a value."""
    return {
        key: value
        for key, value in resource.items()
        if key not in _CKANS and key not in known and value not in (None, "", [], {})
    }


def unclaimed(node: Node, values: Mapping[str, Any]) -> Iterator[Triple]:
    """Yield names and values, beside what a source said by the same property (rdf/kept.py)."""
    for name, value in values.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        entry = iris.blank({name: text}, str(node), "extras")
        yield node, PROPERTY, entry
        yield entry, RDF.type, VALUE_CLASS
        yield entry, NAME, Literal(name)
        yield entry, VALUE, Literal(text)
