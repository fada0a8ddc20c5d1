"""Actions of the API: where personal data can lie, and taking old names out of the log."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.curation import places
from ckanext.modellregion_owl.curation.rights import checked, only_sysadmins, said
from ckanext.modellregion_owl.logic import numbers
from ckanext.modellregion_owl.texts import translate as _


@tk.side_effect_free
def modellregion_personal_data_list(
    context: Any, data_dict: dict[str, Any]
) -> list[dict[str, Any]]:
    """List the places where personal data can lie, for the data protection officer.

    :returns: of each `name`, `kind` ("table", "file", "log", "queue", "index", "mail"), `what`,
        `kept`, `purge`, `tables` and `rows` (an estimate; None where it can't be counted).
    """
    tk.check_access("modellregion_personal_data_list", context, data_dict)
    return [
        {
            "name": place.name,
            "kind": place.kind.value,
            "what": _(place.what),
            "kept": _(place.kept),
            "purge": _(place.purge),
            "tables": list(place.tables),
            "rows": rows,
        }
        for place, rows in places.counted()
    ]


def modellregion_personal_data_purge(context: Any, data_dict: dict[str, Any]) -> dict[str, int]:
    """Take the names of accounts out of decisions that are older; the decisions stay.

    :param days: age in days.
    :returns: `number` of decisions whose account was taken out.
    """
    tk.check_access("modellregion_personal_data_purge", context, data_dict)
    number = {"days": [*said(), numbers.whole, numbers.days]}
    data = checked(data_dict, number, context)
    return {"number": places.purge_names(data["days"])}


ACTIONS = {
    "modellregion_personal_data_list": modellregion_personal_data_list,
    "modellregion_personal_data_purge": modellregion_personal_data_purge,
}
AUTH = dict.fromkeys(ACTIONS, only_sysadmins)
