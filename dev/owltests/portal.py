"""A portal with other plugins than the site's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

OURS = (
    "modellregion_owl_theme modellregion_owl_projects modellregion_owl_feed"
    " modellregion_owl_harvest modellregion_owl"
)
NEEDED = "harvest dcat scheming_datasets"  # what ours stand on
PRESETS = (
    "ckanext.scheming:presets.json ckanext.dcat.schemas:presets.yaml"
    " ckanext.modellregion_owl.schemas:presets.yaml"
)
# A portal with all of ours.
WHOLE = {
    "scheming.dataset_schemas": "ckanext.modellregion_owl.schemas:dataset.yaml",
    "scheming.presets": PRESETS,
    "ckanext.dcat.rdf.profiles": "euro_dcat_ap_3 euro_dcat_ap_scheming dcat_ap_de_3",
}
STOCK = {
    "scheming.dataset_schemas": "",
    "ckanext.dcat.rdf.profiles": "euro_dcat_ap_3",
}


@contextmanager
def portal(names: str, settings: dict[str, str] | None = None) -> Iterator[Any]:
    """Give a client of a site with exactly these plugins and CKAN's own everything else."""
    from ckan import plugins
    from ckan.tests import helpers

    plugins.unload_all()
    with ExitStack() as stack:
        for key, value in {**STOCK, **(settings or {}), "ckan.plugins": names}.items():
            stack.enter_context(helpers.changed_config(key, value))
        plugins.load(*names.split())
        try:
            yield helpers._get_test_app()
        finally:
            plugins.unload_all()
