"""The user that writes: not a person, can't log in."""

from __future__ import annotations

import ckan.model as model

NAME = "modellregion_harvest"
FULL_NAME = "Automatischer Abruf"  # shown in the activities of datasets
ABOUT = "Schreibt, was die Quellen liefern. Niemand kann sich mit diesem Konto anmelden."


def harvest_user() -> str:
    """Return the name of the harvester's own user; create it, or bring it back if deleted.

    It has neither password nor mail address, so that no login and no reset works, and no rights:
    the harvester's actions run without permission checks.
    """
    user = model.User.get(NAME)
    if user is None:
        user = model.User(name=NAME, fullname=FULL_NAME, about=ABOUT, state="active")
        model.Session.add(user)
        model.Session.commit()
    elif user.state != "active":
        user.state = "active"
        model.Session.commit()
    return NAME
