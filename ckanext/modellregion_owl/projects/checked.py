"""The day on which somebody last checked a project's facts: a day, in one spelling."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.desk.today import today
from ckanext.modellregion_owl.projects import formats

Flat = dict[tuple[Any, ...], Any]

WHOLE = len("2026-11-22")
AHEAD = timedelta(days=1)  # where the writer lives it may be tomorrow already


def modellregion_checked(key: tuple[Any, ...], data: Flat, errors: Flat, context: Any) -> None:
    """Store a day as ISO text, also one that was written the German way.

    A text that was stored before and is no day stays: the other fields can still be saved.

    :raises tk.StopOnError: it is no day, or a day to come, which nobody can have checked on.
    """
    text = str(data[key]).strip()
    read = formats.iso(text)
    if is_day(read) and read <= (today() + AHEAD).isoformat():
        data[key] = read
        return
    group = context.get("group")
    if group is not None and text in (group.extras.get(key[0]), shown(group.extras.get(key[0]))):
        data[key] = text
        return
    if is_day(read):
        errors[key].append(tk._("This day is yet to come"))
    else:
        errors[key].append(tk._("Please write a day, such as 22.11.2026 or 2026-11-22"))
    raise tk.StopOnError


def is_day(value: Any) -> bool:
    """Tell whether a text is a whole day as it is stored, "2026-11-22"."""
    return len(str(value or "")) == WHOLE and formats.iso(value) == value


def shown(value: Any) -> Any:
    """Return a stored day as ISO text for form and API; what is none comes back as it is."""
    return formats.iso(value) or value


VALIDATORS = {"modellregion_checked": modellregion_checked, "modellregion_checked_shown": shown}
