"""Every slot has a Redis database of its own, and keeps it."""

from __future__ import annotations

import pytest
from owlstack import redis
from owlstack.settings import Settings

pytestmark = pytest.mark.unit


@pytest.fixture
def settings(tmp_path):
    return Settings(root=tmp_path)


class TestNumber:
    def test_known_slots_are_fixed(self, settings):
        """The site, the tests and the bench never move."""
        assert [redis.number(settings, slot) for slot in ("site", "test", "bench")] == [0, 1, 2]

    def test_new_slots_do_not_meet(self, settings):
        """A new slot gets a free number and keeps it."""
        slots = ["feed", "rdf", "theme"]
        numbers = [redis.number(settings, slot) for slot in slots]
        assert len({0, 1, 2, *numbers}) == 6
        assert [redis.number(settings, slot) for slot in slots] == numbers


class TestUrl:
    @pytest.mark.parametrize(
        ("external", "expected"),
        [
            ({}, "redis://127.0.0.1:6479/1"),
            ({"redis": "redis://host:6379"}, "redis://host:6379/1"),
            ({"redis": "redis://:secret@host:6379/8"}, "redis://:secret@host:6379/9"),
        ],
    )
    def test_counts_from_the_given_number(self, tmp_path, external, expected):
        """A number in the address of a running Redis is the first that we use."""
        settings = Settings(root=tmp_path, external=external)
        assert redis.url(settings, "test") == expected
