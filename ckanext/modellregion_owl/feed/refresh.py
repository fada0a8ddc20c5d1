"""Writes pieces: when a dataset is indexed, and before a page is served that has none."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl import series as series_search
from ckanext.modellregion_owl.feed import keep, moments, store
from ckanext.modellregion_owl.feed.pieces import make_piece, modified_of, organisation_of
from ckanext.modellregion_owl.feed.search import NOT_DATASETS
from ckanext.modellregion_owl.feed.version import writing_version
from ckanext.modellregion_owl.rdf import iris

log = logging.getLogger(__name__)

UNDONE = "modellregion_undone"  # mark of a session whose changes will be taken back

# What a value of one dataset, or a mistake in an operator's profile, can break.
WRITE_ERRORS = (LookupError, TypeError, ValueError, AttributeError, AssertionError, RecursionError)

Dataset = dict[str, Any]


def indexed(document: Dataset) -> bool:
    """Write the piece of a dataset that goes into the index: every change of CKAN's does.

    Return whether there was one to be written.

    :param document: as `before_dataset_index` gets it.
    """
    if document.get("capacity") != "public" or document.get("state") != "active":
        return False
    if model.Session().info.get(UNDONE):
        return False  # a preview, which is taken back: nothing of it is in the feed
    if document.get("dataset_type") in NOT_DATASETS:
        return False
    dataset = json.loads(document["validated_data_dict"])
    try:
        refresh_from(dataset, known_series(dataset))
    except sa.exc.SQLAlchemyError:
        # The edit must not fail for it: a page that needs the piece makes it again.
        log.exception("the feed could not take in dataset %s", dataset["id"])
    return True


def refresh(dataset_id: str, described: Collection[str] | None = None) -> None:
    """Write the piece of a stored dataset anew; nothing happens when it is gone.

    :param described: IRIs that are series here; None: find out.
    """
    dataset = _show(dataset_id)
    if dataset is not None:
        refresh_from(dataset, known_series(dataset) if described is None else described)


def refresh_from(dataset: Dataset, described: Collection[str]) -> None:
    """Write the piece of a dataset; one that can't be written keeps its last good form."""
    version = writing_version()
    try:
        made = make_piece(dataset, described)
        made = moments.settled(made, dataset, described, store.last_told(dataset["id"]))
    except WRITE_ERRORS as err:
        log.exception("the feed can't write dataset %s", dataset["id"])
        name = str(iris.dataset_iri(dataset, config.base_iri()))
        keep.keep_last_good(dataset, version, name, f"{type(err).__name__}: {err}"[:500])
        return
    keep.save(made, dataset, version)


def known_series(dataset: Dataset) -> set[str]:
    """Return which of the series that a dataset names are public here."""
    return set(find_series(series_search.series_iris(dataset)))


def find_series(names: Collection[str]) -> dict[str, str]:
    """Return IRI → dataset id of those that are public series here.

    By the stored pieces, and by the index for one that has none yet: it gets it at once.
    """
    known = store.find_series(names)
    try:
        unknown = series_search.find_series(set(names) - set(known))
    except SearchError:
        unknown = {}  # the index does not answer; the next reader asks again
    for dataset in unknown.values():
        # Without its own series, which a page of its own or the next reader adds.
        refresh_from(dataset, ())
    return known | (store.find_series(unknown) if unknown else {})


def _show(dataset_id: str) -> Dataset | None:
    """Return a dataset as CKAN's tables have it, None when it is gone.

    The index may be behind for its organisation: then it is not asked.
    """
    for cached in (True, False):
        try:
            context = {"ignore_auth": True, "use_cache": cached}
            dataset: Dataset = tk.get_action("package_show")(context, {"id": dataset_id})
        except tk.ObjectNotFound:
            return None
        if not cached or _agrees(dataset):
            return dataset
    return None


def _agrees(dataset: Dataset) -> bool:
    found = store.stamps(dataset["id"])
    return found == (modified_of(dataset), organisation_of(dataset))
