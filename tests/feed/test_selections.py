"""What a process remembers of the catalogue's parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from ckanext.modellregion_owl.feed import generations, selections
from ckanext.modellregion_owl.feed.generations import Generation
from ckanext.modellregion_owl.feed.selections import Selection

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)


@pytest.mark.unit
def test_not_after_a_restored_backup(monkeypatch):
    """A generation of the same number that was made at another moment is another one."""
    monkeypatch.setattr(selections.config, "feed_refresh_seconds", lambda: 60)
    members = {NOW: (("a", "1"),), NOW + timedelta(days=1): (("b", "2"),)}
    monkeypatch.setattr(generations, "members", lambda of: members[of.created])
    first = Generation(1, "x", 100, 1, None, NOW, NOW, None)
    part = Selection("all of test_selections", set)
    assert part.members(first) == (("a", "1"),)
    assert part.members(replace(first, created=NOW + timedelta(days=1))) == (("b", "2"),)
    monkeypatch.setattr(generations, "members", lambda of: pytest.fail("asked twice"))
    assert part.members(first) == (("a", "1"),)
