"""The editors' buttons on the dataset page: assign, do not assign, let the rules decide."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.csrf import check_token

assigning = Blueprint("modellregion_assigning", __name__)

FIELDS = ("project", "decision", "why")


def decide(id: str) -> Response:
    """Write down an editor's decision, then show the dataset again."""
    check_token()
    data = {key: tk.request.form.get(key, "") for key in FIELDS} | {"id": id}
    try:
        tk.get_action("modellregion_project_decide")({}, data)
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("There is no such dataset."))
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only people who may edit the dataset can assign it."))
    except tk.ValidationError:
        tk.h.flash_error(tk._("Please choose a model project."))
    else:
        tk.h.flash_success(tk._("Your decision stays, also when the source delivers anew."))
    back = tk.request.form.get("back", "")
    if back:  # the desk's list of such questions; the last one answered closes it
        return _to_the_desk(back)
    return tk.redirect_to("dataset.read", id=id)


def _to_the_desk(key: str) -> Response:
    try:
        tk.get_action("modellregion_desk_show")({}, {"key": key, "limit": 1})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.redirect_to("modellregion_desk.index")
    return tk.redirect_to("modellregion_desk.cause", key=key)


assigning.add_url_rule("/dataset/<id>/modellprojekt", "decide", decide, methods=["POST"])
