"""All datasets of the feed, each as it is delivered, a batch in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.modellregion_owl.feed.formats import FORMATS
from ckanext.modellregion_owl.feed.pages import dataset_body, load
from ckanext.modellregion_owl.feed.whole import BATCH, whole
from ckanext.modellregion_owl.govdata.names import Named, by_id


def datasets() -> tuple[int, Iterator[tuple[Named, str]]]:
    """Return the number of datasets and, one by one, each with its statements as N-Triples.

    :raises UnavailableError: there is no feed.
    """
    ids = [id_ for id_, _digest in whole().members]
    return len(ids), _statements(ids)


def _statements(ids: list[str]) -> Iterator[tuple[Named, str]]:
    form = FORMATS["nt"]
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        pieces = load(batch, form)
        names = by_id(batch)
        series = {p.iri: p for p in pieces if p.is_series}
        for piece in pieces:
            if piece.dataset_id in names and piece.body:
                named = [series[iri] for iri in piece.series if iri in series]
                yield names[piece.dataset_id], dataset_body([piece, *named], form)
