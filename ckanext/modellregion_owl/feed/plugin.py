"""Plugin `modellregion_owl_feed`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint
from sqlalchemy.exc import OperationalError

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckanext.dcat.interfaces import IDCATURIGenerator

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.feed import (
    actions,
    dump_views,
    guard,
    parts,
    question,
    steward_views,
)
from ckanext.modellregion_owl.feed.refresh import indexed
from ckanext.modellregion_owl.feed.views import database_down, make_blueprint
from ckanext.modellregion_owl.govdata import actions as govdata
from ckanext.modellregion_owl.govdata import views as govdata_pages
from ckanext.modellregion_owl.health import views as health_pages
from ckanext.modellregion_owl.interfaces import IModellregion
from ckanext.modellregion_owl.links import actions as links
from ckanext.modellregion_owl.needs import CORE, require
from ckanext.modellregion_owl.quality import actions as quality
from ckanext.modellregion_owl.quality import job as quality_job
from ckanext.modellregion_owl.quality import show as quality_show
from ckanext.modellregion_owl.quality import store as quality_store
from ckanext.modellregion_owl.quality import unpublished
from ckanext.modellregion_owl.quality import views as quality_pages
from ckanext.modellregion_owl.rdf import iris
from ckanext.modellregion_owl.reuse import schema_org
from ckanext.modellregion_owl.reuse import views as reuse_pages
from ckanext.modellregion_owl.validation import actions as validation


class FeedPlugin(p.SingletonPlugin):
    """The catalogue and every dataset as DCAT-AP.de 3.0."""

    p.implements(p.IConfigurable)
    p.implements(p.IConfigurer)
    p.implements(p.IActions)
    p.implements(p.IAuthFunctions)
    p.implements(p.ITemplateHelpers)
    p.implements(p.IBlueprint)
    p.implements(p.IClick)
    p.implements(p.IMiddleware, inherit=True)
    p.implements(p.IPackageController, inherit=True)
    p.implements(IDCATURIGenerator, inherit=True)
    p.implements(IModellregion, inherit=True)

    # IConfigurable

    def configure(self, config: Any) -> None:
        """Refuse to start without the plugin that this one stands on."""
        require(self.name, CORE)

    # IConfigurer

    def update_config(self, config: Any) -> None:
        """Add the stewards' pages."""
        tk.add_template_directory(config, "templates")
        tk.add_template_directory(config, "../govdata/templates")
        tk.add_template_directory(config, "../reuse/templates")
        tk.add_template_directory(config, "../quality/templates")

    # IActions

    def get_actions(self) -> dict[str, Any]:
        """Return the check for GovData, its last result, and ckanext-dcat's of the catalogue."""
        ours = {
            "dcat_catalog_show": actions.dcat_catalog_show,
            "dcat_catalog_search": actions.dcat_catalog_search,
        }
        # Where ckanext-dcat has none there is nothing to stand before.
        rooms = (govdata, question, validation, links, quality)
        own = {name: action for room in rooms for name, action in room.ACTIONS.items()}
        return {**own, **(ours if p.plugin_loaded("dcat") else {})}

    # IAuthFunctions

    def get_auth_functions(self) -> dict[str, Any]:
        """Return who may check and answer."""
        rooms = (govdata, question, validation, links, quality)
        return {name: auth for room in rooms for name, auth in room.AUTH.items()}

    # ITemplateHelpers

    def get_helpers(self) -> dict[str, Any]:
        """Return the helpers of a dataset's page and of every page's head."""
        return {
            "modellregion_found": quality_show.modellregion_found,
            "modellregion_unpublished": unpublished.modellregion_unpublished,
            "modellregion_quality": quality_show.modellregion_quality,
            "modellregion_schema_org": schema_org.modellregion_schema_org,
            "modellregion_feed_from": question.modellregion_feed_from,
            "modellregion_feed_waits": question.modellregion_feed_waits,
        }

    # IClick

    def get_commands(self) -> list[Any]:
        """Add the commands of feed, check, links and validation to the group."""
        from ckanext.modellregion_owl.cli import modellregion
        from ckanext.modellregion_owl.cli.export import export
        from ckanext.modellregion_owl.cli.feed import feed
        from ckanext.modellregion_owl.cli.govdata import govdata
        from ckanext.modellregion_owl.cli.links import links as link_commands
        from ckanext.modellregion_owl.cli.quality import quality as quality_commands
        from ckanext.modellregion_owl.cli.validate import validate

        modellregion.add_command(export)
        modellregion.add_command(feed)
        modellregion.add_command(govdata)
        modellregion.add_command(link_commands)
        modellregion.add_command(quality_commands)
        modellregion.add_command(validate)
        return []

    # IBlueprint

    def get_blueprint(self) -> list[Blueprint]:
        """Return the feed's addresses and the stewards' page about it."""
        return [
            make_blueprint(),
            dump_views.make_blueprint(),
            steward_views.make_blueprint(),
            parts.make_blueprint(),
            govdata_pages.make_blueprint(),
            reuse_pages.make_blueprint(),
            health_pages.make_blueprint(),
            quality_pages.make_blueprint(),
        ]

    # IMiddleware: without the database CKAN fails before any view is asked.

    def make_middleware(self, app: Any, config: Any) -> Any:
        """Answer for the feed, and for monitoring, when PostgreSQL does not answer."""
        app.register_error_handler(OperationalError, database_down)
        return app

    # IPackageController

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """Write what the feed says of the dataset: CKAN indexes each one that it changes."""
        if indexed(pkg_dict):
            quality_job.ask()
        return pkg_dict

    def after_dataset_delete(self, context: Any, pkg_dict: dict[str, Any]) -> None:
        """Forget what the check of the dataset has found."""
        quality_store.forget_one(pkg_dict["id"])

    # IModellregion

    def modellregion_confirmed(self, dataset_ids: Sequence[str], user_id: str) -> None:
        """Let datasets leave the feed without asking for what was confirmed in the harvest."""
        guard.agree(model.Session.connection(), dataset_ids, user_id)

    # IDCATURIGenerator: ckanext-dcat's own pages (.n3, API) name things as the feed does.

    def dataset_uri(self, dataset_dict: Mapping[str, Any], default_uri: str) -> str:
        """Return the dataset's IRI."""
        if not dataset_dict.get("id"):
            return default_uri
        return str(iris.dataset_iri(dataset_dict, config.base_iri()))

    def resource_uri(self, resource_dict: Mapping[str, Any], default_uri: str) -> str:
        """Return the distribution's IRI."""
        if not (resource_dict.get("id") and resource_dict.get("package_id")):
            return default_uri
        base = config.base_iri()
        return str(iris.resource_iri(resource_dict, iris.catalogue_iri(base), base))
