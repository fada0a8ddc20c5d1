"""One row of the doctor's table, and what a check answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from ckanext.modellregion_owl.texts import translate as _


class State(str, Enum):
    """How a check ends; only `WRONG` makes the exit code 1."""

    GOOD = "ok"
    LOOK = "look"  # works; somebody should look at it
    WRONG = "wrong"


@dataclass(frozen=True)
class Answer:
    """What a check has seen, in a sentence of the site's language."""

    state: State
    said: str


@dataclass(frozen=True)
class Check:
    """A row: `name` and `fix` are msgids, `ask` looks and never writes."""

    name: str
    ask: Callable[[], Answer]
    fix: str = ""


@dataclass(frozen=True)
class Result:
    """A row that was asked; `fix` is "" where there is nothing to do."""

    name: str
    state: State
    said: str
    fix: str

    def as_dict(self) -> dict[str, str]:
        """Return the result for programs."""
        return {"name": self.name, "state": self.state.value, "said": self.said, "fix": self.fix}


def good(said: str) -> Answer:
    """Answer that nothing is to be done."""
    return Answer(State.GOOD, said)


def look(said: str) -> Answer:
    """Answer that somebody should look at it."""
    return Answer(State.LOOK, said)


def wrong(said: str) -> Answer:
    """Answer that it does not work so."""
    return Answer(State.WRONG, said)


def ask_all(table: Iterable[Check]) -> list[Result]:
    """Ask every row of a table, in its order."""
    return [_result(row, row.ask()) for row in table]


def _result(row: Check, answer: Answer) -> Result:
    fix = "" if answer.state is State.GOOD else _(row.fix)
    return Result(_(row.name), answer.state, answer.said, fix)


MARKS = {State.GOOD: "✓", State.LOOK: "?", State.WRONG: "✗"}


def render(results: Sequence[Result], in_one_line: bool = False) -> str:
    """Return the results as lines; the fix stands below its line, or behind it."""
    joint = " → " if in_one_line else "\n    → "
    return "\n".join(
        f"{MARKS[row.state]} {row.name}: {row.said}" + (f"{joint}{row.fix}" if row.fix else "")
        for row in results
    )
