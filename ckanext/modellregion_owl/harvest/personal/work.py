"""What is known and noted while one record is cleaned."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from pyoxigraph import Triple

from ckanext.modellregion_owl.findings import Finding, Severity
from ckanext.modellregion_owl.harvest.personal.contacts import mask

HIDDEN = "•••"
# Rules of adapters on values that reach no triple.
ACCOUNT, UNKNOWN = "contact.account", "member.unknown"
Changes = dict[Triple, "Triple | None"]  # None: the triple goes


@dataclass(frozen=True)
class Policy:
    """What a source's setting says.

    `organisation` stands for a person where the record names no office, `mailbox` for a personal
    address ("" where the configuration has none). `keep` leaves everything as it is.
    """

    keep: bool = False
    organisation: str = ""
    mailbox: str = ""


@dataclass
class Work:
    """The state of cleaning one record."""

    policy: Policy
    names: set[str] = field(default_factory=set)  # parts of removed names, in lower case
    removed: set[str] = field(default_factory=set)  # removed values as they were written
    findings: list[Finding] = field(default_factory=list)
    added: list[Triple] = field(default_factory=list)

    def note(self, rule: str, severity: Severity, name: str, before: str, after: str = "") -> None:
        """Add a finding, once."""
        found = Finding(rule, severity, field=name, before=before, after=after)
        if found not in self.findings:
            self.findings.append(found)


def hidden(finding: Finding, work: Work) -> Finding:
    """Return an adapter's finding without what was removed."""
    before, after = finding.before, finding.after
    for value in work.removed:
        before, after = before.replace(value, HIDDEN), after.replace(value, HIDDEN)
    return unplaced(replace(finding, before=before, after=after))


def unplaced(finding: Finding) -> Finding:
    """Return a finding on what an adapter has left out, without persons: no other rule sees it."""
    if finding.rule == ACCOUNT:
        return replace(finding, before=HIDDEN)
    return replace(finding, before=mask(finding.before)) if finding.rule == UNKNOWN else finding
