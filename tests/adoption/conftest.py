"""The harvester's feed server, for portals that another harvester has filled."""

from __future__ import annotations

from owltests import fixtures

globals().update(fixtures.of_harvest())
