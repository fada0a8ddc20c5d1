"""Actions of the API: a steward's own values of a harvested dataset."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.harvest import steward
from ckanext.modellregion_owl.harvest.frame.hand_made import PROJECT_TYPE
from ckanext.modellregion_owl.harvest.store import overlay
from ckanext.modellregion_owl.logic.rights import may_edit
from ckanext.modellregion_owl.texts import translate as _

# The address of a dataset and whose it is belong to the portal and not to one of the layers.
FIXED = {"id", "name", "owner_org", "type", "state", "resources", "groups"}
FIXED_IN_FILES = {"id", "uri", "package_id", "state"}


def modellregion_overlay_set(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Lay an own value over what the source says of a field.

    :param id: id or name of the dataset.
    :param resource: `uri` or id of one of its files; without it: a field of the dataset.
    :param field: name of the field in the schema, or `groups:<name>` for a model project.
    :param value: as `package_show` gives it; null: the field is to be empty.
    :param why: the reason, in a sentence.
    :returns: `written`: whether the dataset shows it already (a run may hold the source).
    :raises tk.ObjectNotFound: there is no such dataset, or it was not harvested.
    :raises tk.ValidationError: there is no such field, or CKAN does not accept the value.
    """
    package = _checked("modellregion_overlay_set", context, data_dict)
    field, key = _field(package, data_dict)
    user = context.get("auth_user_obj")
    why = str(data_dict.get("why") or "")
    value = data_dict.get("value")
    written = steward.set_value(package.id, key, field, value, user.id if user else "", why)
    return {"written": written}


def modellregion_overlay_remove(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Let the source's own value stand again.

    :param id: id or name of the dataset.
    :param resource: `uri` or id of one of its files; without it: a field of the dataset.
    :param field: name of the field.
    :param why: the reason, in a sentence.
    :returns: `written`: whether the dataset shows it already.
    :raises tk.ObjectNotFound: there is no such dataset, or no own value of the field.
    """
    package = _checked("modellregion_overlay_remove", context, data_dict)
    field, key = str(tk.get_or_bust(data_dict, "field")), resource_key(package, data_dict)
    who = context.get("auth_user_obj")
    why = str(data_dict.get("why") or "")
    return {"written": steward.remove_value(package.id, key, field, who.id if who else "", why)}


@tk.side_effect_free
def modellregion_overlay_list(context: Any, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the own values of a dataset.

    :param id: id or name of the dataset.
    :returns: for each `resource_key`, `field`, `base` (the source's value when it was set),
        `value`, `user_id`, `why`, `changed`.
    """
    package = _checked("modellregion_overlay_list", context, data_dict)
    entries = overlay.of_datasets([package.id]).get(package.id, [])
    return [asdict(entry) for entry in entries]


ACTIONS = {
    function.__name__: function
    for function in (
        modellregion_overlay_set,
        modellregion_overlay_remove,
        modellregion_overlay_list,
    )
}
AUTH = dict.fromkeys(ACTIONS, may_edit)


def _checked(action: str, context: Any, data_dict: dict[str, Any]) -> model.Package:
    package = model.Package.get(str(tk.get_or_bust(data_dict, "id")))
    if package is None:
        raise tk.ObjectNotFound(_("There is no such dataset."))
    tk.check_access(action, context, {"id": package.id})
    return package


def _field(package: model.Package, data_dict: dict[str, Any]) -> tuple[str, str]:
    field, key = str(tk.get_or_bust(data_dict, "field")), resource_key(package, data_dict)
    if field.startswith(overlay.PROJECT) and not key:
        _project(field.removeprefix(overlay.PROJECT))
        return field, key
    return own_field(package, field, key), key


def own_field(package: model.Package, field: str, key: str) -> str:
    """Return the name of a field that people may set, of the dataset or of the file `key`.

    :raises tk.ValidationError: there is none.
    """
    schema = tk.h.scheming_get_dataset_schema(package.type) or {}
    fields = schema.get("resource_fields" if key else "dataset_fields", [])
    fixed = FIXED_IN_FILES if key else FIXED
    if field in fixed or field not in {row["field_name"] for row in fields}:
        raise tk.ValidationError({"field": [_("There is no such field, or it can't be set here.")]})
    return field


def _project(name: str) -> None:
    group = model.Group.get(name)
    if group is None or group.type != PROJECT_TYPE or group.name != name:
        raise tk.ValidationError({"field": [_("There is no such model project.")]})


def resource_key(package: model.Package, data_dict: dict[str, Any]) -> str:
    """Return the key under which a resource's values stand: its `uri`, else its id; "" for none.

    :raises tk.ValidationError: the dataset has no such file.
    """
    wanted = str(data_dict.get("resource") or "")
    if not wanted:
        return ""
    for resource in package.resources:
        uri = str((resource.extras or {}).get("uri") or "")
        if wanted in (resource.id, uri):
            return uri or str(resource.id)
    raise tk.ValidationError({"resource": [_("The dataset has no such file.")]})
