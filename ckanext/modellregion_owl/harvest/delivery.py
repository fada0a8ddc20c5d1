"""„Weitergabe“: which harvested datasets reach GovData on another way, and are not ours to deliver.

The same dataset from two suppliers costs GovData one of them: the later change wins, the other one
is deleted (spec govdata.md 2, duplicates).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.harvest.exceptions import N_
from ckanext.modellregion_owl.harvest.source import TYPE
from ckanext.modellregion_owl.harvest.store.sql import any_of
from ckanext.modellregion_owl.model import record, run
from ckanext.modellregion_owl.texts import translate

KEY = "delivery"
YES, NO, MISSING = "yes", "no", "missing"
# Who passes on to GovData what it has: by supplier code and by the server's name.
PASSING_ON = ("openNRW", "gdiDE")
HOSTS = ("open.nrw", "open.nrw.de", "gdi-de.org", "govdata.de")
_BY = N_("It reaches GovData by “{source}”.")
_UNKNOWN = N_("It is not known yet what reaches GovData on another way.")


@dataclass(frozen=True)
class Way:
    """A source: whether its datasets are passed on, whose they are, read to the end or not."""

    id: str
    title: str
    delivery: str
    municipality: str
    known: bool


def elsewhere() -> dict[str, str]:
    """Return dataset id → why it is not ours to deliver. Two queries, whatever the number."""
    return _elsewhere(_ways())


def would_leave(source_id: str, config: Mapping[str, Any], url: str) -> set[str]:
    """Return the datasets that we deliver today, and not with another configuration of a source.

    GovData deletes what a supplier no longer delivers (spec govdata.md 1.7).
    """
    ways = _ways()
    own = ways.get(source_id)
    if own is None:
        return set()
    changed = {**ways, source_id: _way(own.id, own.title, config, url, own.known)}
    lost = _elsewhere(changed).keys() - _elsewhere(ways).keys()
    package = model.Package
    public = (package.state == "active") & package.private.is_(False)
    query = sa.select(package.id).where(package.id == any_of(lost), public)
    return set(model.Session.scalars(query))


def _elsewhere(ways: Mapping[str, Way]) -> dict[str, str]:
    if all(way.delivery == YES for way in ways.values()):
        return {}
    owners, others = _records(ways)
    reasons = {id_: _reason(ways[own], others[id_], ways) for id_, own in owners.items()}
    return {id_: reason for id_, reason in reasons.items() if reason}


def _reason(own: Way, others: Iterable[str], ways: Mapping[str, Way]) -> str:
    if own.delivery == NO:
        return translate(_BY).format(source=own.title)
    if own.delivery == YES:
        return ""
    passing = [w for w in ways.values() if w.delivery == NO and w.municipality == own.municipality]
    by = [w for w in ways.values() if w.id in others and w.delivery == NO]
    if by:
        return translate(_BY).format(source=by[0].title)
    # What nobody has read to its end may hold anything.
    return "" if any(w.known for w in passing) else translate(_UNKNOWN)


def of_config(config: Mapping[str, Any], url: str) -> str:
    """Return whether a source's datasets are passed on: as it says, else "no" where it passes on
    to GovData itself, else "yes".
    """
    said = str(config.get(KEY) or "")
    if said in (YES, NO, MISSING):
        return said
    code = str(config.get("contributor_id") or "").rpartition("/")[2]
    host = urlsplit(url).hostname or ""
    known = any(host == name or host.endswith(f".{name}") for name in HOSTS)
    return NO if known or code in PASSING_ON else YES


def _ways() -> dict[str, Way]:
    from ckanext.harvest.model import HarvestSource

    columns = (HarvestSource.id, HarvestSource.config, HarvestSource.url, model.Package.title)
    query = (
        sa.select(*columns)
        .join(model.Package, model.Package.id == HarvestSource.id)
        .where(HarvestSource.type == TYPE)
    )
    complete = set(model.Session.scalars(sa.select(run.c.source_id).where(run.c.complete)))
    return {
        row.id: _way(row.id, row.title, _config(row.config), row.url, row.id in complete)
        for row in model.Session.execute(query)
    }


def _config(text: str | None) -> dict[str, Any]:
    try:
        config = json.loads(text or "{}")
    except ValueError:
        return {}  # such a source can't be harvested either
    return config if isinstance(config, dict) else {}


def _way(id_: str, title: str, config: Mapping[str, Any], url: str, known: bool) -> Way:
    place = str(config.get("municipality") or "")
    return Way(id_, title, of_config(config, url), place, known)


def _records(ways: Mapping[str, Way]) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Return dataset → the source that shows it, and dataset → all sources that have it.

    A record that its source misses since yesterday still counts, until it is withdrawn: a
    catalogue that is incomplete for a night must not bring its datasets twice.
    """
    query = sa.select(record.c.source_id, record.c.package_id, record.c.duplicate_of).where(
        record.c.removed.is_(None), record.c.skipped == ""
    )
    owners: dict[str, str] = {}
    others: dict[str, set[str]] = defaultdict(set)
    for source_id, package_id, duplicate_of in model.Session.execute(query):
        if source_id in ways:
            others[duplicate_of or package_id].add(source_id)
            if not duplicate_of:
                owners[package_id] = source_id
    return owners, others
