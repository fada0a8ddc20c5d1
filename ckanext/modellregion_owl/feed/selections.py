"""Parts of the catalogue with an address of their own: what is ours to deliver, a municipality's
datasets, a project's.

A part is cut out of a generation, so that it has what the generation has: one text of each dataset
for a whole crawl, the guard, takedowns at once. Its pages are told by the last dataset before them
(`after`) and not by their number: whoever leaves or enters the part meanwhile moves no dataset to a
page that has been read already.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins as p

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.feed import generations
from ckanext.modellregion_owl.feed.generations import Generation
from ckanext.modellregion_owl.interfaces import IModellregion

Members = tuple[tuple[str, str], ...]  # id and text (digest) of each dataset, ordered by id
Keeps = Callable[[Collection[str]], set[str]]

# By name, number and moment of the generation: a restored backup counts its numbers anew.
_found: dict[tuple[str, int, datetime], tuple[float, Members]] = {}
_MOST = 64  # parts that a process remembers


@dataclass(frozen=True)
class Selection:
    """A part: its name, and which of some dataset ids belong to it."""

    name: str
    keeps: Keeps

    def members(self, of: Generation) -> Members:
        """Return the part of a generation; asked anew as often as the catalogue is compared."""
        key = (self.name, of.id, of.created)
        known = _found.get(key)
        if known and time.monotonic() - known[0] < config.feed_refresh_seconds():
            return known[1]
        whole = generations.members(of)
        kept = self.keeps([id_ for id_, _ in whole])
        found = tuple(one for one in whole if one[0] in kept)
        if len(_found) >= _MOST:
            _found.clear()
        _found[key] = (time.monotonic(), found)
        return found


def elsewhere() -> dict[str, str]:
    """Return dataset id → why it is not ours to deliver (IModellregion.modellregion_elsewhere)."""
    found: dict[str, str] = {}
    for plugin in p.PluginImplementations(IModellregion):
        found.update(plugin.modellregion_elsewhere())
    return found


def ours() -> Selection:
    """Return what is ours to deliver: all but what reaches GovData on another way."""
    return Selection("ours", lambda ids: set(ids).difference(elsewhere()))


def of_organisation(name: str) -> Selection:
    """Return the datasets of an organisation."""
    package, group = model.Package.__table__, model.Group.__table__
    query = sa.select(package.c.id).join(group, group.c.id == package.c.owner_org)
    return Selection(f"organisation {name}", _by(query.where(group.c.name == name)))


def of_group(name: str) -> Selection:
    """Return the datasets of a group, such as a model project."""
    member, group = model.Member.__table__, model.Group.__table__
    query = (
        sa.select(member.c.table_id)
        .join(group, group.c.id == member.c.group_id)
        .where(member.c.table_name == "package", member.c.state == "active", group.c.name == name)
    )
    return Selection(f"group {name}", _by(query))


def _by(query: sa.Select) -> Keeps:
    return lambda ids: set(ids).intersection(model.Session.scalars(query))
