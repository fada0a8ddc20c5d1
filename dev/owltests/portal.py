"""A portal with other plugins than the site's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

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
