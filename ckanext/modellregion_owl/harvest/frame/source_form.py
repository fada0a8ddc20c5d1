"""A source's address is checked when it is saved; ckanext-harvest checks the configuration only."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.harvest.exceptions import SourceInvalid
from ckanext.modellregion_owl.harvest.source import TYPE, check_url


@tk.chained_action
def package_create(up: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """Refuse a new source with an address that no run could read."""
    check_source(data_dict)
    return up(context, data_dict)


@tk.chained_action
def package_update(up: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """Refuse such an address in an existing source too."""
    check_source(data_dict)
    return up(context, data_dict)


def check_source(data_dict: dict[str, Any]) -> None:
    """Do nothing with datasets and other harvesters' sources; an empty address is CKAN's matter.

    :raises tk.ValidationError: at the field `url`; says what is wrong with it.
    """
    url = data_dict.get("url")
    if data_dict.get("source_type") != TYPE or not isinstance(url, str) or not url:
        return
    try:
        check_url(url)
    except SourceInvalid as err:
        raise tk.ValidationError({"url": [str(err)]}) from err
