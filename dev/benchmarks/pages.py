"""Serving the feed from a filled database: pages, the whole catalogue, datasets' own files."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from benchmarks.feed import PAGE
from benchmarks.sides import SIDES

Work = Callable[[], "int | None"]
# Entry → extension of the pages, and the format in which they are read back.
CATALOGUE = {"feed_ttl": "ttl", "feed_rdf": "rdf", "feed_jsonld": "jsonld"}
DATASET = {"dataset_rdf": "rdf"}
# The whole catalogue: ours in one document, the peer's page by page.
WHOLE = {"feed_dump": "ttl"}
ENTRIES = (*CATALOGUE, *DATASET, *WHOLE)
_DATASET = "http://www.w3.org/ns/dcat#Dataset"


def settings(side: str, bench: str) -> dict[str, str]:
    """Return what a side needs beside its own settings; the feed's entries need the feed."""
    plugins = SIDES[side].settings["ckan.plugins"]
    if side == "ours" and bench in ENTRIES:
        return {"ckan.plugins": f"modellregion_owl_feed {plugins}"}
    return {}


def served(side: str, bench: str, size: int) -> Work:
    """Return the work: answer requests for all datasets of the database, each once.

    Every answer is read back before the clock starts, so that none of it is short.

    :raises SystemExit: an answer is none, or the answers hold another number of datasets.
    """
    extension = {**CATALOGUE, **DATASET, **WHOLE}[bench]
    if side == "ours" and bench in WHOLE:
        paths: Sequence[str] = [f"/dump/catalog.{extension}"]
    else:
        paths = _paths(bench, size)
    found = {name for path in paths for name in _datasets(_get(path), extension)}
    if len(found) != size:
        raise SystemExit(f"{bench}: {len(found)} of {size} datasets are served")

    def work() -> int:
        for path in paths:
            _get(path)
        return size

    return work


def _paths(bench: str, size: int) -> Sequence[str]:
    from ckan import model

    if bench not in DATASET:
        numbers = range(1, -(-size // PAGE) + 1)
        extension = {**CATALOGUE, **WHOLE}[bench]
        return [f"/catalog.{extension}?page={number}" for number in numbers]
    ids = model.Session.query(model.Package.id).filter_by(type="dataset", state="active")
    return [f"/dataset/{row[0]}.{DATASET[bench]}" for row in ids]


def _get(path: str) -> bytes:
    from flask import current_app

    answer = current_app.test_client().get(path, base_url="http://127.0.0.1:5000")
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status}")
    return answer.get_data()


def _datasets(body: bytes, extension: str) -> set[str]:
    import pyoxigraph as ox

    form = ox.RdfFormat.from_extension(extension)
    found = ox.parse(body, format=form, base_iri="http://127.0.0.1:5000/")
    return {str(q.subject) for q in found if getattr(q.object, "value", "") == _DATASET}
