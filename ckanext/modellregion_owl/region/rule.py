"""A rule that puts datasets into a model project: which conditions it may set (issue 7, part 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

STRENGTHS = ("strong", "weak")


@dataclass(frozen=True)
class Rule:
    """One way into a project (projects.yaml, key `rules`); every condition that is set must hold.

    `strength`: strong assigns, weak only suggests. Words are looked for in the title and among the
    keywords: one of `keywords_any`, each of `keywords_all`, no one of `keywords_none`.
    `sources`: names of harvest sources; `organisations`: slugs; `publishers`: names or addresses;
    `places`: words in the names of the data's area, or its address (politicalGeocoding);
    `formats`: of the files, e.g. CSV. Of each of these one is enough.
    """

    strength: str
    keywords_any: tuple[str, ...] = ()
    keywords_all: tuple[str, ...] = ()
    keywords_none: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()

    @property
    def strong(self) -> bool:
        """Tell whether the rule assigns."""
        return self.strength == "strong"

    @property
    def empty(self) -> bool:
        """Tell whether nothing but `keywords_none` is asked for: it would take every dataset."""
        asked = [f.name for f in fields(self) if f.name not in ("strength", "keywords_none")]
        return not any(getattr(self, name) for name in asked)


def read(row: Rule | Mapping[str, Any]) -> Rule:
    """Return the rule of a row of projects.yaml.

    :raises TypeError: a key that no rule has, or `strength` is missing.
    """
    if isinstance(row, Rule):
        return row
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    return Rule(**values)
