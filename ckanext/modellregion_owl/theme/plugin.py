"""Plugin `modellregion_owl_theme`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import click
from flask import Blueprint

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import config as settings
from ckanext.modellregion_owl.needs import CORE, require
from ckanext.modellregion_owl.theme import (
    brand,
    declaration,
    facet_labels,
    ground,
    helpers,
    logo,
    page_helpers,
    search,
    views,
)
from ckanext.modellregion_owl.theme.facts import add_facts
from ckanext.modellregion_owl.theme.words.index import add_words
from ckanext.modellregion_owl.theme.words.query import add_german

log = logging.getLogger(__name__)


class ThemePlugin(p.SingletonPlugin):
    """The portal's face, over CKAN's own theme; every page works without it."""

    p.implements(p.IConfigurer)
    p.implements(p.IConfigurable)
    p.implements(p.ITemplateHelpers)
    p.implements(p.IBlueprint)
    p.implements(p.IClick)
    p.implements(p.IFacets, inherit=True)
    p.implements(p.IPackageController, inherit=True)

    # IConfigurer

    def update_config(self, config: Any) -> None:
        """Add templates, files that are served as they are, and the style sheets."""
        tk.add_template_directory(config, "templates")
        tk.add_public_directory(config, "public")
        tk.add_resource("assets", "modellregion-owl-theme")

    # IConfigurable

    def configure(self, config: Any) -> None:
        """Refuse to start without the plugin that this one stands on; tell of what is refused."""
        require(self.name, CORE)
        if refused := ground.refusal(settings.map_tiles(), settings.map_attribution()):
            log.warning("background tiles not used: %s", refused)
        for refusal in brand.refusals(settings.theme_colours()):
            log.warning("colour not used: %s", refusal)
        if refused := logo.refusal():
            log.warning("logo not used: %s", refused)

    # ITemplateHelpers

    def get_helpers(self) -> dict[str, Callable[..., Any]]:
        """Return the helpers of header, footer, home and data pages; all named `modellregion_…`."""
        return {**helpers.all_helpers(), **page_helpers.page_helpers()}

    # IBlueprint

    def get_blueprint(self) -> list[Blueprint]:
        """Return /zahlen, /entwickler, /barrierefreiheit and /frage-stellen."""
        from ckanext.modellregion_owl.ask.views import ask

        return [views.pages, declaration.page, ask]

    # IClick

    def get_commands(self) -> list[click.Command]:
        """Add `ckan modellregion colours` and `solr-schema`."""
        from ckanext.modellregion_owl.cli import modellregion
        from ckanext.modellregion_owl.cli.colours import colours
        from ckanext.modellregion_owl.cli.solr_schema import solr_schema

        modellregion.add_command(colours)
        modellregion.add_command(solr_schema)
        return [modellregion]

    # IFacets

    def dataset_facets(self, facets_dict: Any, package_type: str) -> Any:
        """Add the filters that the rows of the schema have beside CKAN's."""
        facets_dict.update(facet_labels.titles(tk.h.lang()))
        return facets_dict

    # IPackageController

    def before_dataset_search(self, search_params: dict[str, Any]) -> dict[str, Any]:
        """Let German words find their other forms; on pages let ticked values be alternatives."""
        return add_german(search.for_home(search.for_pages(search_params)))

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """Put what German words have in common, and what the figures count, into the index."""
        return add_facts(add_words(pkg_dict))
