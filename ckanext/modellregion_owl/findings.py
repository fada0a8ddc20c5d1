"""A finding: what the profile, the harvester, the feed or the desk noticed about a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


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
    params: dict[str, str] = field(default_factory=dict)
