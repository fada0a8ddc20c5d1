"""The form of a source: its address is checked, the keys of its configuration are explained.

ckanext-harvest itself checks the configuration only.
"""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.harvest.delivery import would_leave
from ckanext.modellregion_owl.harvest.exceptions import SourceInvalid
from ckanext.modellregion_owl.harvest.reference import tables, values_of
from ckanext.modellregion_owl.harvest.source import TYPE, check_url, parse_config
from ckanext.modellregion_owl.texts import translate as _
from ckanext.modellregion_owl.texts import translate_plural as ngettext

AGREED = "delivery_agreed"  # field of the form, and key of the action's data


@tk.chained_action
def package_create(up: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """Refuse a new source with an address that no run could read."""
    check_source(data_dict)
    return up(context, data_dict)


@tk.chained_action
def package_update(up: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """Refuse such an address in an existing source too, and ask before its delivery ends."""
    check_source(data_dict)
    ask_before_delivery_ends(data_dict)
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


def ask_before_delivery_ends(data_dict: dict[str, Any]) -> None:
    """Ask once before a changed configuration takes datasets out of what we deliver to GovData.

    A configuration that can't be read is refused by its own check.

    :raises tk.ValidationError: at `delivery_agreed`, unless it is given; says how many.
    """
    agreed = _is_yes(data_dict.pop(AGREED, None))  # no field of the source
    known = model.Package.get(data_dict.get("id") or data_dict.get("name"))
    if data_dict.get("source_type") != TYPE or known is None or agreed:
        return
    try:
        config = parse_config(data_dict.get("config") or "{}")
    except SourceInvalid:
        return
    number = len(would_leave(known.id, config, str(data_dict.get("url") or "")))
    if number:
        text = ngettext(
            "{n} dataset would no longer be delivered to GovData and be deleted there. If you mean "
            "it, tick “Stop delivering” and save again.",
            "{n} datasets would no longer be delivered to GovData and be deleted there. If you "
            "mean it, tick “Stop delivering” and save again.",
            number,
        )
        raise tk.ValidationError({AGREED: [text.format(n=number)]})


def _is_yes(value: Any) -> bool:
    return str(value or "").lower() in ("true", "1", "yes", "on")


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
