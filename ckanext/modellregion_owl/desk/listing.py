"""The list of causes: all providers', filtered, the most harmful first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ckanext.modellregion_owl.desk import log
from ckanext.modellregion_owl.desk.cause import Affected, Cause, Scope
from ckanext.modellregion_owl.desk.log import Standing
from ckanext.modellregion_owl.desk.providers import modules
from ckanext.modellregion_owl.desk.today import today
from ckanext.modellregion_owl.desk.together import ask
from ckanext.modellregion_owl.findings import Severity

ROWS = 10  # on the first screen, and on every further one
ORDER = tuple(Severity)


@dataclass(frozen=True)
class Line:
    """A cause with what holds of it; `accepted`: it does not stand in the list today."""

    cause: Cause
    standing: Standing
    accepted: bool


def lines(scope: Scope) -> list[Line]:
    """Return all causes in the scope with what holds of them, in the order of the desk.

    Three queries at most: what the providers ask, the sources, what holds; however many causes.
    """
    causes = sorted(found(scope), key=_rank)
    held = log.standing(c.key for c in causes) if causes else {}
    day = today()
    none = Standing()
    return [
        Line(c, standing, standing.covers(c, day))
        for c in causes
        for standing in (held.get(c.key, none),)
    ]


def open_causes(scope: Scope) -> list[Cause]:
    """Return the causes that stand in the list."""
    return [line.cause for line in lines(scope) if not line.accepted]


def found(scope: Scope) -> Iterator[Cause]:
    """Yield the causes of all providers that are this user's business and pass the filters."""
    for cause in causes_of(modules(), scope):
        if scope.shows(cause):
            yield cause


def one(scope: Scope, key: str) -> Line | None:
    """Return the cause of that key, None when it is gone, or none of this user's business."""
    owner = [m for m in modules() if key.startswith(m.PREFIX)]
    causes = (c for c in causes_of(owner, scope) if c.key == key and scope.shows(c))
    cause = next(causes, None)
    if cause is None:
        return None
    standing = log.standing([key]).get(key, Standing())
    return Line(cause, standing, standing.covers(cause, today()))


def causes_of(providers: Sequence[Any], scope: Scope) -> Iterator[Cause]:
    """Yield the causes of some providers, which ask the database all at once."""
    found = ask([provider.queries(scope) for provider in providers])
    for provider, rows in zip(providers, found, strict=True):
        yield from provider.causes(scope, rows)


def affected(scope: Scope, key: str) -> Iterable[Affected]:
    """Return the datasets of a cause, none where its provider does not tell them."""
    for module in modules():
        if key.startswith(module.PREFIX) and hasattr(module, "affected"):
            return module.affected(scope, key)
    return ()


def by_effect(causes: Sequence[Cause]) -> dict[Severity, list[Cause]]:
    """Return the causes of each effect."""
    return {effect: [c for c in causes if c.effect is effect] for effect in ORDER}


def _rank(cause: Cause) -> tuple[int, bool, int, str]:
    """The most harmful first; of these what waits for an answer; then the most frequent."""
    return (ORDER.index(cause.effect), not cause.question, -cause.count, cause.key)
