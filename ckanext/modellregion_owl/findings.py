"""A finding: what the profile, the harvester, the feed or the desk noticed about a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from dataclasses import field as _field
from enum import Enum
from typing import Any


class Severity(str, Enum):
    """How much a finding matters, in the order in which the desk shows it."""

    BLOCKS = "blocks"  # GovData refuses the dataset, or a source's run has failed
    WRONG = "wrong"  # a value is false, lost or had to be dropped
    IMPROVE = "improve"  # could be better; includes every normalised spelling


@dataclass(frozen=True)
class Finding:
    """One observation; the row of table `modellregion_finding` has the same columns.

    `rule` is the id of the named rule, e.g. `licence.spelling`; it is also the key of the message
    that people read. `field` is the schema's field name, `before` and `after` are the values as
    text. Ids are empty where they do not apply; the harvester fills `source_id`, `dataset_id` and
    `run_id` (issue: one dataclass and one table for the whole project).
    """

    rule: str
    severity: Severity
    field: str = ""
    before: str = ""
    after: str = ""
    source_id: str = ""
    dataset_id: str = ""
    resource_id: str = ""
    run_id: str = ""
    params: dict[str, str] = _field(default_factory=dict)


def to_json(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return findings as they are kept in a JSON column."""
    return [{**asdict(item), "severity": item.severity.value} for item in found]


def from_json(stored: Iterable[Mapping[str, Any]]) -> tuple[Finding, ...]:
    """Return the findings of `to_json`."""
    return tuple(Finding(**{**item, "severity": Severity(item["severity"])}) for item in stored)


_collected: ContextVar[list[Finding] | None] = ContextVar("modellregion_findings", default=None)


@contextmanager
def collect() -> Iterator[list[Finding]]:
    """Gather the findings that are noted inside the block, in order.

    ckanext-dcat builds the profiles itself and drops what they return, so a finding of the profile
    can't come back by the call; it comes by this list.
    """
    found: list[Finding] = []
    token = _collected.set(found)
    try:
        yield found
    finally:
        _collected.reset(token)


def note(finding: Finding) -> None:
    """Add a finding to the innermost `collect`; nothing happens outside of one."""
    found = _collected.get()
    if found is not None:
        found.append(finding)
