"""Remembers the pages of a source: the same answer holds the same records.

A page is believed only while every record of it stands in our table with the digest that the page
gave it: a record that failed, or that came from another page since, makes the page be read anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

import ckan.model as model

from ckanext.modellregion_owl.findings import from_json, to_json
from ckanext.modellregion_owl.harvest.exceptions import Message, RecordInvalid
from ckanext.modellregion_owl.harvest.records.record import (
    Page,
    Remembered,
    Same,
    Skipped,
    Trace,
)
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store.sql import any_of
from ckanext.modellregion_owl.model import original, record
from ckanext.modellregion_owl.model import page as table


class PageStore:
    """The memory of one run of one source.

    :param version: of the code and the configuration that read pages (`version.reading_version`).
    """

    def __init__(self, source: Source, run_id: str, version: str) -> None:
        self.source = source
        self.run_id = run_id
        self.version = version
        self._recalled: dict[str, str] = {}

    def recall(self, address: str) -> Remembered | None:
        """Return what the page held last time; None when it has to be read in any case."""
        query = sa.select(table, _doubtful().label("doubtful")).where(
            table.c.source_id == self.source.id,
            table.c.address == address,
            table.c.version == self.version,
        )
        row = model.Session.execute(query).one_or_none()
        if row is None or row.doubtful:
            return None
        self._recalled[address] = row.body
        trace = Trace(address, row.body, row.etag, row.modified)
        return Remembered(_page(row, trace), row.etag, row.modified, row.body)

    def digests(self, guids: Sequence[str]) -> dict[str, str]:
        """Return the digests of the records whose originals are stored, by GUID."""
        query = (
            sa.select(record.c.guid, record.c.digest)
            .join(original, original.c.digest == record.c.original)
            .where(record.c.source_id == self.source.id, record.c.guid == any_of(guids))
        )
        return {row.guid: row.digest for row in model.Session.execute(query)}

    def save(self, page: Page) -> None:
        """Remember a page that was read; parts that could not be read are tried again."""
        if page.trace is None:
            return
        if self._recalled.get(page.trace.address) == page.trace.body:
            self._seen(page.trace.address)
            return
        if page.unread:
            return
        same = page.same or Same((), ())
        values = {
            "version": self.version,
            "etag": page.trace.etag,
            "modified": page.trace.modified,
            "body": page.trace.body,
            "guids": [*(r.guid for r in page.records), *same.guids],
            "digests": [*(r.digest for r in page.records), *same.digests],
            "content": _content(page),
            "last_run_id": self.run_id,
        }
        key = {"source_id": self.source.id, "address": page.trace.address}
        model.Session.execute(
            insert(table)
            .values(**key, **values)
            .on_conflict_do_update(index_elements=list(key), set_=values)
        )

    def prune(self) -> None:
        """Forget the pages that a complete walk has not met."""
        model.Session.execute(
            sa.delete(table).where(
                table.c.source_id == self.source.id, table.c.last_run_id != self.run_id
            )
        )

    def forget(self) -> None:
        """Forget all pages of the source: the next run reads them anew."""
        model.Session.execute(sa.delete(table).where(table.c.source_id == self.source.id))

    def _seen(self, address: str) -> None:
        model.Session.execute(
            sa.update(table)
            .where(table.c.source_id == self.source.id, table.c.address == address)
            .values(last_run_id=self.run_id)
        )


def _doubtful() -> sa.ScalarSelect:
    """Count the page's records that our table does not know like that."""
    item = (
        sa.func.unnest(table.c.guids, table.c.digests)
        .table_valued("guid", "digest", name="item")
        .render_derived()
    )
    known = (
        (record.c.source_id == table.c.source_id)
        & (record.c.guid == item.c.guid)
        & (record.c.digest == item.c.digest)
        & (record.c.original != "")
    )
    return (
        sa.select(sa.func.count())
        .select_from(item)
        .where(~sa.exists().where(known).correlate(table, item))
        .correlate(table)
        .scalar_subquery()
    )


def _content(page: Page) -> dict[str, Any]:
    """Return what of a page is no record, as JSON."""
    return {
        "url": page.url,
        "next": page.next,
        "total": page.total,
        "findings": to_json(page.findings),
        "problems": [[p.guid, p.title, *_message(p.message)] for p in page.problems],
        "skipped": [
            [s.guid, s.title, *_message(s.reason), s.lasting, to_json(s.findings)]
            for s in page.skipped
        ],
    }


def _message(message: Message) -> tuple[str, dict[str, str]]:
    return message.msgid, dict(message.params)


def _page(row: Any, trace: Trace) -> Page:
    content = row.content
    problems = [
        RecordInvalid(msgid, guid=guid, title=title, **params)
        for guid, title, msgid, params in content["problems"]
    ]
    skipped = [
        Skipped(guid, title, Message(msgid, params), lasting, from_json(findings))
        for guid, title, msgid, params, lasting, findings in content["skipped"]
    ]
    return Page(
        content["url"],
        (),
        tuple(problems),
        content["total"],
        from_json(content["findings"]),
        skipped=tuple(skipped),
        next=content["next"],
        trace=trace,
        same=Same(tuple(row.guids), tuple(row.digests)),
    )
