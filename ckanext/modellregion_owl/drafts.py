"""Saving the forms of dataset and file as a draft: nothing is demanded yet but a title."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

import ckan.plugins.toolkit as tk
from ckan.lib.navl.dictization_functions import DataError, unflatten
from ckan.logic import clean_dict, parse_params, tuplize_dict
from ckan.views.dataset import CreateView
from ckan.views.resource import CreateView as FileView

from ckanext.modellregion_owl.csrf import check_token
from ckanext.modellregion_owl.logic import addresses, other_fields
from ckanext.modellregion_owl.logic.validators import DRAFT

blueprint = Blueprint("modellregion_form", __name__)


@blueprint.post("/dataset/save-draft", endpoint="draft")
def save_draft() -> Response | str:
    """Store what the form of a new dataset holds with state `draft` and show one's datasets.

    A draft is neither in the search nor in the feed; the dashboard lists it, and its form goes on
    where it was left.
    """
    check_token()
    data = _of_dataset()
    action = "package_update" if data.get("id") else "package_create"
    try:
        stored = tk.get_action(action)(_context(allow_state_change=True), data)
    except tk.NotAuthorized:
        return _refused()
    except tk.ObjectNotFound:
        return _gone()
    except tk.ValidationError as err:
        return CreateView().get("dataset", data, err.error_dict, err.error_summary)
    return _stored(stored)


@blueprint.post("/dataset/<id>/save-draft-file", endpoint="draft_file")
def save_draft_file(id: str) -> Response | str:
    """Store what the form of a file of a draft holds and show one's datasets.

    The dataset stays a draft, whatever it and the file lack; publishing demands it. An empty form
    stores no file.
    """
    check_token()
    data = {**_posted(tk.request.form), **_posted(tk.request.files)}
    file = data.pop("id", "")
    try:
        tk.check_access("package_update", _context(), {"id": id})
        package = tk.get_action("package_show")(_context(), {"id": id})
        if package["state"] != "draft":
            return tk.abort(409, tk._("This dataset is published; save the file by its own button"))
        if file:
            tk.get_action("resource_update")(_context(), {**data, "id": file})
        elif any(value for name, value in data.items() if name not in _NO_CONTENT):
            tk.get_action("resource_create")(_context(), {**data, "package_id": package["id"]})
    except tk.NotAuthorized:
        return _refused()
    except tk.ObjectNotFound:
        return _gone()
    except tk.ValidationError as err:
        return FileView().get(
            "dataset", id, {**data, "id": file}, err.error_dict, err.error_summary
        )
    return _stored(package)


# What the form of a file posts even when nobody has written anything.
_NO_CONTENT = frozenset((other_fields.MARK, "url_type", "clear_upload", "license"))


def _context(**more: Any) -> Any:
    return {
        "user": tk.current_user.name,
        "auth_user_obj": tk.current_user,
        DRAFT: True,
        **more,
    }


def _refused() -> Response | str:
    return tk.abort(403, tk._("You may not store a dataset here"))


def _gone() -> Response | str:
    return tk.abort(404, tk._("This dataset is not there any more"))


def _stored(package: dict[str, Any]) -> Response | str:
    title = package.get("title") or package["name"]
    tk.h.flash_success(tk._("“{title}” is stored as a draft.").format(title=title))
    return tk.redirect_to("dashboard.datasets")


def _posted(values: Any) -> dict[str, Any]:
    """Return what a form holds, as CKAN's own views read it, without the names of its buttons."""
    try:
        data: dict[str, Any] = clean_dict(unflatten(tuplize_dict(parse_params(values))))
    except DataError:
        tk.abort(400)
    return {k: v for k, v in data.items() if k not in ("save", "_ckan_phase")}


def _of_dataset() -> dict[str, Any]:
    data = _posted(tk.request.form)
    if known := data.pop("pkg_name", None):
        data["id"] = known
    if data.get("title") and not data.get("name"):
        # Without the script that proposes an address; the person can change it later.
        data["name"] = addresses.unique(data["title"])
    return {**data, "state": "draft", "type": "dataset"}
