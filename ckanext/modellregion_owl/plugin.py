"""Core plugin: vocabularies, profile, form, tables, command line. It changes no page of CKAN's."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.lib.plugins import DefaultTranslation

from ckanext.modellregion_owl import config as settings
from ckanext.modellregion_owl import own
from ckanext.modellregion_owl.logic import clashes, other_fields
from ckanext.modellregion_owl.needs import require_ckan
from ckanext.modellregion_owl.rdf import kept, limits, their_fields

SCHEMING = "scheming_datasets"
WITH_DESK = ("modellregion_owl_harvest", "modellregion_owl_feed")  # what the desk tells of


@tk.blanket.actions(own.actions)
@tk.blanket.auth_functions(own.auth_functions)
@tk.blanket.config_declarations
@tk.blanket.helpers(own.helpers)
@tk.blanket.validators
class ModellregionOwlPlugin(p.SingletonPlugin, DefaultTranslation):
    """Everything the other four plugins stand on."""

    p.implements(p.IConfigurer)
    p.implements(p.IConfigurable)
    p.implements(p.ITranslation)
    p.implements(p.IClick)
    p.implements(p.IBlueprint)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.IResourceController, inherit=True)

    # IConfigurer

    def update_config(self, config: Any) -> None:
        """Add the form of the dataset schema; no page of CKAN's is overridden."""
        tk.add_template_directory(config, "templates")
        tk.add_template_directory(config, "desk/templates")
        tk.add_resource("assets", "modellregion-owl")

    # IConfigurable

    def configure(self, config: Any) -> None:
        """Refuse an older CKAN; let old datasets and scripts use extras that bear our names.

        :raises MappingError: the file with the portal's own fields is wrong.
        """
        require_ckan()
        their_fields.load(settings.fields())
        if p.plugin_loaded(SCHEMING):
            plugin = p.get_plugin(SCHEMING)
            # On the instance: scheming offers no hook before its validation (its issue 408).
            plugin.validate = clashes.tolerant(plugin.validate, plugin._expanded_schemas)

    # ITranslation: both defaults are wrong for a top-level i18n/ folder. CKAN looks beside the
    # package (nothing there when editable) and takes every folder, __pycache__ too, for a language.

    def i18n_directory(self) -> str:
        """Return the folder of the translations, editable or installed from a wheel."""
        return str(resources.files("ckanext.modellregion_owl.i18n"))

    def i18n_locales(self) -> list[str]:
        """Return the languages that have a catalogue."""
        folder = Path(self.i18n_directory())
        return sorted(d.name for d in folder.iterdir() if (d / "LC_MESSAGES").is_dir())

    # IClick

    def get_commands(self) -> list:
        """Return the group `ckan modellregion`; the other plugins add their commands to it."""
        from ckanext.modellregion_owl.cli import modellregion
        from ckanext.modellregion_owl.cli.desk import desk

        modellregion.add_command(desk)
        return [modellregion]

    # IBlueprint

    def get_blueprint(self) -> list[Any]:
        """Return the desk, and the address that the form's button "Save as draft" sends to.

        None of them where this plugin stands alone, but what refuses to write during an upgrade,
        or too much in a minute.
        """
        with_desk = any(p.plugin_loaded(name) for name in WITH_DESK)
        return blueprints(desk=with_desk, drafts=p.plugin_loaded(SCHEMING))

    # IPackageController

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """Keep a source's further statements out of the index: nobody searches for their text."""
        return limits.indexable(kept.without(pkg_dict))

    # IResourceController

    def before_resource_update(
        self, context: Any, current: dict[str, Any], resource: dict[str, Any]
    ) -> None:
        """Keep the fields of a file that our form does not know, when the form is saved."""
        other_fields.keep(current, resource)


def blueprints(*, desk: bool, drafts: bool) -> list[Any]:
    """Return the routes of this plugin, with the desk and unfinished datasets or without."""
    from ckanext.modellregion_owl import pace, readonly
    from ckanext.modellregion_owl.desk import views as tasks
    from ckanext.modellregion_owl.drafts import blueprint as unfinished
    from ckanext.modellregion_owl.links import views as links

    with_desk = [tasks.make_blueprint(), links.make_blueprint()] if desk else []
    return [readonly.blueprint, pace.blueprint, *with_desk, *([unfinished] if drafts else [])]
