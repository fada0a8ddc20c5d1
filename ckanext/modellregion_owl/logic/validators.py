"""Validators of the dataset schema. None of them refuses a harvested or an existing dataset."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.navl.dictization_functions import unflatten

from ckanext.modellregion_owl.logic import addresses, obligations
from ckanext.modellregion_owl.rdf import rules, values
from ckanext.modellregion_owl.rdf.complete import HVD_ACT
from ckanext.modellregion_owl.rdf.rows import load_rows
from ckanext.modellregion_owl.rdf.stored import items, texts
from ckanext.modellregion_owl.texts import language
from ckanext.modellregion_owl.vocabularies import vocabulary

Flat = dict[tuple[Any, ...], Any]

DRAFT = "modellregion_draft"  # key of the context: a person saves a draft, nothing is demanded
INCOMPLETE = "resources_incomplete"  # errors of files and services that the change leaves alone


def modellregion_obligatory(key: tuple[Any, ...], data: Flat, errors: Flat, context: Any) -> None:
    """Demand what the standard demands (logic/obligations.py), only of a person.

    A new dataset must keep every rule. A change of an existing one must not break a rule that was
    kept: an old dataset stays editable one field at a time, one in order stays in order. Drafts, a
    harvester and a script with `ignore_auth` pass.
    """
    if _is_tolerant(context) or _is_free_draft(context):
        return
    dataset = _unflattened(data)
    package = context.get("package")
    if package is None or package.state == "draft":
        found = obligations.breaches(dataset)
        if package is not None and dataset.get("state") == "active":
            _demand_of_others(package.id, dataset, errors)
    else:
        found = obligations.added(dataset, _stored(package.id))
    for breach in found:
        _add(errors, breach.key, tk._(obligations.MESSAGES[breach.rule]))


def _is_free_draft(context: Any) -> bool:
    """Tell whether obligations wait: saved as a draft in the form, or a script works on a draft."""
    package = context.get("package")
    by_script = "api_version" in context
    return bool(
        context.get(DRAFT) or (by_script and package is not None and package.state == "draft")
    )


def _demand_of_others(package_id: str, dataset: dict[str, Any], errors: Flat) -> None:
    """Add the breaches of resources that CKAN does not validate again, when a draft goes public."""
    given = {r.get("id") for r in dataset.get("resources") or ()}
    others = [r for r in _stored(package_id).get("resources") or () if r["id"] not in given]
    for breach in obligations.breaches({**dataset, "resources": others}):
        if breach.resource is not None:
            name = others[breach.resource].get("name") or others[breach.resource].get("url")
            text = tk._(obligations.MESSAGES[breach.rule])
            label = load_rows().find("resource", breach.field).label(language())
            _add(errors, (INCOMPLETE,), f"{name}, {label}: {text}")


def _stored(package_id: str) -> dict[str, Any]:
    found: dict[str, Any] = tk.get_action("package_show")({"ignore_auth": True}, {"id": package_id})
    return found


def _unflattened(data: Flat) -> dict[str, Any]:
    known = {k: None if v is tk.missing else v for k, v in data.items() if k[0] != "__extras"}
    found: dict[str, Any] = unflatten(known)
    return found


def _add(errors: Flat, key: tuple[Any, ...], message: str) -> None:
    found = errors.setdefault(key, [])
    if not found:
        found.append(message)


def modellregion_address(key: tuple[Any, ...], data: Flat, errors: Flat, context: Any) -> None:
    """Make the address of a new dataset of its title where the form was sent without one.

    The page's script does so while the title is written; a form sends "" when it has not run. Who
    leaves the field out altogether, as a program may, is told that it is missing.
    """
    title = data.get(("title",))
    if data.get(key) == "" and context.get("package") is None and isinstance(title, str) and title:
        data[key] = addresses.of_title(title)


def modellregion_hvd_act(key: tuple[Any, ...], data: Flat, errors: Flat, context: Any) -> None:
    """Name Regulation (EU) 2023/138 as legal basis of a dataset with a high-value category.

    Not in a harvest: what a source says is stored as it came; the feed adds the act all the same.
    """
    category = data.get(("hvd_category",))
    if context.get("modellregion_harvest") or category in (None, "", "[]", tk.missing):
        return
    rows = load_rows()
    if not any(texts(rows.find("dataset", "hvd_category"), category)):
        return
    said = data.get(key)
    acts = texts(rows.find("dataset", key[-1]), None if said is tk.missing else said)
    data[key] = acts if HVD_ACT in acts else [*acts, HVD_ACT]


def modellregion_term(field: dict[str, Any], schema: dict[str, Any]) -> Callable[[Any], Any]:
    """Turn any spelling of a vocabulary's term into its IRI; keep what the vocabulary lacks."""
    words = vocabulary(field["vocabulary"])

    def validator(value: Any) -> Any:
        found = words.find(value) if isinstance(value, str) and value else None
        return found.uri if found else value

    return validator


def modellregion_terms(field: dict[str, Any], schema: dict[str, Any]) -> Callable[[Any], Any]:
    """Do the same for a list (JSON text, as `scheming_multiple_text` leaves it)."""
    one = modellregion_term(field, schema)

    def validator(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return json.dumps(list(dict.fromkeys(one(v) for v in json.loads(value))))

    return validator


# Scheming hands field and schema to validators that say so.
modellregion_term.is_a_scheming_validator = True  # type: ignore[attr-defined]
modellregion_terms.is_a_scheming_validator = True  # type: ignore[attr-defined]


def modellregion_format(value: Any) -> Any:
    """Turn a format into the short word that CKAN shows ("CSV"); keep what the list lacks."""
    found = vocabulary("file_types").find(value) if isinstance(value, str) and value else None
    return found.extra["short"] if found else value


def modellregion_date(key: tuple[Any, ...], data: Flat, errors: Flat, context: Any) -> None:
    """Accept a year, month, day or moment in any readable spelling; keep a source's other texts.

    An unreadable text that was stored before stays too: an old dataset can always be edited.

    :raises ckan.plugins.toolkit.StopOnError: a person's date can't be read.
    """
    value = data[key]
    if isinstance(value, datetime):
        data[key] = value.isoformat()
        return
    text = str(value)
    if values.read_date(text) or _is_tolerant(context) or text in _known(key, data, context):
        data[key] = rules.date(text, "")
        return
    errors[key].append(tk._("Please write the date as 2026, 2026-05 or 2026-05-31"))
    raise tk.StopOnError


def _known(key: tuple[Any, ...], data: Flat, context: Any) -> set[str]:
    """Return the values that are stored for a field (of the resource, of any entry) now."""
    package = context.get("package")
    if package is None:
        return set()
    if key[0] == "resources":
        these = [r for r in package.resources if r.id == data.get((*key[:2], "id"))]
        return {str((r.extras or {}).get(key[2]) or getattr(r, key[2], "")) for r in these}
    stored = package.extras.get(key[0], "")
    return {stored} if len(key) == 1 else {str(entry.get(key[-1])) for entry in items(stored)}


def modellregion_lines(value: Any, context: Any) -> Any:
    """Undo what browsers do to the line ends of a form (CR LF); a source's own stay."""
    if _is_tolerant(context):
        return value
    if isinstance(value, list):
        return [modellregion_lines(entry, context) for entry in value]
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def modellregion_bytes(value: Any, context: Any) -> Any:
    """Accept a whole number of bytes, an empty box too; a source's other texts are left out.

    :raises ckan.plugins.toolkit.Invalid: a person's size is no number.
    """
    if not str(value).strip():
        return None
    read = values.read_bytes(str(value))
    if read is None and not _is_tolerant(context):
        raise tk.Invalid(tk._("Please give the size in bytes, as a whole number"))
    return read


def _is_tolerant(context: Any) -> bool:
    return bool(context.get("modellregion_harvest") or context.get("ignore_auth"))
