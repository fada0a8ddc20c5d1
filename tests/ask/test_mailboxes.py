"""Whose mailbox gets which question."""

from __future__ import annotations

import pytest

from ckanext.modellregion_owl.ask.about import one_line
from ckanext.modellregion_owl.ask.mailboxes import choose, parse

pytestmark = pytest.mark.unit

KNOWN = parse("*=all@x.org */barriere=bar@x.org pb=pb@x.org pb/wunsch=wish@x.org half= =no")


class TestChoose:
    @pytest.mark.parametrize(
        ("organisation", "reason", "expected"),
        [
            ("pb", "wunsch", "wish@x.org"),
            ("pb", "barriere", "bar@x.org"),
            ("pb", "fehler", "pb@x.org"),
            ("bi", "fehler", "all@x.org"),
            ("", "barriere", "bar@x.org"),
            ("", "frage", "all@x.org"),
        ],
    )
    def test_table(self, organisation, reason, expected):
        """The more exact key counts; a reason's own mailbox stands before an organisation's."""
        assert choose(KNOWN, organisation, reason) == expected

    def test_none(self):
        """Nothing is invented."""
        assert choose({}, "pb", "frage") == ""
        assert choose(parse("half= =no"), "half", "frage") == ""


class TestOneLine:
    def test_no_line_breaks(self):
        """Nothing can begin another line of the head, whatever kind of break it is."""
        evil = "A\r\nBcc: x@y.z\n\x0bB\u2028C\x85D\x00"
        assert one_line(evil) == "A Bcc: x@y.z B C D"
