"""Reading only, for an upgrade: pages and feed are served, nothing is written, harvests wait.

Switched by `ckan modellregion read-only`. Kept in the database, so that every web worker and every
consumer sees it at once and a restart changes nothing.
"""

from __future__ import annotations

import logging
from time import sleep

from flask import Blueprint, request

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import remembered
from ckanext.modellregion_owl.later import READING, Answer, called_action, later
from ckanext.modellregion_owl.texts import N_

log = logging.getLogger(__name__)

KEY = "modellregion_owl.read_only"
POLL = 5.0  # seconds after which a harvest asks again
RETRY_AFTER = 600  # seconds after which a program may try again
# Who signs in or out, or writes a mail to the town, changes no data of the portal's.
HARMLESS = frozenset(("user.login", "user.logout", "modellregion_ask.post"))
SENTENCE = N_(
    "The portal is being updated and can only be read at present. Nothing was changed. "
    "Please try again later."
)

blueprint = Blueprint("modellregion_readonly", __name__)


def on() -> bool:
    """Tell whether the portal is only read at present; one short query."""
    return bool(remembered.get(KEY))


def switch(wanted: bool) -> None:
    """Switch it on or off, for all processes."""
    remembered.put(KEY, "on" if wanted else "")


def wait() -> None:
    """Return as soon as it may be written; what was done so far is committed before waiting.

    Between batches only: an open transaction would hold up the upgrade of the tables.
    """
    if not on():
        return
    log.warning("the portal is only read at present: waiting")
    model.Session.commit()
    while on():
        sleep(POLL)
    log.info("the portal may be written again: going on")


@blueprint.before_app_request
def refuse() -> Answer | None:
    """Answer 503 with a plain sentence instead of writing, by page or API."""
    if request.method in READING or request.endpoint in HARMLESS or _only_asks() or not on():
        return None
    return later(
        503, tk._("Only reading at present"), tk._(SENTENCE), "Read-Only Error", RETRY_AFTER
    )


def _only_asks() -> bool:
    """Tell whether a program calls an action that changes nothing, by POST as it may."""
    if request.endpoint != "api.action":
        return False
    action = called_action()
    return action is None or bool(getattr(action, "side_effect_free", False))
