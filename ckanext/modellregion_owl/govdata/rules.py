"""The rules of the pre-flight by name, and findings of them."""

from __future__ import annotations

from collections.abc import Mapping

from ckanext.modellregion_owl.findings import Finding
from ckanext.modellregion_owl.govdata import rules_dashboard, rules_dataset, rules_feed
from ckanext.modellregion_owl.govdata.rule import Rule
from ckanext.modellregion_owl.texts import translate

PREFIX = "govdata."
RULES: Mapping[str, Rule] = {
    **rules_feed.TRANSPORT,
    **rules_feed.INSIDE,
    **rules_dashboard.DASHBOARD,
    **rules_dataset.DATASET,
}


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
