"""`make demo`: the whole site with harvested sample catalogues."""

from __future__ import annotations

from owlstack.settings import Settings


def run(settings: Settings) -> int:
    """Install, start, initialise, harvest; print addresses and login."""
    raise NotImplementedError
