"""Plugin `modellregion_owl_harvest`: source type, command, sources of the region."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
from ckanext.harvest.interfaces import IHarvester

from ckanext.modellregion_owl.harvest.frame import source_form
from ckanext.modellregion_owl.harvest.frame.ckan_harvester import CkanHarvester
from ckanext.modellregion_owl.interfaces import IModellregion
from ckanext.modellregion_owl.needs import CORE, require
from ckanext.modellregion_owl.region import Region
from ckanext.modellregion_owl.region.setup import SetupReport


class HarvestPlugin(p.SingletonPlugin, CkanHarvester):
    """Harvester of the model region."""

    p.implements(IHarvester)
    p.implements(p.IConfigurable)
    p.implements(p.IActions)
    p.implements(p.IClick)
    p.implements(IModellregion, inherit=True)

    # IConfigurable

    def configure(self, config: Any) -> None:
        """Refuse to start without the plugins that this one stands on."""
        require(self.name, CORE, "harvest")

    # IActions

    def get_actions(self) -> dict[str, Any]:
        """Return the check of a source's address in front of CKAN's actions."""
        return {
            "package_create": source_form.package_create,
            "package_update": source_form.package_update,
        }

    # IClick

    def get_commands(self) -> list:
        """Add `harvest` to the group `ckan modellregion`."""
        from ckanext.modellregion_owl.cli import modellregion
        from ckanext.modellregion_owl.cli.harvest import harvest

        modellregion.add_command(harvest)
        return []

    # IModellregion

    def modellregion_init(
        self, region: Region, report: SetupReport, options: dict[str, Any]
    ) -> None:
        """Create the region's harvest sources."""
        from ckanext.modellregion_owl.harvest.frame.setup import init_sources

        init_sources(region, report, options)
