"""The harvester's feed server and sources."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

_spec = importlib.util.spec_from_file_location(
    "harvest_fixtures", Path(__file__).parents[1] / "harvest/conftest.py"
)
assert _spec
assert _spec.loader
_fixtures = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = _fixtures  # its dataclasses look for their module
_spec.loader.exec_module(_fixtures)
for _name in (
    *("feed", "turtle", "reply", "organisation"),
    *("make_source", "run", "packages", "no_waiting"),
):
    globals()[_name] = getattr(_fixtures, _name)
