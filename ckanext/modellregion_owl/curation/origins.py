"""Where the values of a dataset come from: source, rule, default or a person."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.curation.stored import CONFLICT
from ckanext.modellregion_owl.harvest.store.overlay import PROJECT
from ckanext.modellregion_owl.model import curation_rule, finding, overlay

_DEFAULT = "default."
# Endings of the rules of the profile that put another value in the place of the source's.
_CHANGING = (".spelling", ".in_text", ".of_dataset", ".of_api", ".html", ".ogd", ".repaired")


class Kind(str, Enum):
    """Where a value comes from; a value that is not listed is the source's own."""

    STEWARD = "steward"
    SOURCE_RULE = "source_rule"  # a person's rule for a whole source
    RULE = "rule"  # of the profile
    DEFAULT = "default"


@dataclass(frozen=True)
class Origin:
    """Where the value of one field comes from; `base` is what the source says."""

    field: str
    resource_key: str
    origin: Kind
    value: Any = None
    base: Any = None
    user: str = ""
    why: str = ""
    changed: str = ""
    rule: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {**asdict(self), "origin": self.origin.value}


def of_dataset(dataset_id: str) -> list[Origin]:
    """Return the origins of the values that are not simply the source's; two queries."""
    found = list(of_people(dataset_id))
    known = {(one.field, one.resource_key) for one in found}
    rest = {(one.field, one.resource_key): one for one in _of_rules(dataset_id)}
    return [*found, *(one for key, one in rest.items() if key not in known)]


def of_people(dataset_id: str) -> Iterator[Origin]:
    """Yield the values that people have set, alone or by a rule for the source; one query."""
    user = model.User.__table__
    query = (
        sa.select(
            overlay,
            sa.func.coalesce(user.c.fullname, user.c.name, "").label("user"),
            curation_rule.c.why.label("rule_why"),
            finding.c.params["theirs"].astext.label("theirs"),
        )
        .outerjoin(user, (user.c.id == overlay.c.user_id) & (user.c.state == "active"))
        .outerjoin(curation_rule, curation_rule.c.id == overlay.c.rule_id)
        .outerjoin(finding, _asked())
        .where(overlay.c.dataset_id == dataset_id, ~overlay.c.field.startswith(PROJECT))
        .order_by(overlay.c.resource_key, overlay.c.field)
    )
    for row in model.Session.execute(query):
        yield Origin(
            row.field,
            row.resource_key,
            Kind.SOURCE_RULE if row.rule_id else Kind.STEWARD,
            row.value,
            json.loads(row.theirs) if row.theirs else row.base,
            row.user,
            row.rule_why or row.why,
            row.changed.isoformat(),
            str(row.rule_id or ""),
        )


def _asked() -> sa.ColumnElement[bool]:
    """Return the condition for the open question about a value: it has what the source says now."""
    return (
        (finding.c.dataset_id == overlay.c.dataset_id)
        & (finding.c.rule == CONFLICT)
        & (finding.c.field == overlay.c.field)
        & (sa.func.coalesce(finding.c.params["key"].astext, "") == overlay.c.resource_key)
    )


def _of_rules(dataset_id: str) -> Iterator[Origin]:
    """Yield the fields that the profile's rules and the defaults have filled or put right."""
    query = sa.select(finding).where(finding.c.dataset_id == dataset_id, finding.c.field != "")
    for row in model.Session.execute(query.order_by(finding.c.id)):
        kind = kind_of(row.rule)
        if kind is not None:
            field = row.field.rpartition(".")[2]
            yield Origin(field, row.resource_id, kind, row.after, row.before, rule=row.rule)


def kind_of(rule: str) -> Kind | None:
    """Return what kind of origin a finding tells of, None for none."""
    if rule.startswith(_DEFAULT):
        return Kind.DEFAULT
    return Kind.RULE if rule.endswith(_CHANGING) else None


def changed_by_people(found: Iterable[Origin]) -> list[Origin]:
    """Return the values that differ from what the source says because a person wanted it so."""
    return [one for one in found if one.origin in (Kind.STEWARD, Kind.SOURCE_RULE)]
