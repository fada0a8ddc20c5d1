"""What a plugin stands on is checked when the site starts, not when the first page fails."""

from __future__ import annotations

import ckan.plugins as p
from ckan.exceptions import CkanConfigurationException

CORE = "modellregion_owl"


def require(plugin: str, *needed: str) -> None:
    """Refuse to start without the plugins that `plugin` stands on; called by its `configure`.

    :raises CkanConfigurationException: names what is to be added to ckan.plugins.
    """
    if missing := [name for name in needed if not p.plugin_loaded(name)]:
        raise CkanConfigurationException(
            f"Plugin {plugin} needs {' and '.join(missing)}: add to ckan.plugins."
        )
