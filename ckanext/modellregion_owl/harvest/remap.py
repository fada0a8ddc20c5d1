"""Maps the stored originals of a source again, without the network."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.harvest.ending import end_run
from ckanext.modellregion_owl.harvest.records.record import Page, Same
from ckanext.modellregion_owl.harvest.run import Run
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store.known import CHUNK, chunks
from ckanext.modellregion_owl.model import original, record


class Remap(Run):
    """A run over what is stored: what another rule or setting makes of it is written.

    Nothing was seen at the source: nobody is missing afterwards, and nobody is back.
    """

    takes_over = at_source = False

    def execute(self) -> None:
        """Do the run; the report has the counts also when an exception passes through."""
        self._prepare()
        self._writer.seen = self._decider.seen = False
        self._walk()
        self.report.complete = False
        end_run(self.source, self.report, self.ledger, -1)

    def _read(self) -> Iterator[Page]:
        return stored_pages(self.source)

    def _note_source(self) -> None:
        pass


def stored_pages(source: Source) -> Iterator[Page]:
    """Yield the source's records as pages that are the same as last time, a thousand each.

    Without those that were withdrawn, or whose original is gone: the next run reads these anew.
    """
    query = (
        sa.select(record.c.guid, record.c.digest)
        .join(original, original.c.digest == record.c.original)
        .where(record.c.source_id == source.id, record.c.removed.is_(None))
        .order_by(record.c.guid)
    )
    rows = model.Session.execute(query).all()
    for part in chunks(rows, CHUNK):
        same = Same(tuple(row.guid for row in part), tuple(row.digest for row in part))
        yield Page(source.url, (), total=len(rows), same=same)
