"""Which project each dataset belongs to, why, and what has to be written. Pure.

A person's decision stands first, then the strong rules. A dataset that is in a project without
either stays there if people made the dataset; one that a source delivers leaves it, as it would
with the next harvest. Weak words only suggest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from ckanext.modellregion_owl.projects import rules
from ckanext.modellregion_owl.projects.decisions import ByProject, Decision
from ckanext.modellregion_owl.projects.facts import Facts
from ckanext.modellregion_owl.region import Project


class Step(str, Enum):
    """What happens to the membership."""

    ADD = "add"
    KEEP = "keep"
    REMOVE = "remove"
    KEEP_OUT = "keep_out"
    SUGGEST = "suggest"


@dataclass(frozen=True)
class Dataset:
    """A dataset and what the rules read of it. `projects`: it is in them; `harvested`: by us."""

    id: str
    name: str
    facts: Facts
    projects: frozenset[str] = frozenset()
    harvested: bool = False


@dataclass(frozen=True)
class Row:
    """A dataset and a project that have to do with one another.

    `match` is the rule that fits, strong or weak, `decision` a person's; None where there is none.
    """

    dataset: Dataset
    project: str
    step: Step
    match: rules.Match | None
    decision: Decision | None

    @property
    def inside(self) -> bool:
        """Tell whether the dataset is in the project once the step is done."""
        return self.step in (Step.ADD, Step.KEEP)

    @property
    def strength(self) -> str:
        """Return "strong" or "weak" where a rule fits, else ""."""
        return "" if self.match is None else ("strong" if self.match.strong else "weak")


def plan(
    dataset: Dataset, decisions: ByProject, projects: Iterable[Project], existing: Collection[str]
) -> Iterator[Row]:
    """Yield a row for each project that the dataset is in, should be in or might be in.

    :param decisions: a person's, by project.
    :param existing: names of the projects of this site; others are left out.
    """
    matches = {m.project: m for m in rules.match(dataset.facts, projects)}
    for name in sorted({*matches, *dataset.projects, *decisions} & set(existing)):
        match, decision = matches.get(name), decisions.get(name)
        yield Row(dataset, name, _step(dataset, name, match, decision), match, decision)


def _step(
    dataset: Dataset, name: str, match: rules.Match | None, decision: Decision | None
) -> Step:
    inside, strong = name in dataset.projects, match is not None and match.strong
    by_rule = strong or (inside and not dataset.harvested)
    wanted = by_rule if decision is None else decision.wanted
    if wanted:
        return Step.KEEP if inside else Step.ADD
    if inside:
        return Step.REMOVE
    return Step.KEEP_OUT if decision is not None else Step.SUGGEST
