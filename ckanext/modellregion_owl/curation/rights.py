"""Who may curate: the editors of a dataset's organisation, and administrators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.texts import translate as _


def dataset(context: Any, data_dict: dict[str, Any], action: str) -> model.Package:
    """Return the dataset `id` if the user may call the action for it.

    :raises tk.NotAuthorized: not for this user, who is not told whether there is one.
    :raises tk.ObjectNotFound: there is none, and the user may edit all datasets.
    """
    found = model.Package.get(str(tk.get_or_bust(data_dict, "id")))
    if found is None or found.type == "harvest":
        tk.check_access(action, context, {"id": ""})
        raise tk.ObjectNotFound(_("There is no such dataset."))
    tk.check_access(action, context, {"id": found.id})
    return found


def checked(data_dict: dict[str, Any], schema: dict[str, Any], context: Any) -> dict[str, Any]:
    """Return the data that a schema has validated.

    :raises tk.ValidationError: at the field that is wrong.
    """
    data, errors = tk.navl_validate(data_dict, schema, context)
    if errors:
        raise tk.ValidationError(errors)
    return dict(data)


def said() -> list[Any]:
    """Return the validators of a text that must be given."""
    return [tk.get_validator("not_empty"), tk.get_validator("unicode_safe")]


def maybe(*more: str | Callable[..., Any]) -> list[Any]:
    """Return the validators of a value that may be left out, a text unless `more` says otherwise.

    :param more: validators, CKAN's by their names.
    """
    wanted = ("ignore_missing", *(more or ("unicode_safe",)))
    return [tk.get_validator(one) if isinstance(one, str) else one for one in wanted]


def only_sysadmins(context: Any, data_dict: dict[str, Any]) -> dict[str, bool]:
    """Allow nobody but administrators, whom CKAN asks nothing."""
    return {"success": False}
