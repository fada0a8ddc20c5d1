"""Puts many datasets into CKAN's search index with one request.

CKAN 2.12 has no batch call: `index_package` ends in `make_connection().add(docs=[doc])` and commits
each (spec ckan-2.12.md c). This module is the one place that reaches into it; tests/harvest/
test_frame.py fails when CKAN changes there.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pysolr

import ckan.lib.search.index as ckan_index
import ckan.plugins.toolkit as tk
from ckan.logic import index_update_package

from ckanext.modellregion_owl.harvest.write.instead import Instead
from ckanext.modellregion_owl.harvest.write.shown import shown_together
from ckanext.modellregion_owl.harvest.write.validation import quick_validation

_PART = 25  # documents of one request while a batch is indexed


class _Collector:
    """Stands for the connection: keeps what is added and deleted, hands on everything else."""

    def __init__(self, connection: pysolr.Solr) -> None:
        self._connection = connection
        self.docs: list[dict[str, Any]] = []
        self.deletions: list[str] = []

    def add(self, docs: Sequence[dict[str, Any]], **_options: Any) -> None:
        self.docs.extend(docs)

    def delete(self, q: str, **_options: Any) -> None:
        self.deletions.append(q)

    def commit(self, **_options: Any) -> None:
        """Do nothing: there is nothing yet that could be committed."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


class _Here(threading.local):
    """What the thread's block collects; None outside of one."""

    collector: _Collector | None = None


_here = _Here()


def _connection(original: Any) -> Any:
    def make_connection(*args: Any, **options: Any) -> Any:
        return _here.collector or original(*args, **options)

    return make_connection


_instead = Instead(ckan_index, "make_connection", _connection)


@contextmanager
def collected() -> Iterator[_Collector]:
    """Collect what this thread adds to and deletes from the index inside the block.

    Nothing of it is sent; other threads go on as always.
    """
    with _instead:
        outer, _here.collector = _here.collector, None
        try:
            collector = _here.collector = _Collector(ckan_index.make_connection())
            yield collector
        finally:
            _here.collector = outer


@contextmanager
def sent_together() -> Iterator[None]:
    """Collect inside the block and send it at the end; after an exception nothing is sent.

    :raises pysolr.SolrError: Solr does not answer.
    """
    with collected() as found:
        yield
    connection = ckan_index.make_connection()
    if found.docs:
        _send(connection, found.docs)
    if found.deletions:
        connection.delete(q=" OR ".join(f"({q})" for q in found.deletions), commit=False)
    if (found.docs or found.deletions) and tk.config.get("ckan.search.solr_commit"):
        connection.commit()


def index_datasets(package_ids: Sequence[str]) -> dict[str, str]:
    """Index datasets, all hooks run as always, and return {id: error} of those that Solr refused.

    Solr takes in a part while the next one is prepared.

    :raises pysolr.SolrError: Solr does not answer at all.
    """
    if not package_ids:
        return {}
    connection = ckan_index.make_connection()
    with ThreadPoolExecutor(1) as solr:
        parts = [solr.submit(_send, connection, docs) for docs in _documents(package_ids)]
    refused = {id_: text for part in parts for id_, text in part.result().items()}
    if tk.config.get("ckan.search.solr_commit"):
        connection.commit()
    return refused


def _documents(package_ids: Sequence[str]) -> Iterator[list[dict[str, Any]]]:
    """Yield the datasets' documents, `_PART` at a time."""
    with collected() as found, quick_validation(), shown_together(package_ids):
        for start in range(0, len(package_ids), _PART):
            for id_ in package_ids[start : start + _PART]:
                index_update_package({"ignore_auth": True}, id_, defer_commit=True)
            docs, found.docs = found.docs, []
            if docs:
                yield docs


def _send(connection: pysolr.Solr, docs: Sequence[dict[str, Any]]) -> dict[str, str]:
    try:
        connection.add(docs=docs, commit=False)
    except pysolr.SolrError as err:
        if len(docs) == 1:
            return {docs[0]["id"]: str(err)[:500]}
        # One document too large refuses the whole request: find it.
        refused = [_send(connection, [doc]) for doc in docs]
        if all(refused):
            raise
        return {id_: text for part in refused for id_, text in part.items()}
    return {}
