"""Which modules tell the desk its causes."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import ckan.plugins as p

# Module (below ckanext.modellregion_owl) and the plugin without which it has nothing to tell; a
# room adds one line.
PROVIDERS: tuple[tuple[str, str], ...] = (
    ("desk.source_causes", "modellregion_owl_harvest"),
    ("desk.finding_causes", "modellregion_owl"),
    ("desk.feed_causes", "modellregion_owl_feed"),
    ("desk.mail_causes", "modellregion_owl"),
    ("desk.project_causes", "modellregion_owl_projects"),
    ("links.causes", "modellregion_owl_feed"),
    ("curation.causes", "modellregion_owl_harvest"),
    ("quality.causes", "modellregion_owl_feed"),
)


def modules() -> list[Any]:
    """Return the providers of the plugins that are loaded, see desk.cause.Provider."""
    return [
        import_module(f"ckanext.modellregion_owl.{name}")
        for name, plugin in PROVIDERS
        if p.plugin_loaded(plugin)
    ]
