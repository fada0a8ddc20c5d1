"""Every value that an ArcGIS Hub delivers is in the output, named by a rule, or ignored by name."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph, URIRef

from ckanext.modellregion_owl.findings import collect
from ckanext.modellregion_owl.harvest.adapters.arcgis_page import read_answer
from ckanext.modellregion_owl.harvest.records import hub_ignored, pod, pod_distribution
from ckanext.modellregion_owl.harvest.records.graph import statements, subject_of, to_rdflib
from ckanext.modellregion_owl.harvest.records.hub_item import moment
from ckanext.modellregion_owl.harvest.records.hub_jsonld import HUB_PREFIXES
from ckanext.modellregion_owl.harvest.records.record import Page, Record
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.answer import Answer
from ckanext.modellregion_owl.rdf.complete import Output
from ckanext.modellregion_owl.rdf.read import read_dataset
from ckanext.modellregion_owl.rdf.rules import MESSAGES
from ckanext.modellregion_owl.rdf.write import write_dataset

sys.path.append(str(Path(__file__).parents[1] / "rdf"))
from account import BASE, Account, compare

pytestmark = pytest.mark.unit

SITE = "https://hub.example"
ITEMS = f"{SITE}/api/search/v1/collections/dataset/items?limit=100"
FEEDS = [
    "arcgis_dcat_us/05b-27027_20200918.json",
    "arcgis_dcat_us/05b-27027_20210810.json",
    "arcgis_dcat_us/05b-27027_20220417.json",
    "arcgis_dcat_us/10b-55003_20210716.json",
    "arcgis_dcat_us/10b-55003_20210810.json",
    "arcgis_dcat_us/10b-55003_20211231.json",
    "arcgis_dcat_us/evian_hub_dcat-us-1.1.json",
    "arcgis_dcat_ap/evian_dcat-ap_2.1.1.json",
    "arcgis_dcat_ap/koop_readme_feed_2.1.1.json",
]
HUB_ITEM = "arcgis_rest/hub_search_feature.json"
IGNORED = {*pod.IGNORED, *pod_distribution.IGNORED, *hub_ignored.IGNORED}
# Of an item without a licence Hub says so; what is not offered has no address.
WORDS = {"license": "none", "structuredLicense": "none", "downloadable": True}
# Members of which nothing but the named part is read: the service answers for the rest.
ONLY = {"server": {"supportedExtensions"}}

# Members that tell what is made of an item (which files, which service), not what it is; `culture`
# is the language of the owner's screen and counts where the metadata name none.
STEERING = {"type", "geometryType", "size", "culture"}


def page_of(body: bytes, url: str = f"{SITE}/feed.json") -> Page:
    return read_answer(Answer(url, "", body), Source("i", "hub", "", SITE, "arcgis"))


def scalars(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from scalars(inner, (*path, key))
    elif isinstance(value, list):
        for inner in value:
            yield from scalars(inner, path)
    elif value not in (None, ""):
        yield path, value


def said(record: Record, page: Page) -> tuple[set[str], str]:
    """Return the texts of a record's triples, and those of its places and findings."""
    texts = {str(getattr(t.object, "value", "")) for t in record.triples}
    texts |= {str(getattr(t.subject, "value", "")) for t in record.triples}
    loose = [t for t in texts if t.startswith(("POLYGON", "{"))]
    return texts, "\n".join([*loose, *(f.before for f in (*record.findings, *page.findings))])


def spellings(value: Any) -> set[str]:
    text = " ".join(str(value).split()) if isinstance(value, str) else str(value)
    prefix, _, local = text.partition(":")
    expanded = HUB_PREFIXES.get(prefix, "") + local if prefix in HUB_PREFIXES else text
    return {text, str(value).strip(), expanded, moment(value), f"mailto:{text}"}


def unexplained(entry: dict[str, Any], record: Record, page: Page) -> list[tuple[str, Any]]:
    texts, loose = said(record, page)
    flat = {" ".join(text.split()) for text in texts}
    found = []
    for path, value in scalars(entry):
        ignored = (
            path[0] in IGNORED or path[-1] in ("@type", "@context") or path == ("extent", "type")
        )
        steers = path[0] in STEERING or WORDS.get(path[0]) == value
        unread = path[0] in ONLY and path[1] not in ONLY[path[0]]
        if ignored or steers or unread or spellings(value) & (texts | flat):
            continue
        if str(value).strip() not in loose:
            found.append((".".join(path), value))
    return found


def pairs(body: bytes, page: Page) -> Iterator[tuple[dict[str, Any], Record]]:
    whole = json.loads(body)
    by_guid = {record.guid: record for record in page.records}
    for entry in whole.get("dataset") or whole.get("dcat:dataset"):
        name = entry.get("identifier") or entry.get("@id")
        guid = next(g for g in by_guid if g == name or _same(g, name))
        yield entry, by_guid[guid]


def _same(guid: str, name: str) -> bool:
    id_, _, layer = guid.partition("_")
    return id_ in name and name.endswith((f"_{layer}", f"sublayer={layer}") if layer else id_)


class TestJson:
    @pytest.mark.parametrize("path", FEEDS)
    def test_feed(self, catalogues, path):
        """Each value of each entry is in the record's triples or in a finding of its own."""
        body = (catalogues / path).read_bytes()
        page = page_of(body)
        found = [unexplained(entry, record, page) for entry, record in pairs(body, page)]
        assert [f for f in found if f] == []

    def test_item_of_the_index(self, catalogues):
        """A whole item as the Hub's index holds it, with 75 members."""
        feature = json.loads((catalogues / HUB_ITEM).read_bytes())
        page = page_of(json.dumps({"features": [feature]}).encode(), ITEMS)
        (record,) = page.records
        assert unexplained(feature["properties"], record, page) == []
        assert [f for f in record.findings if f.rule == "member.unknown"] == []

    def test_unknown_member(self):
        """A member that Hub will have tomorrow is told, not dropped."""
        entry = {"id": "a", "title": "Karte", "tomorrow": "new"}
        body = json.dumps({"features": [{"properties": entry}]}).encode()
        (record,) = page_of(body, ITEMS).records
        assert [f.before for f in record.findings] == ["tomorrow: new"]

    def test_every_ignored_member_has_a_reason(self):
        """A sentence of its own for each group."""
        assert all(len(reason.split()) > 3 for reason in hub_ignored.IGNORED.values())


class TestTriples:
    def account(self, page: Page) -> Account:
        """Read and write each record and look for each of its statements."""
        found = Account()
        for record in page.records:
            with collect() as findings:
                graph = to_rdflib(statements(record))
                dataset = read_dataset(statements(record), subject_of(record))
            out = Graph()
            node = subject_of(record)
            name = node if isinstance(node, URIRef) else URIRef(f"{BASE}/dataset/1")
            write_dataset(out, name, dataset, Output(BASE))
            compare(found, (graph, node), (out, name), findings)
        return found

    @pytest.mark.parametrize("path", FEEDS)
    def test_feed(self, catalogues, path):
        """Each statement is back in the output, or a rule with words for people names it."""
        found = self.account(page_of((catalogues / path).read_bytes()))
        assert found.unexplained == []
        assert found.back > 10
        assert set(found.rules) <= set(MESSAGES)

    def test_item_of_the_index(self, catalogues):
        """The same for OGC API Records."""
        feature = json.loads((catalogues / HUB_ITEM).read_bytes())
        found = self.account(page_of(json.dumps({"features": [feature]}).encode(), ITEMS))
        assert found.unexplained == []
