"""The whole way at the size of a city's catalogue: in, unchanged, one per cent changed, out."""

from __future__ import annotations

import pytest
from benchmarks.catalogue import HEAD
from benchmarks.catalogue import dataset as turtle_dataset
from rdflib import RDF, Graph

from ckanext.modellregion_owl.rdf.namespaces import iri

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("clean_stack")]

HYDRA = "http://www.w3.org/ns/hydra/core#"
SIZE, PAGE = 1000, 100


def serve(feed, edited: int = 0) -> str:
    """Put the catalogue on pages of a hundred with hydra links; the first `edited` differ."""
    for first in range(0, SIZE, PAGE):
        rows = (turtle_dataset(n, edited=n < edited) for n in range(first, first + PAGE))
        text = HEAD + "\n".join(rows)
        if first + PAGE < SIZE:
            following = f'"{feed.url}/{first + PAGE}"'
            text += f"[] a <{HYDRA}PagedCollection> ; <{HYDRA}next> {following} .\n"
        feed.put(f"/{first}", text.encode())
    return feed.url + "/0"


def delivered(app) -> list[str]:
    """Walk the feed by its own links and return the datasets' IRIs, in order, with repetitions."""
    found: list[str] = []
    address = "/catalog.ttl"
    while address:
        graph = Graph().parse(data=app.get(address).get_data(as_text=True), format="turtle")
        found += [str(node) for node in graph.subjects(RDF.type, iri("dcat:Dataset"))]
        following = list(graph.objects(None, iri("hydra:next")))
        address = str(following[0]).split("test.ckan.net", 1)[1] if following else ""
    return found


class TestThousand:
    def test_in_unchanged_changed_and_out(self, feed, make_source, run, app):
        """Every dataset arrives, a second run writes none, ten edits are ten writes; all go out."""
        source = make_source(serve(feed))
        assert run(source).counts() == counts(added=SIZE)
        assert run(source).counts() == counts(unchanged=SIZE)
        serve(feed, edited=10)
        assert run(source).counts() == counts(changed=10, unchanged=SIZE - 10)
        out = delivered(app)
        assert len(out) == len(set(out)) == SIZE


def counts(**given: int) -> dict[str, int]:
    """Return a run's counts, zero but for the given ones."""
    return dict.fromkeys(("added", "changed", "unchanged", "removed", "failed"), 0) | given
