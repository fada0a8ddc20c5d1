"""What CKAN's tables have for the next generation: its datasets, and which text says each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from ckanext.modellregion_owl.feed.tables import BODIES, PUBLIC, is_fresh, package
from ckanext.modellregion_owl.feed.version import writing_version
from ckanext.modellregion_owl.model import piece


@dataclass(frozen=True)
class Member:
    """A dataset as the next generation has it; `digest`: "" when it never could be written."""

    id: str
    digest: str
    fresh: bool
    public: bool
    iri: str
    is_series: bool
    series: tuple[str, ...]
    described: tuple[str, ...]
    modified: datetime | None


def read(connection: sa.Connection, more: Iterable[str] = ()) -> list[Member]:
    """Return all public datasets, and those of `more` (ids)."""
    texts = sa.cast(list(more), sa.ARRAY(sa.UnicodeText))
    names = ("digest", "iri", "is_series", "series", "described")
    columns = (is_fresh(writing_version()), PUBLIC, package.c.metadata_modified)
    query = (
        sa.select(package.c.id, *columns, *(piece.c[name] for name in names))
        .select_from(BODIES)
        .where(sa.or_(PUBLIC, package.c.id == sa.any_(texts)))
    )
    return [
        Member(
            id=id_,
            digest=digest or "",
            fresh=bool(fresh),
            public=bool(public),
            iri=iri or "",
            is_series=bool(is_series),
            series=tuple(series or ()),
            described=tuple(described or ()),
            modified=modified,
        )
        for id_, fresh, public, modified, digest, iri, is_series, series, described in (
            connection.execute(query)
        )
    ]


def texts(rows: Sequence[Member], before: Mapping[str, str]) -> dict[str, str]:
    """Return id → text of the public datasets; who can't be written keeps its last one."""
    found = {m.id: m.digest or before.get(m.id, "") for m in rows if m.public}
    return {id_: digest for id_, digest in found.items() if digest}
