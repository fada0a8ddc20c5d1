"""What CKAN does again for each load of its plugins, done quicker: only in tests.

A load takes 2 s, of which 0.6 s go to reading the same YAML files in pure Python, 0.4 s to the
source lines of each caller (`inspect.stack` for one file name) and 0.2 s to every installed
package's entry points; a run of all tests loads plugins 1,500 times. Tests with real processes
(`dev/ckan`, the demo site) start without any of this.
"""

from __future__ import annotations

import inspect
import json
import sys
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import yaml


def load_quickly() -> None:
    """Read schemas and declarations by libyaml, callers without their source, entry points once.

    YAML elsewhere is read as a site reads it: libyaml names the line of an error differently.
    """
    import ckan.plugins.blanket
    import ckan.plugins.core
    from ckanext.scheming import loader

    modules: Any = (ckan.plugins.core, ckan.plugins.blanket, loader)
    core, blanket, schemas = modules
    if yaml.__with_libyaml__:
        blanket.yaml = SimpleNamespace(safe_load=_read)
        schemas.load = lambda file: _read(file) if schemas.is_yaml(file.name) else json.load(file)
    inspect.stack = _stack
    core.entry_points = lru_cache(maxsize=None)(core.entry_points)


def _read(text: Any) -> Any:
    return yaml.load(text, Loader=yaml.CSafeLoader)


def _stack(context: int = 0) -> list[inspect.FrameInfo]:
    """Give the frames above the caller, as `inspect.stack` does; source lines only if wanted."""
    return inspect.getouterframes(sys._getframe(1), context)
