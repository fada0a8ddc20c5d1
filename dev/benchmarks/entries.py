"""The entries of `make bench`: what each is, how much of it, and what it is to reach."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bench:
    """One entry: what a worker process of each side does, and how much of it.

    :param what: the work in a few words, for the documents.
    :param aim: wanted ratio of the peer's time to ours; 0: none is set.
    :param speed: its datasets a second say something.
    """

    name: str
    what: str
    aim: float
    size: int
    quick_size: int
    chain: str = ""  # entries of one chain follow each other on one database
    speed: bool = True


BENCHES = (
    Bench("harvest_first", "first harvest, one process", 3, 1000, 50, "harvested"),
    Bench("harvest_unchanged_304", "nothing changed, the same answer", 1000, 1000, 50, "harvested"),
    Bench("harvest_unchanged", "nothing changed, serialised anew", 150, 1000, 50, "harvested"),
    Bench("harvest_1pct", "one per cent changed", 80, 1000, 50, "harvested"),
    Bench("harvest_first_activity", "first harvest, activities on", 0, 1000, 50),
    Bench("harvest_first_2p", "first harvest, two processes", 5, 1000, 50),
    Bench("harvest_ckan", "first harvest of a CKAN", 0, 1000, 50),
    # For its peak memory: 4,000 datasets in pages of 100.
    Bench("harvest_pages", "first harvest, in pages of 100", 0, 4000, 120),
    Bench("parse_map", "bytes to package dicts", 5, 1000, 300),
    Bench("serialise", "package dicts to Turtle", 3, 1000, 300),
    Bench("shacl", "our shapes, beside pyshacl with compiled ones", 30, 4000, 200),
    Bench("feed_ttl", "pages of the catalogue, Turtle", 90, 4000, 50, "filled"),
    Bench("feed_rdf", "pages of the catalogue, RDF/XML", 80, 4000, 50, "filled"),
    Bench("feed_jsonld", "pages of the catalogue, JSON-LD", 80, 4000, 50, "filled"),
    Bench("feed_dump", "the whole catalogue", 150, 4000, 50, "filled"),
    Bench("dataset_rdf", "a dataset's own file", 9, 4000, 50, "filled"),
    Bench("page_list", "pages for people, beside stock CKAN's", 0.8, 4000, 50, "filled", False),
)
