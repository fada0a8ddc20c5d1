"""What a pre-flight found, as people and programs get it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ckanext.modellregion_owl.findings import Finding, Severity
from ckanext.modellregion_owl.govdata import rules
from ckanext.modellregion_owl.govdata.names import Named, link
from ckanext.modellregion_owl.harvest.messages import severity as severity_word

ORDER = tuple(Severity)


class Worded:
    """What people read of a rule, in the language of the page or the site."""

    rule: str

    @property
    def message(self) -> str:
        """Return the rule's sentence."""
        return rules.message_of(self.rule)

    @property
    def fix(self) -> str:
        """Return what to do."""
        return rules.fix_of(self.rule)


@dataclass(frozen=True)
class Told(Worded):
    """A finding with the dataset that it is about (name and title "" for the feed itself)."""

    rule: str
    severity: str
    dataset: str = ""
    title: str = ""
    field: str = ""
    before: str = ""
    link: str = ""
    page: str = ""

    @classmethod
    def of(cls, found: Finding, dataset: Named | None) -> Told:
        """Return a finding as it is told."""
        return cls(
            found.rule,
            found.severity.value,
            dataset.name if dataset else "",
            dataset.title if dataset else found.params.get("dataset", ""),
            found.field,
            found.before,
            link(found, dataset),
            found.params.get("url", ""),
        )


@dataclass(frozen=True)
class Cause(Worded):
    """One rule with all that it found."""

    rule: str
    severity: str
    told: tuple[Told, ...]

    @property
    def severity_text(self) -> str:
        """Return the word for how much it matters."""
        return severity_word(self.severity)


@dataclass
class Report:
    """The result of a check: `url` of the feed, `checked` (ISO), counts, findings, changes.

    `complete`: all pages were read. `changes`: since GovData's last visit (changes.Changes as a
    dict; {} when none is known). `left_out`: datasets that the feed does not deliver, and why.
    """

    url: str
    checked: str
    complete: bool = False
    pages: int = 0
    datasets: int = 0
    files: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    largest: int = 0
    told: list[Told] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)
    left_out: list[dict[str, str]] = field(default_factory=list)

    @property
    def blocks(self) -> bool:
        """Tell whether something keeps GovData from taking the catalogue as it is."""
        return not self.complete or any(t.severity == Severity.BLOCKS.value for t in self.told)

    def causes(self) -> list[Cause]:
        """Return the findings by rule: the most harmful first, then the most frequent."""
        by_rule: dict[str, list[Told]] = {}
        for one in self.told:
            by_rule.setdefault(one.rule, []).append(one)
        found = [Cause(rule, told[0].severity, tuple(told)) for rule, told in by_rule.items()]
        return sorted(
            found, key=lambda c: (ORDER.index(Severity(c.severity)), -len(c.told), c.rule)
        )

    def count(self, severity: Severity) -> int:
        """Return the number of findings that matter so much."""
        return sum(t.severity == severity.value for t in self.told)

    def as_dict(self) -> dict[str, Any]:
        """Return what JSON shows and the page keeps."""
        plain = {k: v for k, v in vars(self).items() if k != "told"}
        told = [{**vars(t), "message": t.message, "fix": t.fix} for t in self.told]
        return {**plain, "blocks": self.blocks, "findings": told}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Report:
        """Return the report of `as_dict`."""
        fields = {k: v for k, v in stored.items() if k not in ("blocks", "findings")}
        return cls(**fields, told=list(_told(stored["findings"])))


def _told(stored: Iterable[Mapping[str, str]]) -> Iterable[Told]:
    for one in stored:
        yield Told(**{k: v for k, v in one.items() if k not in ("message", "fix")})
