"""Puts many datasets into CKAN's search index with one request.

CKAN 2.12 has no batch call: `index_package` ends in `make_connection().add(docs=[doc])` and commits
each (spec ckan-2.12.md c). This module is the one place that reaches into it; tests/harvest/
test_frame.py fails when CKAN changes there.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pysolr

import ckan.lib.search.index as ckan_index
import ckan.plugins.toolkit as tk
from ckan.logic import index_update_package


class _Collector:
    """Stands for the connection: keeps what is added, hands on everything else."""

    def __init__(self, connection: pysolr.Solr) -> None:
        self._connection = connection
        self.docs: list[dict[str, Any]] = []

    def add(self, docs: Sequence[dict[str, Any]], **_options: Any) -> None:
        self.docs.extend(docs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


@contextmanager
def collected() -> Iterator[list[dict[str, Any]]]:
    """Collect the documents that this thread indexes inside the block instead of sending them."""
    original = ckan_index.make_connection
    collector = _Collector(original())
    owner = threading.get_ident()

    def connection(*args: Any, **options: Any) -> Any:
        return collector if threading.get_ident() == owner else original(*args, **options)

    ckan_index.make_connection = connection
    try:
        yield collector.docs
    finally:
        ckan_index.make_connection = original


def index_datasets(package_ids: Sequence[str]) -> dict[str, str]:
    """Index datasets, all hooks run as always, and return {id: error} of those that Solr refused.

    :raises pysolr.SolrError: Solr does not answer at all.
    """
    with collected() as docs:
        for id_ in package_ids:
            index_update_package({"ignore_auth": True}, id_, defer_commit=True)
    if not docs:
        return {}
    connection = ckan_index.make_connection()
    refused = _send(connection, docs)
    if tk.config.get("ckan.search.solr_commit"):
        connection.commit()
    return refused


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
