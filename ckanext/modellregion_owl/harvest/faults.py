"""Why one record failed, told in a sentence."""

from __future__ import annotations

import logging

import sqlalchemy.exc

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.harvest.exceptions import N_, Message

log = logging.getLogger(__name__)

# What one record can break: CKAN's validation, the database's types, a mistake in a hook of some
# plugin. Anything else (database gone, disk full) ends the run.
RECORD_ERRORS = (
    tk.ValidationError,
    tk.ObjectNotFound,
    sqlalchemy.exc.DataError,
    sqlalchemy.exc.IntegrityError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    RecursionError,
)


def reason(err: Exception) -> Message:
    """Return why a record failed, with field and message where CKAN tells them."""
    if isinstance(err, tk.ValidationError):
        return Message(N_("CKAN does not accept it: {fields}"), {"fields": _fields(err)})
    log.error("a record failed", exc_info=err)
    return Message(
        N_("It could not be processed ({error}). The log has the details."),
        {"error": f"{type(err).__name__}: {err}"[:300]},
    )


def _fields(err: tk.ValidationError) -> str:
    parts = []
    for field, messages in err.error_dict.items():
        if field.startswith("__"):
            continue
        texts = messages if isinstance(messages, list) else [messages]
        parts.append(f"{field}: " + "; ".join(str(t) for t in texts if t))
    return " | ".join(parts)[:1000]
