"""The user that writes: not a person, can't log in."""

from __future__ import annotations

from datetime import datetime, timezone
from uuid import uuid4

from sqlalchemy.dialects.postgresql import insert

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
        # Two processes may do this at the same time: one of them makes it.
        values = {"name": NAME, "fullname": FULL_NAME, "about": ABOUT, "state": "active"}
        row = {"id": str(uuid4()), "created": datetime.now(timezone.utc), **values}
        query = insert(model.User.__table__).values(row).on_conflict_do_nothing()
        model.Session.execute(query)
        model.Session.commit()
    elif user.state != "active":
        user.state = "active"
        model.Session.commit()
    return NAME
