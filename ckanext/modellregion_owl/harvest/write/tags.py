"""Makes new tags before the batch that needs them: two processes may need the same one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

import ckan.model as model

_LOCK = 6_104_771_203_115  # any number that nobody else uses


def make_tags(packages: Iterable[Mapping[str, Any]]) -> None:
    """Create the tags without a vocabulary that the packages name and that are not there. Commits.

    CKAN looks for a tag and then makes it; two processes that do so at the same time make it twice,
    since no constraint forbids it. Here one waits for the other, for a few milliseconds.
    """
    names = tag_names(packages)
    if not names or not _missing(names):
        return
    model.Session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    for name in sorted(_missing(names)):
        model.Session.add(model.Tag(name))
    model.Session.commit()


def tag_names(packages: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the names of the packages' tags that CKAN would take."""
    return {
        str(tag["name"])
        for package in packages
        for tag in package.get("tags") or []
        if isinstance(tag, Mapping) and 2 <= len(str(tag.get("name") or "")) <= 100
    }


def _missing(names: set[str]) -> set[str]:
    tag = model.Tag
    query = sa.select(tag.name).where(tag.name.in_(names), tag.vocabulary_id.is_(None))
    return names - set(model.Session.scalars(query))
