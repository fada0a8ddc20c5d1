"""Saving the form as a draft: nothing is demanded yet but a title."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import Blueprint, Response

import ckan.plugins.toolkit as tk
from ckan.lib.munge import munge_title_to_name
from ckan.lib.navl.dictization_functions import DataError, unflatten
from ckan.logic import clean_dict, parse_params, tuplize_dict
from ckan.views.dataset import CreateView

from ckanext.modellregion_owl.logic.validators import DRAFT

blueprint = Blueprint("modellregion_form", __name__)


@blueprint.post("/dataset/save-draft", endpoint="draft")
def save_draft() -> Response | str:
    """Store what the form of a new dataset holds with state `draft` and show one's datasets.

    A draft is neither in the search nor in the feed; the dashboard lists it, and its form goes on
    where it was left.
    """
    data = _posted()
    context: Any = {
        "user": tk.current_user.name,
        "auth_user_obj": tk.current_user,
        "allow_state_change": True,
        DRAFT: True,
    }
    action = "package_update" if data.get("id") else "package_create"
    try:
        stored = tk.get_action(action)(context, data)
    except tk.NotAuthorized:
        return tk.abort(403, tk._("You may not store a dataset here"))
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("This dataset is not there any more"))
    except tk.ValidationError as err:
        return CreateView().get("dataset", data, err.error_dict, err.error_summary)
    title = stored.get("title") or stored["name"]
    tk.h.flash_success(tk._("“{title}” is stored as a draft.").format(title=title))
    return tk.redirect_to("dashboard.datasets")


def _posted() -> dict[str, Any]:
    try:
        data: dict[str, Any] = clean_dict(unflatten(tuplize_dict(parse_params(tk.request.form))))
    except DataError:
        tk.abort(400)
    for name in ("save", "_ckan_phase"):
        data.pop(name, None)
    if known := data.pop("pkg_name", None):
        data["id"] = known
    if data.get("title") and not data.get("name"):
        # Without the script that proposes an address; the person can change it later.
        data["name"] = f"{munge_title_to_name(data['title'])[:90]}-{uuid4().hex[:6]}"
    return {**data, "state": "draft", "type": "dataset"}
