"""The harvester's feed server and sources."""

from __future__ import annotations

from owltests import fixtures

globals().update(fixtures.of_harvest())
