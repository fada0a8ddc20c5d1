"""The group type `modellprojekt`: ckanext-scheming's groups, with repeating subfields that stay.

ckanext-scheming 3.1 takes repeating subfields of a group, says that all is well and drops them
(spec ckan-2.12 a). Here they are kept as JSON text in the group's extras, as it does for datasets.
"""

from __future__ import annotations

import json
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckanext.scheming import plugins as scheming

GROUP_TYPE = "modellprojekt"
SCHEMA = "ckanext.modellregion_owl.schemas:modellprojekt.yaml"
STOCK = "scheming_groups"
ORDERED = "action_fields"

Schemas = dict[str, dict[str, Any]]


class _Plain(scheming._GroupOrganizationMixin):
    """ckanext-scheming's validation over a schema that has no repeating subfields."""

    UNSPECIFIED_GROUP_TYPE = "group"

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = self._expanded_schemas = schemas


class ProjectGroups(scheming.SchemingGroupsPlugin):
    """Serves the type `modellprojekt` only.

    It stands beside the operator's own `scheming_groups`, which keeps all other types. A schema for
    `modellprojekt` in `scheming.group_schemas` replaces ours as long as `scheming_groups` is off.
    """

    _schemas: Schemas
    _expanded_schemas: Schemas

    # IConfigurer

    def update_config(self, config: Any) -> None:
        """Load the schema; ckanext-scheming's templates and presets come with it.

        :raises SchemingException: `scheming_groups` serves the type as well.
        """
        super().update_config(config)
        operators: Schemas = dict(self._schemas)
        beside_stock = p.plugin_loaded(STOCK)
        if beside_stock and GROUP_TYPE in operators:
            raise scheming.SchemingException(
                f"Plugins {STOCK} and modellregion_owl_projects both serve the group type "
                f"{GROUP_TYPE}: take its schema out of scheming.group_schemas, or {STOCK} out of "
                f"ckan.plugins."
            )
        own = operators.get(GROUP_TYPE) or scheming._load_schema(SCHEMA)
        # ckanext-scheming's helpers ask one instance for the schema of any type, so ours, when it
        # is the one, must know the operator's types too. It serves only its own: group_types().
        self._schemas = {**(operators if beside_stock else {}), GROUP_TYPE: own}
        self._expanded_schemas = scheming._expand_schemas(self._schemas)
        expanded = self._expanded_schemas[GROUP_TYPE]
        self._composite = [f for f in expanded["fields"] if "repeating_subfields" in f]
        self._plain = _Plain({GROUP_TYPE: _without_subfields(expanded)})

    def remember(self) -> None:
        """Become the instance that ckanext-scheming asks, whichever plugin was configured last."""
        self._store_instance(self)

    def is_fallback(self) -> bool:
        """Never serve the types that nobody serves."""
        return False

    # IGroupForm

    def group_types(self) -> list[str]:
        """Return our one type."""
        return [GROUP_TYPE]

    def validate(
        self, context: Any, data_dict: dict[str, Any], schema: Any, action: str
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Validate and convert as ckanext-scheming does, repeating subfields included."""
        if action.endswith("_show"):
            shown, errors = self._plain.validate(context, data_dict, schema, action)
            return _read(shown, self._composite), errors
        scheming.expand_form_composite(data_dict, {f["field_name"] for f in self._composite})
        if context.get("for_edit") and context.get("group"):
            _keep_order(data_dict, context["group"].extras)
        # A copy: CKAN shows `data_dict` in the form again when something is wrong.
        stored, wrong = _stored(data_dict, self._composite)
        data, errors = self._plain.validate(context, stored, schema, action)
        return data, {**errors, **wrong}

    # IActions, IValidators, ITemplateHelpers

    def get_actions(self) -> dict[str, Any]:
        """Return ckanext-scheming's actions unless its own plugin already has them."""
        return {} if p.plugin_loaded(STOCK) else super().get_actions()


def _without_subfields(schema: dict[str, Any]) -> dict[str, Any]:
    fields = [
        {"field_name": f["field_name"], "validators": "ignore_empty unicode_safe"}
        if "repeating_subfields" in f
        else f
        for f in schema["fields"]
    ]
    return {**schema, "fields": fields}


def _read(data: dict[str, Any], composite: list[dict[str, Any]]) -> dict[str, Any]:
    for field in composite:
        value = data.get(field["field_name"])
        if isinstance(value, str):
            first = field["repeating_subfields"][0]["field_name"]
            data[field["field_name"]] = named(json.loads(value), first)
    return data


def named(rows: Any, key: str) -> list[dict[str, str]]:
    """Return rows; a text is one of a time when the field was a list of texts."""
    return [{key: row} if isinstance(row, str) else row for row in rows or ()]


def _wrong_choice(row: dict[str, str], subfields: list[dict[str, Any]]) -> bool:
    return any(
        row.get(sub["field_name"]) not in (None, "", *(c["value"] for c in sub["choices"]))
        for sub in subfields
        if sub.get("choices")
    )


def _keep_order(data: dict[str, Any], stored: dict[str, str]) -> None:
    """Put the action fields in the order that they had: the first one gives the project's drop.

    A form's boxes come in the order of the page; whoever wants another order uses the API.
    """
    chosen = data.get(ORDERED)
    chosen = [chosen] if isinstance(chosen, str) else list(chosen or ())
    before = json.loads(stored.get(ORDERED) or "[]")
    rank = {slug: n for n, slug in enumerate(before)}
    data[ORDERED] = sorted(chosen, key=lambda slug: rank.get(slug, len(rank)))


def _stored(
    data: dict[str, Any], composite: list[dict[str, Any]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    stored, errors = dict(data), {}
    for field in composite:
        name = field["field_name"]
        if name not in data:
            continue
        rows, problem = _rows(data[name], field["repeating_subfields"])
        if problem:
            errors[name] = [problem]
        stored[name] = json.dumps(rows, ensure_ascii=False) if rows else ""
    return stored, errors


def _rows(value: Any, subfields: list[dict[str, Any]]) -> tuple[list[dict[str, str]], str]:
    """Return the rows that hold something, and what is wrong with the first bad one."""
    if isinstance(value, str) and value.strip():
        try:
            value = json.loads(value)
        except ValueError:
            return [], tk._("Must be a list of entries")
    if not value:
        return [], ""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        return [], tk._("Must be a list of entries")
    names = [sub["field_name"] for sub in subfields]
    needed = [sub["field_name"] for sub in subfields if sub.get("required")]
    rows = [{n: str(row[n]).strip() for n in names if row.get(n)} for row in value]
    rows = [row for row in rows if any(row.values())]
    if any(not row.get(name) for row in rows for name in needed):
        return rows, tk._("An entry is incomplete")
    if any(_wrong_choice(row, subfields) for row in rows):
        return rows, tk._("An entry has a value that is not offered")
    return rows, ""
