"""Lossless: every value of DKAN's recordings comes out again, is named by a rule, or is ignored.

In two steps: each value of the JSON is a statement under its property (or a finding, or stands in
an IGNORED table with its reason), and each statement is back in the feed or named by a rule, as
tests/rdf/account.py counts it for RDF.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph, URIRef

sys.path.append(str(Path(__file__).parent.parent / "rdf"))
from account import BASE, Account, _node, compare

from ckanext.modellregion_owl.findings import Finding, collect
from ckanext.modellregion_owl.harvest.adapters.dkan2 import INTERNAL, with_file_ids
from ckanext.modellregion_owl.harvest.records import dkan_package, pod, pod_distribution
from ckanext.modellregion_owl.harvest.records.describe import Description
from ckanext.modellregion_owl.harvest.records.graph import statements, subject_of, to_rdflib
from ckanext.modellregion_owl.harvest.records.json_values import each, text_of
from ckanext.modellregion_owl.harvest.records.make import make_record
from ckanext.modellregion_owl.harvest.records.pod import describe_pod
from ckanext.modellregion_owl.rdf.complete import Output
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.read import read_dataset
from ckanext.modellregion_owl.rdf.rules import MESSAGES
from ckanext.modellregion_owl.rdf.write import write_dataset

pytestmark = pytest.mark.unit

Place = tuple[str, ...]


def _named(tables: Mapping[str, tuple[str, str]], *above: str) -> dict[Place, tuple[str, ...]]:
    return {(*above, member): (name,) for member, (name, _field) in tables.items()}


# Member → the properties of which one must say its value.
POD: dict[Place, tuple[str, ...]] = {
    **_named(pod.TEXTS),
    **_named(pod.LINKS),
    **_named(pod_distribution.TEXTS, "distribution"),
    **_named(pod_distribution.LINKS, "distribution"),
    ("issued",): ("dct:issued",),
    ("modified",): ("dct:modified",),
    ("accrualPeriodicity",): ("dct:accrualPeriodicity",),
    ("publisher", "name"): ("foaf:name",),
    ("contactPoint", "fn"): ("vcard:fn",),
    ("contactPoint", "hasEmail"): ("vcard:hasEmail",),
    ("temporal",): ("dcat:startDate", "dcat:endDate"),
    ("spatial",): ("locn:geometry", "dcat:bbox", "skos:prefLabel", "dct:spatial"),
    ("distribution", "mediaType"): ("dcat:mediaType",),
}
POD_IGNORED: frozenset[Place] = frozenset(
    (
        *((member,) for member in pod.IGNORED),
        *(("distribution", member) for member in pod_distribution.IGNORED),
        ("publisher", "@type"),
        ("contactPoint", "@type"),
    )
)
PACKAGE: dict[Place, tuple[str, ...]] = {
    **_named(dkan_package.TEXTS),
    **_named(dkan_package.RESOURCE_TEXTS, "resources"),
    **{(member,): ("dct:license",) for member in dkan_package.LICENCES},
    ("url",): ("dcat:landingPage",),
    ("author",): ("foaf:name",),
    ("author_email",): ("vcard:hasEmail",),
    ("maintainer",): ("vcard:fn",),
    ("maintainer_email",): ("vcard:hasEmail",),
    ("groups", "title"): ("foaf:name",),
    ("tags", "name"): ("dcat:keyword",),
    ("resources", "name"): ("dct:title",),
    ("resources", "url"): ("dcat:accessURL", "dcat:downloadURL"),
    ("resources", "mimetype"): ("dcat:mediaType", "dct:format"),
}
PACKAGE_IGNORED: frozenset[Place] = frozenset(
    (
        *((member,) for member in dkan_package.IGNORED),
        *(("resources", member) for member in dkan_package.RESOURCE_IGNORED),
        *(("tags", member) for member in dkan_package.TAG_IGNORED),
        *(("groups", member) for member in dkan_package.GROUP_IGNORED),
    )
)


def leaves(value: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Yield the texts of a JSON value with the names of the members above them."""
    if isinstance(value, Mapping):
        for member, inner in value.items():
            yield from leaves(inner, (*place, member))
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, place)
    elif text_of(value):
        yield place, text_of(value)


def unsaid(
    item: Mapping[str, Any],
    about: Description,
    findings: list[Finding],
    known: tuple[dict[Place, tuple[str, ...]], frozenset[Place]],
) -> list[tuple[Place, str]]:
    """Return the values that are neither a statement, nor noted, nor ignored."""
    properties, ignored = known
    there = {(t.predicate.value, _bare(getattr(t.object, "value", ""))) for t in about.triples}
    noted = {finding.before for finding in findings}
    lost = []
    for place, text in leaves(item):
        if place in ignored or text in noted or f"{place[-1]}: {text}" in noted:
            continue
        names = [str(iri(name)) for name in properties.get(place, ())]
        texts = text.split("/") if place == ("temporal",) else [text]
        if not all(any((name, _bare(part)) in there for name in names) for part in texts):
            lost.append((place, text))
    return lost


def _bare(text: str) -> str:
    return text.strip().lower().removeprefix("mailto:")


def lost_in_feed(about: Description) -> Account:
    """Count what became of a dataset's statements, read and written as a harvest does."""
    found = Account()
    record = make_record(about.triples, about.term, BASE)
    with collect() as findings:
        read = statements(record)
        dataset = read_dataset(read, subject_of(record))
    node = _node(record.subject)
    name = node if isinstance(node, URIRef) else URIRef(f"{BASE}/dataset/1")
    out = Graph()
    write_dataset(out, name, dataset, Output(BASE))
    compare(found, (to_rdflib(statements(record)), node), (out, name), findings)
    return found


def pod_items(data: Any) -> list[dict[str, Any]]:
    return list(data["dataset"] if isinstance(data, Mapping) else data)


def shown(data: Any) -> list[dict[str, Any]]:
    return list(each(data["result"]))


def described_dkan2(item: Mapping[str, Any]) -> Description:
    return describe_pod(with_file_ids(item))


Recording = tuple[str, Callable[[Any], list[dict[str, Any]]], Callable[..., Description], Any]
PODS = (pod_items, describe_pod, (POD, POD_IGNORED))
API = (shown, dkan_package.describe_package, (PACKAGE, PACKAGE_IGNORED))
METASTORE = (pod_items, described_dkan2, (POD, POD_IGNORED))
RECORDINGS = {
    "dkan_datajson/muenster_data.json": PODS,
    "dkan_datajson/dkan7_data1.json": PODS,
    "dkan_datajson/dkan7_dkan_harvest_datajson_test.json": PODS,
    "dkan_api/muenster_current_package_list_with_resources.json": API,
    "dkan_api/bonn_package_show.json": API,
    "dkan_api/demo_getdkan_package_show.json": API,
    "dkan2_metastore/data.json": METASTORE,
    "dkan2_metastore/metastore_schemas_dataset_items.json": METASTORE,
    "dkan2_metastore/metastore_schemas_dataset_items_show-reference-ids.json": METASTORE,
}


@pytest.mark.parametrize("name", RECORDINGS)
class TestAccount:
    def test_no_value_is_unexplained(self, catalogues, name):
        """JSON → statements → dataset → feed: 0 values get lost in silence."""
        items, describe, known = RECORDINGS[name]
        lost: Counter[tuple[Place, str]] = Counter()
        later = Account()
        for item in items(json.loads((catalogues / name).read_bytes())):
            plain = {m: v for m, v in item.items() if not m.startswith(INTERNAL)}
            with collect() as findings:
                about = describe(item)
            assert {f.rule for f in findings} <= set(MESSAGES), "a rule without words for people"
            lost.update(unsaid(plain, about, findings, known))
            found = lost_in_feed(about)
            later.values += found.values
            later.unexplained += found.unexplained
        assert lost == Counter()
        assert later.unexplained == []
        assert later.values


class TestIgnored:
    @pytest.mark.parametrize(
        "table",
        [
            pod.IGNORED,
            pod_distribution.IGNORED,
            dkan_package.IGNORED,
            dkan_package.RESOURCE_IGNORED,
            dkan_package.TAG_IGNORED,
            dkan_package.GROUP_IGNORED,
        ],
    )
    def test_every_entry_has_its_reason(self, table):
        """Nothing is left out without saying why."""
        assert all(reason.strip() for reason in table.values())
