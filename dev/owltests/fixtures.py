"""Fixtures of one folder of tests for another: pytest lends them to folders below only."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

TESTS = Path(__file__).resolve().parents[2] / "tests"
HARVEST = (
    *("feed", "turtle", "reply", "organisation"),
    *("make_source", "run", "packages", "no_waiting"),
)


def of_harvest() -> dict[str, Any]:
    """Return the feed server and sources of tests/harvest by name, for a conftest's globals."""
    module = _module("harvest_fixtures", TESTS / "harvest/conftest.py")
    return {name: getattr(module, name) for name in HARVEST}


def _module(name: str, file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} can't be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # its dataclasses look for their module
    spec.loader.exec_module(module)
    return module
