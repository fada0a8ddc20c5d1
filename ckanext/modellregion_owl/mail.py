"""Mails of the portal to functional mailboxes, by CKAN's own settings (`smtp.…`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone

import ckan.plugins.toolkit as tk
from ckan.lib.mailer import MailerException, mail_recipient

from ckanext.modellregion_owl import remembered

TESTED = "modellregion_owl.test_mail"


class NotSent(Exception):
    """The mail server did not take the mail."""


def ready() -> bool:
    """Tell whether the site can send mail at all; CKAN's mailer would say nothing."""
    return bool(tk.config.get("smtp.server") and tk.config.get("smtp.mail_from"))


def send(mailbox: str, subject: str, body: str, headers: Mapping[str, str] | None = None) -> None:
    """Send a mail.

    :raises NotSent: the mail server is away or refuses.
    """
    try:
        mail_recipient(mailbox, mailbox, subject, body, headers=dict(headers or {}))
    except (MailerException, OSError) as err:  # smtplib's own errors are OSErrors
        raise NotSent from err


def mark_test_mail_sent() -> None:
    """Note that a test mail has gone: from now on the portal may write by itself."""
    remembered.put(TESTED, datetime.now(timezone.utc).isoformat(timespec="seconds"))


def was_test_mail_sent() -> bool:
    """Tell whether a test mail has gone."""
    return bool(remembered.get(TESTED))
