"""Template helpers of curation."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.curation import (
    catch,
    log,
    origins,
    questions,
    rule_values,
    rule_views,
)
from ckanext.modellregion_owl.harvest.store.overlay import ADDED, REMOVED
from ckanext.modellregion_owl.rdf.rows import load_rows
from ckanext.modellregion_owl.theme import detail_values


def modellregion_field_label(field: str, resource_key: str = "") -> str:
    """Return how the form calls a field, of the dataset or of a file."""
    own = {
        "tags": tk._("Keywords"),
        "extras": tk._("Further information"),
        "owner_org": tk._("Organisation"),
        ADDED: tk._("File that was added here"),
        REMOVED: tk._("File that was removed here"),
    }
    if field in own:
        return str(own[field])
    schema = tk.h.scheming_get_dataset_schema("dataset") or {}
    fields = schema.get("resource_fields" if resource_key else "dataset_fields", ())
    label = next((f.get("label") for f in fields if f["field_name"] == field), None)
    return str(tk.h.scheming_language_text(label)) if label else field


def modellregion_value_text(field: str, resource_key: str, value: Any) -> str:
    """Return a value as people read it, "no information" for none."""
    if value in (None, "", [], {}):
        return str(tk._("no information"))
    if field == "owner_org":
        group = model.Group.get(value)
        return str(group.title if group else value)
    if field in (ADDED, REMOVED):
        return str(value.get("name") or value.get("url") or "")
    if field == "tags":
        return ", ".join(str(tag.get("name")) for tag in value)
    try:
        row = load_rows().find("resource" if resource_key else "dataset", field)
    except KeyError:
        return _plain(value)
    texts = [v["text"] for v in detail_values.values(row, {field: value}, tk.h.lang())]
    return "; ".join(texts) or _plain(value)


def modellregion_rule_value(field: str, said: Any) -> str:
    """Return what a rule asks for or sets, as people read it; "without a licence" for none.

    :param said: a value of CKAN's package, or as the tables have it: a list as JSON.
    """
    row = rule_values.row_of(field)
    if row.many and isinstance(said, str) and said:
        said = json.loads(said)
    if said in (None, "", [], {}):
        if field == rule_values.LICENCE:
            return str(tk._("without a licence"))
        return str(tk._("without “{field}”").format(field=row.label(tk.h.lang())))
    return modellregion_value_text(field, "file" if rule_values.of_files(field) else "", said)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(_plain(v) for v in value.values() if v)
    if isinstance(value, list):
        return "; ".join(_plain(v) for v in value)
    return str(value)


def modellregion_changed_here(package: dict[str, Any]) -> list[dict[str, str]]:
    """Return what people of the portal have changed in a dataset, for everybody; one query.

    [{label, file, here, source, by}]; `by`: "rule" or "person". No name, no reason.
    """
    files = {str(r.get("uri") or r["id"]): r for r in package.get("resources") or ()}
    return [
        {
            "label": modellregion_field_label(one.field, one.resource_key),
            "file": _file(files.get(one.resource_key)),
            "here": modellregion_value_text(one.field, one.resource_key, one.value),
            "source": modellregion_value_text(one.field, one.resource_key, one.base),
            "field": one.field,
            "resource_key": one.resource_key,
            "by": "rule" if one.origin is origins.Kind.SOURCE_RULE else "person",
            "rule": one.rule,
            "user": one.user,
            "why": one.why,
            "changed": one.changed,
        }
        for one in origins.of_people(package["id"])
    ]


def _file(resource: dict[str, Any] | None) -> str:
    return str(resource.get("name") or resource.get("url") or "") if resource else ""


def modellregion_origins(kind: str, data: dict[str, Any]) -> dict[str, origins.Origin] | None:
    """Return field → origin of the values that are not simply the source's, for a form.

    :param kind: "dataset" or "resource"; :param data: the form's values.
    :returns: None for a dataset that was not harvested.
    """
    id_ = str(data.get("id" if kind == "dataset" else "package_id") or "")
    if not id_ or not catch.harvested(id_):
        return None
    keys = {str(data.get("uri") or ""), str(data["id"])} if kind == "resource" else {""}
    return {o.field: o for o in origins.of_dataset(id_) if o.resource_key in keys}


def modellregion_questions_of(dataset_id: str) -> list[dict[str, Any]]:
    """Return the open questions of a dataset; one query."""
    return questions.listed(None, dataset_id)[1]


def modellregion_decisions(dataset_id: str) -> list[Any]:
    """Return the last 20 decisions about a dataset; one query."""
    return list(log.read(dataset_id, limit=20))


def modellregion_act_text(act: str) -> str:
    """Return the word for a decision."""
    return {
        "edit": tk._("changed"),
        "keep": tk._("own value kept"),
        "take": tk._("value of the source taken"),
        "undo": tk._("value of the source again"),
        "block": tk._("blocked"),
        "unblock": tk._("no longer blocked"),
        "delete": tk._("deleted"),
    }.get(act, act)


HELPERS: dict[str, Callable[..., Any]] = {
    "modellregion_field_label": modellregion_field_label,
    "modellregion_value_text": modellregion_value_text,
    "modellregion_changed_here": modellregion_changed_here,
    "modellregion_origins": modellregion_origins,
    "modellregion_questions_of": modellregion_questions_of,
    "modellregion_decisions": modellregion_decisions,
    "modellregion_act_text": modellregion_act_text,
    "modellregion_rule_value": modellregion_rule_value,
    "modellregion_rule_at_files": rule_values.of_files,
    "modellregion_attribution_for": rule_views.proposed,
}
