"""The mail to the office that can mend a cause at its source: ready to copy or to open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.desk import mailboxes
from ckanext.modellregion_owl.desk.cause import Affected, Cause
from ckanext.modellregion_owl.texts import translate as _
from ckanext.modellregion_owl.texts import translate_plural as ngettext

LISTED = 10  # datasets in the mail; the table has all
LONGEST = 1800  # characters of a `mailto:` that every mail program takes


Part = tuple[Cause, Iterable[Affected]]


def by_office(parts: Iterable[Part]) -> list[dict[str, Any]]:
    """Return one mail for each office, as `written`, and the `keys` of its causes.

    An office is a mailbox; those without one are told apart by source and organisation.
    """
    offices: dict[tuple[str, ...], list[Part]] = {}
    for cause, datasets in parts:
        mailbox = _office(cause)
        whose = (mailbox,) if mailbox else ("", cause.source, cause.organisation)
        offices.setdefault(whose, []).append((cause, datasets))
    return [
        {**written(own), "keys": [cause.key for cause, _datasets in own]}
        for own in offices.values()
    ]


def written(parts: Sequence[Part]) -> dict[str, str]:
    """Return `mailbox`, `subject`, `body` and `mailto` of causes for one office."""
    (first, _datasets), others = parts[0], len(parts) - 1
    mailbox = _office(first)
    subject = _("Please correct: {what}").format(what=first.text)
    if others:
        more = ngettext("{what}, and {n} more", "{what}, and {n} more", others)
        subject = more.format(what=subject, n=others)
    texts = [_("Good day,")]
    for cause, datasets in parts:
        texts += _body(cause, list(islice(datasets, LISTED + 1)))
    texts.append(_("Please correct it at the source. The portal takes it over by itself."))
    body = "\n\n".join(texts)
    return {
        "mailbox": mailbox,
        "subject": subject,
        "body": body,
        "mailto": _mailto(mailbox, subject, body),
    }


def _body(cause: Cause, first: list[Affected]) -> list[str]:
    parts = [f"{cause.text}.", cause.detail]
    if first:
        # Several files of a dataset are one line: the table has them all.
        rows = list(dict.fromkeys(_row(one) for one in first[:LISTED]))
        if len(first) > LISTED:
            rows.append(_("– and more: they stand in the table."))
        head = ngettext("This dataset is meant:", "These datasets are meant:", len(rows))
        parts.append("\n".join([head, *rows]))
    return [part for part in parts if part]


def _office(cause: Cause) -> str:
    return mailboxes.office(_name(cause.source), _name(cause.organisation))


def _row(one: Affected) -> str:
    if not one.name:
        return f"– {one.title}"
    address = tk.url_for("dataset.read", id=one.name, _external=True, locale="default")
    return f"– {one.title}: {address}"


def _mailto(mailbox: str, subject: str, body: str) -> str:
    def address(text: str) -> str:
        return f"mailto:{quote(mailbox, safe='@')}?subject={quote(subject)}&body={quote(text)}"

    lines = body.splitlines()
    while len(address("\r\n".join(lines))) > LONGEST and len(lines) > 1:
        lines.pop()
    return address("\r\n".join(lines))


def _name(id_: str) -> str:
    """Return the name of an organisation or a source, "" for none."""
    if not id_:
        return ""
    groups = sa.select(model.Group.name).where(model.Group.id == id_)
    packages = sa.select(model.Package.name).where(model.Package.id == id_)
    return str(model.Session.scalar(groups.union_all(packages)) or "")
