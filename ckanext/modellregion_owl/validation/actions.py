"""The action of the API, and who may use it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.feed.catalogue import UnavailableError
from ckanext.modellregion_owl.logic import rights
from ckanext.modellregion_owl.validation.check import validate_dataset
from ckanext.modellregion_owl.validation.told import as_dict


@tk.side_effect_free
def modellregion_dataset_validate(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Validate a dataset by the rules of DCAT-AP.de, and by the configured official ones.

    :param id: name or id of the dataset.
    :returns: {conforms, results: [{severity, field, label, value, message, fix, link, …}]}, the
        hardest first; see validation/told.py.
    :raises tk.ObjectNotFound: there is none.
    :raises tk.NotAuthorized: the user may not edit it.
    :raises tk.ValidationError: it could never be written; a finding of the feed says why.
    """
    name = str(tk.get_or_bust(data_dict, "id"))
    tk.check_access("modellregion_dataset_validate", context, {"id": name})
    try:
        return as_dict(validate_dataset(name, str(context.get("user") or "")), name)
    except UnavailableError as err:
        raise tk.ValidationError({"id": [tk._("The dataset can't be delivered as data.")]}) from err


ACTIONS = {"modellregion_dataset_validate": modellregion_dataset_validate}
AUTH = {"modellregion_dataset_validate": rights.may_edit}
