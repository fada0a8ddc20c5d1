"""One mail to the functional mailbox when datasets have left at once and wait for an answer.

At most one a day, and none for those of which one has told already. It says how many and where to
answer; titles stay on the page, for nobody knows what stands in them.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import config, mail, remembered
from ckanext.modellregion_owl.feed import guard
from ckanext.modellregion_owl.rdf.rules import N_
from ckanext.modellregion_owl.texts import site_text

log = logging.getLogger(__name__)

KEY = "modellregion_owl.feed_mail"
DAY = timedelta(days=1)
RETRY = timedelta(hours=1)  # after a mail that the server did not take
SUBJECT = N_("Please decide: {n} datasets have left the delivery to other portals")
WHAT = N_("{n} datasets are no longer public, all at once. That is more than usual.")
WHY = N_(
    "Other portals still get them as they were last, until somebody decides: shall they be removed "
    "everywhere, or was it a mistake?"
)
HOW_OFTEN = N_("This mail comes at most once a day, and only when something new waits.")
_LOCK = 6_006_002  # of PostgreSQL's advisory locks

# `told`: since when those have left of whom a mail has told; `sent`: when it went; `next`: when
# another one may go. ISO 8601 with the offset, "" for none.
State = Mapping[str, str]
_NONE: State = {"told": "", "sent": "", "next": ""}


def tell() -> bool:
    """Send the mail if one is due; tell whether it was sent.

    Never fails: a feed must be answered, whatever the mail server does.
    """
    mailbox = config.feed_mailbox()
    if not (mailbox and mail.ready()) or config.desk_mailboxes():
        return False  # the desk's morning mail tells it too: one mail a day
    waiting = [one for one in guard.held() if not one.answer]
    if not waiting:
        return False
    newest = max(one.since for one in waiting)
    before = _claim(newest)
    if before is None:
        return False
    subject, body = _written(len(waiting))
    try:
        mail.send(mailbox, subject, body)
    except mail.NotSent:
        log.exception("the mail about datasets that have left the feed was not sent")
        _keep({**before, "next": _text(_now() + RETRY)})
        return False
    return True


def last_sent() -> str:
    """Return when the last mail went (ISO 8601), "" for never."""
    with model.meta.engine.connect() as connection:
        return _read(connection)["sent"]


def _claim(newest: datetime) -> State | None:
    """Note that a mail about those who left until `newest` goes now; return the state before.

    None: it is too early, another process sends it, or one has told of them.
    """
    now = _now()
    with model.meta.engine.begin() as connection:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        before = _read(connection)
        early = before["next"] and now < datetime.fromisoformat(before["next"])
        known = before["told"] and newest <= datetime.fromisoformat(before["told"])
        if early or known:
            return None
        _write(connection, {"told": _text(newest), "sent": _text(now), "next": _text(now + DAY)})
    return before


def _keep(state: State) -> None:
    with model.meta.engine.begin() as connection:
        _write(connection, state)


def _read(connection: sa.Connection) -> State:
    text = remembered.read(connection, KEY)
    return {**_NONE, **json.loads(text)} if text else _NONE


def _write(connection: sa.Connection, state: State) -> None:
    remembered.write(connection, KEY, json.dumps(dict(state)))


def _written(number: int) -> tuple[str, str]:
    """Return subject and text, in the site's language."""
    page = tk.url_for("modellregion_feed_desk.show", _external=True, locale="default")
    lines = (site_text(WHAT).format(n=number), site_text(WHY), page, site_text(HOW_OFTEN))
    return site_text(SUBJECT).format(n=number), "\n\n".join(lines)


def _now() -> datetime:
    return datetime.now(timezone.utc)


def _text(moment: datetime) -> str:
    return moment.isoformat()
