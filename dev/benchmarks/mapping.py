"""Reading and writing RDF without a database: `parse_map` and `serialise`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.request import urlopen
from uuid import NAMESPACE_URL, uuid5

from benchmarks.catalogue import catalogue

PAGE = 100  # datasets on a page of the catalogue
# Read once before the clock starts, on both sides: tables, schemas and modules are loaded by it.
WARM = catalogue(3).encode()
Dataset = dict[str, Any]


def ours_parse_map(url: str) -> Callable[[], int]:
    """Return the work: from the bytes of the catalogue to package dicts, as a harvest does it."""
    ours_reader(WARM)()
    read = ours_reader(body(url))
    return lambda: len(read())


def peer_parse_map(url: str) -> Callable[[], int]:
    """Return the work: ckanext-dcat's parser over the same bytes."""
    _peer_reader(WARM)()
    read = _peer_reader(body(url))
    return lambda: len(read())


def ours_serialise(url: str) -> Callable[[], int]:
    """Return the work: Turtle of package dicts, a page at a time, nothing stored before."""
    from ckanext.modellregion_owl import config
    from ckanext.modellregion_owl.feed.formats import FORMATS, serialise
    from ckanext.modellregion_owl.feed.pieces import dataset_triples
    from ckanext.modellregion_owl.rdf.iris import dataset_iri

    datasets = stored(ours_reader(body(url))())

    def work() -> int:
        base = config.base_iri()
        for part in _pages(datasets):
            found = [dataset_triples(d, dataset_iri(d, base), ()) for d in part]
            serialise([triple for triples in found for triple in triples], FORMATS["ttl"])
        return len(datasets)

    return work


def peer_serialise(url: str) -> Callable[[], int]:
    """Return the work: ckanext-dcat's endpoint over package dicts of its own schema."""
    from ckanext.dcat.processors import RDFSerializer

    datasets = stored(_peer_reader(body(url))())

    def work() -> int:
        for part in _pages(datasets):
            # One a request, as its endpoint does it.
            RDFSerializer().serialize_catalog({}, part, "ttl", {"count": len(datasets)})
        return len(datasets)

    return work


def body(url: str) -> bytes:
    """Return the whole catalogue."""
    with urlopen(url) as answer:  # noqa: S310 - the bench's own server
        return answer.read()


def ours_reader(given: bytes) -> Callable[[], list[Dataset]]:
    """Return what reads a catalogue as a harvest does it."""
    from ckanext.modellregion_owl.harvest.adapters import dcat
    from ckanext.modellregion_owl.harvest.heap import no_collections, settled
    from ckanext.modellregion_owl.harvest.mapping import Mapper
    from ckanext.modellregion_owl.harvest.source import Source
    from ckanext.modellregion_owl.harvest.transport.answer import Answer

    source = Source("bench", "bench", "Bench", "http://127.0.0.1/", "dcat")
    mapper = Mapper(source, None)

    def read() -> list[Dataset]:
        # The garbage collector waits as in a run.
        with settled():
            with no_collections():
                page = dcat.DcatAdapter()._page(Answer(source.url, "text/turtle", given), source)
            return [mapper.map(record).package for record in page.records]

    return read


def _peer_reader(body: bytes) -> Callable[[], list[Dataset]]:
    from ckanext.dcat.processors import RDFParser

    def read() -> list[Dataset]:
        parser = RDFParser()
        parser.parse(body.decode(), "text/turtle")
        return list(parser.datasets())

    return read


def stored(datasets: Sequence[Dataset]) -> list[Dataset]:
    """Return the dicts with what CKAN adds to every dataset."""
    moment = "2026-05-01T09:30:00"
    for dataset in datasets:
        id_ = str(uuid5(NAMESPACE_URL, dataset["title"]))
        dataset |= {"id": id_, "name": id_, "type": "dataset", "state": "active"}
        dataset |= {"metadata_created": moment, "metadata_modified": moment}
        for place, resource in enumerate(dataset["resources"]):
            resource |= {"id": f"{id_[:-2]}{place:02d}", "package_id": id_}
    return list(datasets)


def _pages(datasets: list[Dataset]) -> Iterator[list[Dataset]]:
    for start in range(0, len(datasets), PAGE):
        yield datasets[start : start + PAGE]
