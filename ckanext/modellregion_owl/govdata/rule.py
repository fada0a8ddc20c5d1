"""A rule of the pre-flight: how much it matters, what people read, what they can do."""

from __future__ import annotations

from dataclasses import dataclass

from ckanext.modellregion_owl.findings import Severity
from ckanext.modellregion_owl.rdf.rules import N_

BLOCKS, WRONG, IMPROVE = Severity.BLOCKS, Severity.WRONG, Severity.IMPROVE
OPERATOR = N_("Tell the people who run the site; the web server may change the answer.")
SOFTWARE = N_("Tell the people who look after the software; no entry of yours can cause it.")


@dataclass(frozen=True)
class Rule:
    """A rule: severity, field of the form ("" for none), message and advice as English msgids.

    `of_file`: the field is one of a file or service. `part`: its subfield, where it repeats.
    """

    severity: Severity
    field: str
    message: str
    fix: str
    of_file: bool = False
    part: str = ""


def of_feed(message: str, fix: str = OPERATOR, severity: Severity = BLOCKS) -> Rule:
    """Return a rule about the feed itself: no field mends it."""
    return Rule(severity, "", message, fix)


def of_file(severity: Severity, field: str, message: str, fix: str) -> Rule:
    """Return a rule about a file or service."""
    return Rule(severity, field, message, fix, of_file=True)
