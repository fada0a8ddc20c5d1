"""What no reader of the feed can see: datasets that could not be written, or wait for an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.feed import generations, guard, tables
from ckanext.modellregion_owl.feed.keep import RULE as NOT_WRITTEN
from ckanext.modellregion_owl.govdata import names
from ckanext.modellregion_owl.govdata.report import Told
from ckanext.modellregion_owl.govdata.rules import finding
from ckanext.modellregion_owl.model import finding as table


def inside() -> Iterator[Told]:
    """Yield what the feed itself knows about what it delivers."""
    if not generations.usable():
        yield Told.of(finding("labels"), None)
    yield from _not_written()
    yield from _held()


def _not_written() -> Iterator[Told]:
    """Yield the public datasets of which the feed has an older form, or none."""
    query = (
        sa.select(table.c.dataset_id, table.c.before)
        .join(tables.package, tables.package.c.id == table.c.dataset_id)
        .where(table.c.rule == NOT_WRITTEN, tables.PUBLIC)
        .order_by(table.c.dataset_id)
    )
    rows = model.Session.execute(query).all()
    known = names.by_id(row[0] for row in rows)
    for id_, reason in rows:
        found = replace(finding("not_written", reason), dataset_id=id_)
        yield Told.of(found, known.get(id_))


def _held() -> Iterator[Told]:
    """Yield the datasets that have left in numbers and are delivered on; to be decided."""
    page = tk.url_for("modellregion_feed_desk.show", qualified=True, locale="default")
    for one in guard.held():
        if one.answer != guard.KEPT:
            found = finding("held", url=str(page), dataset=one.title)
            yield replace(Told.of(found, None), link=str(page))
