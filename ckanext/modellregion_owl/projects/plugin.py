"""Plugin `modellregion_owl_projects`."""

from __future__ import annotations

from typing import Any

from flask import has_request_context

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.interfaces import IModellregion
from ckanext.modellregion_owl.needs import CORE, require
from ckanext.modellregion_owl.projects import (
    actions,
    assign,
    assigning,
    checked,
    facets,
    helpers,
    machine,
    places,
    publiccode,
    seed,
    sheet,
    views,
)
from ckanext.modellregion_owl.projects.groups import GROUP_TYPE, ProjectGroups
from ckanext.modellregion_owl.region import Region
from ckanext.modellregion_owl.region.setup import SetupReport


class ProjectsPlugin(ProjectGroups):
    """Model projects as groups, with pages and assignment."""

    p.implements(p.IConfigurable)
    p.implements(p.IBlueprint)
    p.implements(p.IFacets, inherit=True)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.IGroupController, inherit=True)
    p.implements(p.IAuthFunctions)
    p.implements(p.IClick)
    p.implements(IModellregion, inherit=True)

    # IConfigurer, IConfigurable

    def update_config(self, config: Any) -> None:
        """Load the group schema and add the templates of the pages."""
        super().update_config(config)
        tk.add_template_directory(config, "templates")

    def configure(self, config: Any) -> None:
        """Runs when every plugin has read its settings."""
        require(self.name, CORE)
        self.remember()
        assign.existing.forget()

    # ITemplateHelpers, IBlueprint

    def get_helpers(self) -> dict[str, Any]:
        """Return ckanext-scheming's helpers, the pages' and the words for the group type."""
        chained = tk.chained_helper(helpers.humanize_entity_type)
        return {**super().get_helpers(), **helpers.all_helpers(), "humanize_entity_type": chained}

    def get_blueprint(self) -> list[Any]:
        """Return the pages."""
        return [
            views.projects,
            places.fields,
            places.municipalities,
            assigning.assigning,
            machine.machine,
            publiccode.publiccode,
            sheet.sheet,
        ]

    # IActions

    def get_actions(self) -> dict[str, Any]:
        """Return ckanext-scheming's actions and our part of package_update."""
        return {
            **super().get_actions(),
            **actions.ACTIONS,
            "package_update": assign.package_update,
        }

    # IValidators

    def get_validators(self) -> dict[str, Any]:
        """Return ckanext-scheming's validators and that of the day on which facts were checked."""
        return {**super().get_validators(), **checked.VALIDATORS}

    # IAuthFunctions

    def get_auth_functions(self) -> dict[str, Any]:
        """Return who may assign and decide."""
        return actions.AUTH

    # IClick

    def get_commands(self) -> list[Any]:
        """Add `projects` to the group `ckan modellregion`."""
        from ckanext.modellregion_owl.cli import modellregion
        from ckanext.modellregion_owl.cli.projects import projects

        modellregion.add_command(projects)
        return []

    # IFacets

    def dataset_facets(self, facets_dict: Any, package_type: str) -> Any:
        """Add model project and action field to the dataset list."""
        return facets.add_titles(facets_dict)

    def organization_facets(
        self, facets_dict: Any, organization_type: str, package_type: str | None
    ) -> Any:
        """Add model project and action field to a municipality's list."""
        return facets.add_titles(facets_dict)

    # IPackageController, IGroupController: `create`, `edit` and `delete` are hooks of both

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """Put model project and action field into the index."""
        return facets.index(pkg_dict)

    def after_dataset_search(
        self, search_results: dict[str, Any], search_params: dict[str, Any]
    ) -> dict[str, Any]:
        """Name the filters' options."""
        # The command line and the harvester search too, outside of any request.
        language = tk.h.lang() if has_request_context() else ""
        return facets.name_items(search_results, language or "de")

    def create(self, entity: Any) -> None:
        """Notice that a project was created."""
        _notice(entity)

    def edit(self, entity: Any) -> None:
        """Notice that a project was changed."""
        _notice(entity)

    def delete(self, entity: Any) -> None:
        """Notice that a project was deleted."""
        _notice(entity)

    # IModellregion

    def modellregion_init(
        self, region: Region, report: SetupReport, options: dict[str, Any]
    ) -> None:
        """Create the region's model projects."""
        seed.create_projects(region, report)

    def modellregion_package(
        self, package: dict[str, Any], municipality: str, source: str = ""
    ) -> None:
        """Assign the dataset to its model projects."""
        assign.add_projects(package, municipality, source)

    def modellregion_version(self) -> str:
        """Return the version of rules and projects."""
        return assign.version()


def _notice(entity: Any) -> None:
    if getattr(entity, "type", None) == GROUP_TYPE:
        assign.existing.forget()
