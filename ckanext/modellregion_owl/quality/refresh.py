"""Checks the datasets whose check is missing or of an older text; the others never again."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import ckan.model as model

from ckanext.modellregion_owl.feed.formats import FORMATS
from ckanext.modellregion_owl.feed.pages import dataset_body, load
from ckanext.modellregion_owl.feed.store import Stored
from ckanext.modellregion_owl.govdata.names import files_of
from ckanext.modellregion_owl.links.store import states
from ckanext.modellregion_owl.quality import score, store
from ckanext.modellregion_owl.quality.store import Checked
from ckanext.modellregion_owl.validation.check import validate
from ckanext.modellregion_owl.validation.result import VIOLATION, Result

BATCH = 100  # datasets in memory, and in a transaction
FORM = FORMATS["nt"]


def refresh(seconds: float | None = None) -> Iterator[int]:
    """Check what is to be checked, batch by batch; yield the number of datasets of each.

    Commits each batch: what is done stays done when the process ends.

    :param seconds: None: until nothing is left.
    :raises ValueError: a configured file with rules can't be read.
    """
    end = time.monotonic() + (float("inf") if seconds is None else seconds)
    store.forget()
    model.Session.commit()
    after = ""
    while time.monotonic() < end and (ids := store.stale(after, BATCH)):
        store.save(list(checked(ids)))
        model.Session.commit()
        yield len(ids)
        after = ids[-1]


def checked(ids: Sequence[str]) -> Iterator[Checked]:
    """Check datasets as the feed delivers them; those that can't be written are left out."""
    pieces = load(ids, FORM)
    series = {one.iri: one for one in pieces if one.is_series}
    wanted = set(ids)
    mine = [one for one in pieces if one.dataset_id in wanted and one.body]
    told = {one.dataset_id: score.read(one.body, one.iri) for one in mine}
    known = states(url for one in told.values() for urls in one.links.values() for url in urls)
    files = files_of(ids)
    for one in mine:
        results = _results(one, [series[iri] for iri in one.series if iri in series])
        conforms = not any(result.severity == VIOLATION for result in results)
        text = score.with_check(told[one.dataset_id], conforms)
        points = score.score(text.missing, text.links, known)
        yield Checked(
            one.dataset_id,
            one.digest,
            results,
            points,
            dict(text.links),
            text.govdata,
            files,
        )


def _results(one: Stored, series: Sequence[Stored]) -> list[Result]:
    """Return what is wrong with a dataset; what is wrong with its series stands with that."""
    others = {named.iri for named in series if named.iri != one.iri}
    report = validate(dataset_body([one, *series], FORM))
    return [result for result in report.results if result.focus not in others]
