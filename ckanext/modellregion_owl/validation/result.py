"""What a validation says, whichever engine made it."""

from __future__ import annotations

from dataclasses import dataclass, field

VIOLATION, WARNING, INFO = "Violation", "Warning", "Info"
ORDER = (VIOLATION, WARNING, INFO)


@dataclass(frozen=True)
class Result:
    """One result of SHACL (section 3.6.2 of the recommendation).

    `focus` and `path` are IRIs or labels of blank nodes ("" for no path or one of several steps),
    `value` is the plain value, `severity` and `component` are local names of sh:, `shape` is the
    IRI of the shape, `messages` language → text ("" for a text without one).
    """

    focus: str
    path: str
    component: str
    severity: str
    value: str = ""
    shape: str = ""
    messages: dict[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Report:
    """The results, hardest first, and the report as Turtle."""

    results: tuple[Result, ...]
    turtle: str

    @property
    def conforms(self) -> bool:
        """Tell whether no rule is broken; hints and recommendations don't count."""
        return not any(result.severity == VIOLATION for result in self.results)


def ordered(found: list[Result]) -> tuple[Result, ...]:
    """Return results hardest first, those of a kind together, the same order every time."""

    def key(result: Result) -> tuple[int, str, str, str]:
        rank = ORDER.index(result.severity) if result.severity in ORDER else len(ORDER)
        return rank, result.shape, result.focus, result.value

    return tuple(sorted(found, key=key))
