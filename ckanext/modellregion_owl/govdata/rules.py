"""The rules of the pre-flight: how much each one matters, what people read, what they can do.

Sources: spec govdata.md 1 (transport), 2 and 5 (datasets), 3 (dashboard).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ckanext.modellregion_owl.findings import Finding, Severity
from ckanext.modellregion_owl.rdf.rules import N_
from ckanext.modellregion_owl.texts import translate

BLOCKS, WRONG, IMPROVE = Severity.BLOCKS, Severity.WRONG, Severity.IMPROVE
_OPERATOR = N_("Tell the people who run the site; the web server may change the answer.")
_SOFTWARE = N_("Tell the people who look after the software; no entry of yours can cause it.")
_LICENCE_FIX = N_("Choose the licence of the file from the list.")


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


def _feed(message: str, fix: str = _OPERATOR, severity: Severity = BLOCKS) -> Rule:
    return Rule(severity, "", message, fix)


def _file(severity: Severity, field: str, message: str, fix: str) -> Rule:
    return Rule(severity, field, message, fix, of_file=True)


TRANSPORT: Mapping[str, Rule] = {
    "answer": _feed(N_("The page does not answer as it should.")),
    "head": _feed(N_("The page answers GovData's first question otherwise than its second.")),
    "type": _feed(N_("The page names a wrong content type; GovData reads by it.")),
    "encoding": _feed(N_("The page is not in UTF-8.")),
    "control": _feed(N_("The page holds characters that no reader accepts."), _SOFTWARE),
    "size": _feed(N_("The page is too large: GovData reads 50 MB at most.")),
    "unreadable": _feed(N_("The page can't be read."), _SOFTWARE),
    "empty": _feed(N_("The catalogue is empty: GovData would delete everything.")),
    "paging": _feed(N_("The pages of the catalogue do not lead to the end."), _SOFTWARE),
    "count": _feed(
        N_("The pages hold another number of datasets than they say."),
        N_("Check again in some minutes: a dataset may just have been withdrawn."),
        WRONG,
    ),
    "address": _feed(N_("A link between the pages leads to another server.")),
    "slow": _feed(
        N_("The page takes more than ten seconds."),
        N_("Tell the people who run the site."),
        IMPROVE,
    ),
}
INSIDE: Mapping[str, Rule] = {
    "not_written": _feed(
        N_("The dataset can't be written as it is now: GovData gets its last good form, or none."),
        N_("Look for a value that no list knows; else tell who looks after the software."),
    ),
    "held": _feed(
        N_("The dataset has left with many others: GovData gets it until somebody decides."),
        N_("Decide whether these datasets may leave."),
        WRONG,
    ),
}
DASHBOARD: Mapping[str, Rule] = {
    "keyword": Rule(
        WRONG,
        "tag_string",
        N_("The dataset has no keyword."),
        N_("Enter at least one keyword."),
    ),
    "contributor": Rule(
        WRONG,
        "contributor_id",
        N_("The dataset does not name exactly one data provider of GovData's list."),
        N_("Choose one data provider, and take the others away."),
    ),
    "publisher": Rule(
        WRONG,
        "publisher",
        N_("The dataset does not name exactly one publisher."),
        N_("Enter who publishes the data."),
        part="name",
    ),
    "licence_missing": _file(
        WRONG,
        "license",
        N_("A file has no licence: GovData shows it as not open."),
        _LICENCE_FIX,
    ),
    "licence_many": _file(
        WRONG,
        "license",
        N_("A file has more than one licence; GovData takes any of them."),
        _LICENCE_FIX,
    ),
    "licence_unlisted": _file(
        WRONG,
        "license",
        N_("The licence of a file is not in GovData's list."),
        _LICENCE_FIX,
    ),
    "licence_closed": _file(
        IMPROVE,
        "license",
        N_("The licence of a file does not count as open."),
        N_("Ask whether the data may be had under an open licence."),
    ),
}
DATASET: Mapping[str, Rule] = {
    "title": Rule(
        BLOCKS,
        "title",
        N_("The dataset has no title: GovData breaks off at it, for all datasets."),
        N_("Enter a title."),
    ),
    "title_language": Rule(
        IMPROVE, "title", N_("The title is not marked as German."), N_("Enter a German title.")
    ),
    "description": Rule(
        WRONG, "notes", N_("The dataset has no description."), N_("Describe the data.")
    ),
    "description_language": Rule(
        IMPROVE,
        "notes",
        N_("The description is not marked as German."),
        N_("Enter a German description."),
    ),
    "name": Rule(
        BLOCKS,
        "",
        N_("The dataset has no lasting address: GovData deletes it and takes it in anew."),
        _SOFTWARE,
    ),
    "node_name": Rule(
        WRONG,
        "",
        N_("A file, a service or the publisher has no lasting address."),
        _SOFTWARE,
    ),
    "contact_name": Rule(
        IMPROVE,
        "contact",
        N_("The contact has an address of its own: GovData loses it where two datasets share it."),
        _SOFTWARE,
    ),
    "identifier": Rule(
        WRONG,
        "identifier",
        N_("The dataset does not have exactly one number by which others know it."),
        N_("Enter one, or leave the field empty."),
    ),
    "duplicate": Rule(
        BLOCKS,
        "identifier",
        N_("Two datasets have the same number: GovData keeps only one of them."),
        N_("Join the datasets if they are the same; else give one of them another number."),
    ),
    "date": Rule(
        WRONG,
        "modified",
        N_("The day of the last change is missing or can't be read."),
        N_("Enter when the data were changed last."),
    ),
    "day": Rule(
        IMPROVE,
        "modified",
        N_("The last change has no time of day: GovData may miss a second one on that day."),
        N_("Enter the time, too."),
    ),
    "keyword_form": Rule(
        WRONG,
        "tag_string",
        N_("A keyword has characters or a length at which GovData may refuse the dataset."),
        N_("Use letters, digits, blanks, hyphens and dots, from 2 to 100 characters."),
    ),
    "theme": Rule(
        WRONG,
        "theme",
        N_("The dataset has no category: nobody finds it by them at GovData."),
        N_("Choose at least one category."),
    ),
    "files": Rule(
        WRONG,
        "",
        N_("The dataset has no file or service."),
        N_("Add a file or a service."),
    ),
    "link": _file(
        WRONG,
        "url",
        N_("A file has no link."),
        N_("Enter where the data can be had."),
    ),
    "link_broken": _file(
        WRONG,
        "url",
        N_("A link does not answer: GovData's link check counts it as broken."),
        N_("Put the link right, or ask who runs that server."),
    ),
    "link_404": _file(
        IMPROVE,
        "url",
        N_("A link holds the digits 404: GovData's link check may take it for broken."),
        N_("Use another address if there is one."),
    ),
    "attribution": _file(
        WRONG,
        "license_attribution_by_text",
        N_("The licence asks to name the source, but nothing says how."),
        N_("Enter how the source is to be named."),
    ),
    "single": Rule(
        IMPROVE,
        "",
        N_("The dataset has several values of which GovData takes only the first it finds."),
        N_("Keep the one that matters."),
    ),
    "agent": Rule(
        WRONG,
        "",
        N_("An office or person is described in a way that GovData does not read."),
        _SOFTWARE,
    ),
    "twin": Rule(
        IMPROVE,
        "version",
        N_("GovData does not read the version or the mail address as they are written."),
        N_("Switch on the setting feed.compat."),
    ),
    "label": Rule(
        WRONG,
        "",
        N_("A value of a list carries its own label, which GovData takes instead of it."),
        _SOFTWARE,
    ),
    "length": Rule(
        BLOCKS,
        "",
        N_("A value is longer than 32,000 bytes: GovData refuses the dataset."),
        N_("Shorten the value."),
    ),
    "closure": Rule(
        WRONG,
        "",
        N_("The dataset leads to other datasets: GovData counts their faults as its own."),
        _SOFTWARE,
    ),
}
PREFIX = "govdata."
RULES: Mapping[str, Rule] = {**TRANSPORT, **INSIDE, **DASHBOARD, **DATASET}


def finding(rule: str, before: str = "", field: str = "", node: str = "", **params: str) -> Finding:
    """Return a finding of a rule.

    :param field: another field than the rule's. :param node: address of the file it is about.
    :raises KeyError: there is no such rule.
    """
    row = RULES[rule]
    told = params | ({"node": node} if node else {})
    return Finding(PREFIX + rule, row.severity, field or row.field, before[:500], params=told)


def rule_of(name: str) -> Rule:
    """Return the rule of a finding's name.

    :raises KeyError: it is none of the pre-flight's.
    """
    return RULES[name.removeprefix(PREFIX)]


def message_of(name: str) -> str:
    """Return what people read, in the page's or the site's language."""
    return translate(rule_of(name).message)


def fix_of(name: str) -> str:
    """Return what to do about it."""
    return translate(rule_of(name).fix)
