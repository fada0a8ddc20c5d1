"""The form of a source: its address is checked, the keys of its configuration are explained.

ckanext-harvest itself checks the configuration only.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.harvest.exceptions import SourceInvalid
from ckanext.modellregion_owl.harvest.reference import tables, values_of
from ckanext.modellregion_owl.harvest.source import TYPE, check_url
from ckanext.modellregion_owl.texts import translate as _


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


def modellregion_source_keys() -> list[dict[str, Any]]:
    """Return the keys of a configuration for the form: [{name, entries: [{name, values, help}]}].

    One entry per protocol that has keys of its own, the keys of all under the name "" first;
    translated.
    """
    return [
        {
            "name": protocol,
            "entries": [
                {"name": name, "values": _(values_of(key)), "help": _(key.help)}
                for name, key in keys.items()
            ],
        }
        for protocol, keys in tables().items()
        if keys
    ]
