"""What the desk's actions take."""

from __future__ import annotations

from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.desk.log import REASON_LENGTH
from ckanext.modellregion_owl.findings import Severity
from ckanext.modellregion_owl.logic import numbers
from ckanext.modellregion_owl.texts import translate as _

Schema = dict[str, Any]


def list_schema() -> Schema:
    """Return the schema of `modellregion_desk_list`."""
    get = tk.get_validator
    effects = get("one_of")([effect.value for effect in Severity])
    return {
        **_filters(),
        **_paging(),
        "effect": [get("ignore_empty"), effects],
        "accepted": [get("ignore_missing"), get("boolean_validator")],
        "question": [get("ignore_missing"), get("boolean_validator")],
    }


def show_schema() -> Schema:
    """Return the schema of `modellregion_desk_show`."""
    return {**key_schema(), **_paging()}


def key_schema() -> Schema:
    """Return the schema of the actions that take one cause."""
    return {"key": [tk.get_validator("not_empty"), tk.get_validator("unicode_safe")]}


def keys_schema() -> Schema:
    """Return the schema of the actions that take one cause or several."""
    get = tk.get_validator
    return {
        "key": [get("ignore_empty"), get("unicode_safe")],
        "keys": [get("ignore_empty"), _texts],
    }


def note_schema() -> Schema:
    """Return the schema of `modellregion_desk_note`."""
    return {**key_schema(), "text": _text()}


def accept_schema() -> Schema:
    """Return the schema of `modellregion_desk_accept`."""
    get = tk.get_validator
    return {
        "keys": [get("not_empty"), _texts],
        "reason": _text(),
        "until": [get("not_empty"), _day],
    }


def log_schema() -> Schema:
    """Return the schema of `modellregion_desk_log`."""
    get = tk.get_validator
    return {**_filters(), **_paging(), "key": [get("ignore_empty"), get("unicode_safe")]}


def figures_schema() -> Schema:
    """Return the schema of `modellregion_desk_figures`."""
    get = tk.get_validator
    positive = [get("ignore_empty"), numbers.whole, get("is_positive_integer"), numbers.days]
    return {**_filters(), "days": positive}


def _filters() -> Schema:
    get = tk.get_validator
    text = [get("ignore_empty"), get("unicode_safe")]
    return {"organisation": text, "source": text}


def _paging() -> Schema:
    get = tk.get_validator
    number = [get("ignore_empty"), numbers.natural]
    return {"limit": number, "offset": number}


def _text() -> list[Any]:
    get = tk.get_validator
    return [get("not_empty"), get("unicode_safe"), _short]


def _texts(value: Any) -> list[str]:
    """Return a list of texts; one text is a list of one.

    :raises tk.Invalid: it is neither.
    """
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise tk.Invalid(_("A list of keys is needed."))
    return found


def _day(value: Any) -> date:
    """Return a day.

    :raises tk.Invalid: it is not written as YYYY-MM-DD.
    """
    try:
        return date.fromisoformat(str(value))
    except ValueError as err:
        raise tk.Invalid(_("This is no day. It is written like 2026-12-31.")) from err


def _short(value: str) -> str:
    """Return a text that the log has room for.

    :raises tk.Invalid: it is too long.
    """
    if len(value) > REASON_LENGTH:
        text = _("Please write at most {n} characters.").format(n=REASON_LENGTH)
        raise tk.Invalid(text)
    return value
