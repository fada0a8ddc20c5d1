"""Plugin `modellregion_owl_harvest`: source type, command, sources of the region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckanext.harvest.interfaces import IHarvester

from ckanext.modellregion_owl.curation import actions as curation
from ckanext.modellregion_owl.curation import catch
from ckanext.modellregion_owl.curation import helpers as curation_helpers
from ckanext.modellregion_owl.curation import views as curation_views
from ckanext.modellregion_owl.harvest import delivery
from ckanext.modellregion_owl.harvest.frame import (
    consumer,
    hand_made,
    job_stats,
    lost,
    newest_jobs,
    notices,
    source_form,
    source_index,
)
from ckanext.modellregion_owl.harvest.frame.ckan_harvester import CkanHarvester
from ckanext.modellregion_owl.harvest.web import actions, cockpit, duplicates, helpers, overlay
from ckanext.modellregion_owl.harvest.web.views import make_blueprint
from ckanext.modellregion_owl.interfaces import IModellregion
from ckanext.modellregion_owl.needs import CORE, require
from ckanext.modellregion_owl.region import Region
from ckanext.modellregion_owl.region.setup import SetupReport


class HarvestPlugin(p.SingletonPlugin, CkanHarvester):
    """Harvester of the model region."""

    p.implements(IHarvester)
    p.implements(p.IConfigurable)
    p.implements(p.IConfigurer)
    p.implements(p.IActions)
    p.implements(p.IAuthFunctions)
    p.implements(p.IBlueprint)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.ITemplateHelpers)
    p.implements(p.IClick)
    p.implements(IModellregion, inherit=True)

    # IConfigurable

    def configure(self, config: Any) -> None:
        """Refuse to start without the plugins that this one stands on; mend the consumers' wait."""
        require(self.name, CORE, "harvest")
        consumer.be_patient()

    # IConfigurer

    def update_config(self, config: Any) -> None:
        """Add the pages of runs and of withdrawn datasets."""
        tk.add_template_directory(config, "templates")
        tk.add_template_directory(config, "../curation/templates")

    # IBlueprint

    def get_blueprint(self) -> list[Blueprint]:
        """Return the addresses of runs and of curation; withdrawn datasets answer at their own."""
        return [make_blueprint(), curation_views.make_blueprint()]

    # ITemplateHelpers

    def get_helpers(self) -> dict[str, Any]:
        """Return the helpers of the pages."""
        return {
            "modellregion_also_in": duplicates.modellregion_also_in,
            "modellregion_missing_since": helpers.modellregion_missing_since,
            "modellregion_source_keys": source_form.modellregion_source_keys,
            **curation_helpers.HELPERS,
        }

    # IPackageController

    def after_dataset_search(
        self, search_results: dict[str, Any], search_params: dict[str, Any]
    ) -> dict[str, Any]:
        """Tell lists of sources of runs that left the index alone."""
        newest_jobs.add_newest(search_results["results"])
        return search_results

    # IAuthFunctions

    def get_auth_functions(self) -> dict[str, Any]:
        """Return who may confirm, read reports and ask for a preview."""
        return {**actions.AUTH, **cockpit.AUTH, **overlay.AUTH, **duplicates.AUTH, **curation.AUTH}

    # IActions

    def get_actions(self) -> dict[str, Any]:
        """Return our actions, and the check of a source's address in front of CKAN's."""
        return {
            "modellregion_harvest_confirm": actions.modellregion_harvest_confirm,
            "modellregion_harvest_preview": actions.modellregion_harvest_preview,
            "modellregion_harvest_report": actions.modellregion_harvest_report,
            **overlay.ACTIONS,
            **cockpit.ACTIONS,
            **duplicates.ACTIONS,
            **curation.ACTIONS,
            "group_update": hand_made.group_update,
            "member_create": hand_made.member_create,
            "member_delete": hand_made.member_delete,
            "package_create": source_form.package_create,
            "package_update": catch.package_update,
            "package_delete": catch.package_delete,
            "package_owner_org_update": catch.package_owner_org_update,
            "harvest_jobs_run": lost.harvest_jobs_run,
            "harvest_get_notifications_recipients": notices.harvest_get_notifications_recipients,
            "harvest_job_show": job_stats.harvest_job_show,
            "harvest_job_list": job_stats.harvest_job_list,
            "harvest_source_reindex": source_index.harvest_source_reindex,
            "harvest_source_show_status": job_stats.harvest_source_show_status,
        }

    # IClick

    def get_commands(self) -> list:
        """Add the commands of harvest and curation to the group `ckan modellregion`."""
        from ckanext.modellregion_owl.cli import modellregion
        from ckanext.modellregion_owl.cli.curation import COMMANDS
        from ckanext.modellregion_owl.cli.harvest import harvest
        from ckanext.modellregion_owl.cli.remap import remap
        from ckanext.modellregion_owl.cli.sources import sources

        modellregion.add_command(harvest)
        modellregion.add_command(remap)
        modellregion.add_command(sources)
        for command in COMMANDS:
            modellregion.add_command(command)
        return []

    # IModellregion

    def modellregion_init(
        self, region: Region, report: SetupReport, options: dict[str, Any]
    ) -> None:
        """Create the harvester's user and the region's harvest sources."""
        from ckanext.modellregion_owl.harvest.frame.setup import init_sources
        from ckanext.modellregion_owl.harvest.user import harvest_user

        harvest_user()
        init_sources(region, report, options)

    def modellregion_elsewhere(self) -> Mapping[str, str]:
        """Return the datasets that reach GovData by the catalogue they come from."""
        return delivery.elsewhere()
