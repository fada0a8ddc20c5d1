"""A theme that wants the same places as ours: header, home, dataset page, helpers, pages."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

import ckan.plugins as p
import ckan.plugins.toolkit as tk


def claim() -> str:
    """Return what stands in the header."""
    return "Stadtwerk-Kopf"


def display_name(next_: Any, package: Any) -> str:
    """Leave a dataset's name as it is; asked through the chain, as polite themes do."""
    return next_(package)


class StadtwerkTheme(p.SingletonPlugin):
    """Header, home, dataset page, `/zahlen` and `/stadtwerk`."""

    p.implements(p.IConfigurer)
    p.implements(p.ITemplateHelpers)
    p.implements(p.IBlueprint)
    p.implements(p.IFacets, inherit=True)
    p.implements(p.IPackageController, inherit=True)

    def update_config(self, config: Any) -> None:
        """Add the templates."""
        tk.add_template_directory(config, "templates")

    def get_helpers(self) -> dict[str, Any]:
        """Return helpers whose names another theme might have chosen too."""
        return {
            "portal": claim,
            "municipalities": list,
            "figures": dict,
            "dataset_display_name": tk.chained_helper(display_name),
            "humanize_entity_type": tk.chained_helper(lambda next_, *args: next_(*args)),
        }

    def get_blueprint(self) -> list[Blueprint]:
        """Return pages, one of them at an address of ours."""
        pages = Blueprint("pages", __name__)
        pages.add_url_rule("/zahlen", "figures", lambda: "Zahlen des Stadtwerks")
        pages.add_url_rule("/stadtwerk", "index", lambda: tk.render("stadtwerk.html"))
        return [pages]

    def dataset_facets(self, facets_dict: Any, package_type: str) -> Any:
        """Add a filter in front."""
        return {"license_id": "Lizenz", **facets_dict}

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """Put a field of its own into the index."""
        return {**pkg_dict, "extras_stadtwerk": "ja"}
