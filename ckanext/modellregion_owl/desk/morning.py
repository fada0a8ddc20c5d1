"""The morning mail: what is to be done, once a day at most, to functional mailboxes.

None until a test mail has gone, and none when there is nothing new to do: a line that has been told
of is told again after a week. Only the lines of the list stand in it, no title of a dataset and no
message of a server: nobody knows what stands in those.
"""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import config, mail, remembered
from ckanext.modellregion_owl.desk import listing, mailboxes
from ckanext.modellregion_owl.desk.cause import Cause, Scope
from ckanext.modellregion_owl.desk.today import today
from ckanext.modellregion_owl.findings import Severity
from ckanext.modellregion_owl.texts import translate as _
from ckanext.modellregion_owl.texts import translate_plural as ngettext

log = logging.getLogger(__name__)

KEY = "modellregion_owl.desk_mail:"
AGAIN = timedelta(days=7)
LISTED = 10


@dataclass(frozen=True)
class Letter:
    """A mail to one mailbox."""

    mailbox: str
    subject: str
    body: str
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class _Told:
    """What a mailbox was told: on which day the last mail went, and which causes since when."""

    day: str = ""
    since: Mapping[str, str] | None = None


def hindrance() -> str:
    """Return in a sentence why no mail may go, "" when it may."""
    return hindrance_if(tested=mail.was_test_mail_sent())


def hindrance_if(*, tested: bool) -> str:
    """Return the same where it is known already whether a test mail has gone."""
    if not config.desk_mailboxes():
        return _("No mailbox is set (desk.mailboxes).")
    if not mail.ready():
        return _("No mail server is set (smtp.server, smtp.mail_from).")
    if not tested:
        return _("No test mail has been sent yet: ckan modellregion doctor --mail ADDRESS")
    return ""


def due() -> list[Letter]:
    """Return the mails that should go today."""
    day = today()
    by_mailbox: dict[str, list[Cause]] = defaultdict(list)
    causes = [c for c in listing.open_causes(Scope("")) if _matters(c)]
    names = _names(causes)
    for cause in causes:
        to = mailboxes.of(names.get(cause.source, ""), names.get(cause.organisation, ""))
        if to:
            by_mailbox[to].append(cause)
    return [
        written(to, found) for to, found in by_mailbox.items() if _is_due(_told(to), found, day)
    ]


def send() -> tuple[int, int]:
    """Send what is due; return how many mails went, and how many the server did not take."""
    sent = failed = 0
    for letter in due():
        try:
            mail.send(letter.mailbox, letter.subject, letter.body)
        except mail.NotSent:
            log.exception("the morning mail was not sent")
            failed += 1
        else:
            _keep(letter, today())
            sent += 1
    return sent, failed


def written(mailbox: str, causes: Sequence[Cause]) -> Letter:
    """Return the mail about causes, the most harmful first; the subject says what to do."""
    first, others = causes[0], len(causes) - 1
    subject = _subject(first)
    if others:
        more = ngettext("{what}, and {n} more", "{what}, and {n} more", others)
        subject = more.format(what=subject, n=others)
    rows = [f"– {cause.text}" for cause in causes[:LISTED]]
    if len(causes) > LISTED:
        n = len(causes) - LISTED
        rows.append(ngettext("– and {n} more", "– and {n} more", n).format(n=n))
    page = tk.url_for("modellregion_desk.index", _external=True, locale="default")
    parts = (
        _("This is to be done:"),
        "\n".join(rows),
        page,
        _("This mail comes at most once a day, and only when there is something new to do."),
    )
    return Letter(mailbox, subject, "\n\n".join(parts), tuple(causes))


def _subject(cause: Cause) -> str:
    text = _("Please decide: {what}") if cause.question else _("Please look: {what}")
    return text.format(what=cause.text)


def _matters(cause: Cause) -> bool:
    return cause.effect is not Severity.IMPROVE


def _is_due(told: _Told, causes: Sequence[Cause], day: date) -> bool:
    if told.day == day.isoformat():
        return False
    since = told.since or {}
    return any(_name(c) not in since or _old(since[_name(c)], day) for c in causes)


def _old(since: str, day: date) -> bool:
    return day - date.fromisoformat(since) >= AGAIN


def _told(mailbox: str) -> _Told:
    stored = remembered.get(_key(mailbox))
    return _Told(**json.loads(stored)) if stored else _Told()


def _keep(letter: Letter, day: date) -> None:
    """Note what was told; what is no longer on the list is forgotten, and told of when it returns.

    The address itself is not kept.
    """
    since = dict.fromkeys((_name(cause) for cause in letter.causes), day.isoformat())
    remembered.put(_key(letter.mailbox), json.dumps({"day": day.isoformat(), "since": since}))


def _name(cause: Cause) -> str:
    return blake2b(cause.key.encode(), digest_size=8).hexdigest()


def _key(mailbox: str) -> str:
    return KEY + blake2b(mailbox.encode(), digest_size=8).hexdigest()


def _names(causes: Sequence[Cause]) -> dict[str, str]:
    """Return id → name of the causes' sources and organisations; one query."""
    ids = sorted({id_ for c in causes for id_ in (c.source, c.organisation) if id_})
    wanted = sa.cast(ids, sa.ARRAY(sa.UnicodeText))
    group, package = model.Group, model.Package
    query = (
        sa.select(group.id, group.name)
        .where(group.id == sa.any_(wanted))
        .union_all(sa.select(package.id, package.name).where(package.id == sa.any_(wanted)))
    )
    return {row.id: row.name for row in model.Session.execute(query)}
