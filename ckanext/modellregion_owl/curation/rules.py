"""Rules for a whole source: "files of Bielefeld without a licence get this one".

Which fields rules set is said by their rows (key `rule`, schemas/dataset.yaml): of the files the
licence, of the dataset topic, publisher, contact and others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.curation import rule_values
from ckanext.modellregion_owl.curation.rule_values import LICENCE
from ckanext.modellregion_owl.harvest.store.overlay import Entry
from ckanext.modellregion_owl.model import curation_choice, overlay
from ckanext.modellregion_owl.model import curation_rule as table

RIGHTS = "rights"  # terms in words: they may contradict a licence


class State(str, Enum):
    """How far a rule is."""

    QUEUED = "queued"
    ACTIVE = "active"
    ENDING = "ending"
    ENDED = "ended"


IN_FORCE = (State.QUEUED.value, State.ACTIVE.value)


@dataclass(frozen=True)
class Rule:
    """A rule in force: files, or datasets, whose `field` is `matches` ("": empty) get `sets`."""

    id: int
    field: str
    matches: str
    sets: Mapping[str, Any]
    why: str
    user_id: str


class Rules:
    """The rules in force of one source, with what people have said about single ones."""

    def __init__(self, rules: Iterable[Rule], choices: Mapping[tuple[int, str, str], bool]) -> None:
        self._rules = tuple(rules)
        self._choices = choices

    @classmethod
    def load(cls, source_id: str) -> Rules:
        """Read them; one query, one more where there are rules."""
        in_force = table.c.state.in_(IN_FORCE)
        names = ("id", "field", "matches", "sets", "why", "user_id")
        query = sa.select(*(table.c[name] for name in names)).order_by(table.c.id)
        rows = model.Session.execute(query.where(table.c.source_id == source_id, in_force)).all()
        return cls([Rule(*row) for row in rows], _choices([row.id for row in rows]))

    def entries(
        self, dataset_id: str, package: Mapping[str, Any], known: Iterable[Entry]
    ) -> list[Entry]:
        """Return the values that the rules set in a mapped package whose files have their ids.

        :param known: what is set already; a person's value stands before a rule's.
        """
        if not self._rules:
            return []
        taken = {(e.resource_key, e.field) for e in known}
        keyed = ((r.get("uri") or r.get("id"), r) for r in package.get("resources") or ())
        files = [(str(key), resource) for key, resource in keyed if key]
        found: list[Entry] = []
        for rule in self._rules:
            for key, owner in files if rule_values.of_files(rule.field) else [("", package)]:
                if self._meets(rule, dataset_id, key, owner):
                    new = list(_entries(rule, dataset_id, key, owner, taken))
                    taken.update((e.resource_key, e.field) for e in new)
                    found += new
        return found

    def _meets(self, rule: Rule, dataset_id: str, key: str, owner: Mapping[str, Any]) -> bool:
        if not rule_values.matches(owner.get(rule.field), rule.matches):
            return False
        choice = self._choices.get((rule.id, dataset_id, key))
        return bool(choice) if choice is not None else not differs(rule.field, owner)


def differs(field: str, owner: Mapping[str, Any]) -> bool:
    """Tell whether a file says something that speaks against a rule: a person decides then."""
    return field == LICENCE and bool(owner.get(RIGHTS))


def _entries(
    rule: Rule, dataset_id: str, key: str, owner: Mapping[str, Any], taken: set[tuple[str, str]]
) -> Iterator[Entry]:
    if (key, rule.field) in taken:
        return
    for field, value in rule.sets.items():
        base = owner.get(field) or None
        # What the licence asks for beside it: the source's own words stand where it has some.
        if (key, field) not in taken and (field == rule.field or base is None):
            yield Entry(
                dataset_id, key, field, base, value, rule.user_id, rule.why, rule_id=rule.id
            )


def _choices(rule_ids: list[int]) -> dict[tuple[int, str, str], bool]:
    if not rule_ids:
        return {}
    query = sa.select(curation_choice).where(curation_choice.c.rule_id.in_(rule_ids))
    return {
        (row.rule_id, row.dataset_id, row.resource_key): row.applies
        for row in model.Session.execute(query)
    }


def get(rule_id: int) -> Any:
    """Return a rule's row, None for none."""
    return model.Session.execute(sa.select(table).where(table.c.id == rule_id)).first()


def change(rule_id: int, **values: Any) -> None:
    """Change a rule's row; commits."""
    model.Session.execute(sa.update(table).where(table.c.id == rule_id).values(**values))
    model.Session.commit()


def datasets_of(rule_id: int) -> list[str]:
    """Return the ids of the datasets in which a rule has set values."""
    query = sa.select(overlay.c.dataset_id).where(overlay.c.rule_id == rule_id).distinct()
    return sorted(model.Session.scalars(query))


def take_away(rule_id: int, dataset_ids: Iterable[str]) -> None:
    """Delete the values that a rule has set in datasets."""
    mine = overlay.c.rule_id == rule_id
    query = sa.delete(overlay).where(mine, overlay.c.dataset_id.in_(list(dataset_ids)))
    model.Session.execute(query)
