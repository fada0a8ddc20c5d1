"""What a plugin stands on is checked when the site starts, not when the first page fails."""

from __future__ import annotations

import re

import ckan.plugins as p
from ckan.exceptions import CkanConfigurationException

CORE = "modellregion_owl"
CKAN = "2.12"


def require(plugin: str, *needed: str) -> None:
    """Refuse to start without the plugins that `plugin` stands on; called by its `configure`.

    :raises CkanConfigurationException: names what is to be added to ckan.plugins.
    """
    if missing := [name for name in needed if not p.plugin_loaded(name)]:
        raise CkanConfigurationException(
            f"Plugin {plugin} needs {' and '.join(missing)}: add to ckan.plugins."
        )


def require_ckan(version: str = "") -> None:
    """Refuse to start on an older CKAN: its tables and its search index look otherwise.

    :param version: of the running CKAN; default: asked of CKAN.
    :raises CkanConfigurationException: names the version that is needed and the one that runs.
    """
    version = version or p.toolkit.ckan.__version__
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    if numbers < tuple(int(part) for part in CKAN.split(".")):
        raise CkanConfigurationException(
            f"ckanext-modellregion-owl needs CKAN {CKAN} or newer; this is {version}. Update CKAN "
            f"first, or take the plugins out of ckan.plugins."
        )
