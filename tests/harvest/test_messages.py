"""Every rule by which something is found has words for people, and one place for them."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

import ckanext.modellregion_owl
from ckanext.modellregion_owl.harvest import messages
from ckanext.modellregion_owl.logic import obligations

pytestmark = pytest.mark.unit

SOURCES = sorted(Path(ckanext.modellregion_owl.__file__).parent.rglob("*.py"))
RULE = re.compile(r"[a-z_]+\.[a-z_]+")
# Functions of the package that make a finding of the rule they are given.
MAKERS = {"Finding", "_note", "noted", "_finding"}


def rules_in(source: str) -> set[str]:
    """Return the rules which a module notes by their written name."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    found = set()
    for call in calls:
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        given = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "rule")]
        texts = (a.value for a in given if isinstance(a, ast.Constant))
        if name in MAKERS:
            found.update(t for t in texts if isinstance(t, str) and RULE.fullmatch(t))
    return found


class TestMessage:
    def test_every_rule_has_one(self):
        """No page and no report shows a rule's bare name."""
        rules = set().union(*(rules_in(path.read_text(encoding="utf-8")) for path in SOURCES))
        assert len(rules) > 40
        rules |= {*obligations.MESSAGES}
        known = {rule for table in messages.TABLES for rule in table}
        assert rules - known == set()

    def test_one_place_each(self):
        """A rule says the same wherever it is met."""
        counted = Counter(rule for table in messages.TABLES for rule in table)
        assert [rule for rule, number in counted.items() if number > 1] == []

    def test_of_an_obligation(self):
        """The form's words are the report's: one list of rules (logic/obligations.py)."""
        said = messages.message(obligations.ATTRIBUTION)
        assert said not in ("", obligations.ATTRIBUTION)
