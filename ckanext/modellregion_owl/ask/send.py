"""Sends a question as a mail; nothing of it is stored."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import mail
from ckanext.modellregion_owl.ask.about import About, one_line
from ckanext.modellregion_owl.ask.reasons import Reason


def send(mailbox: str, reason: Reason, about: About, text: str, reply: str) -> None:
    """Send a question; the writer's address, if any, stands in Reply-To.

    :raises mail.NotSent: the mail server is away or refuses.
    """
    subject = one_line(": ".join(part for part in (reason.label, about.title) if part))
    headers = {"Reply-To": reply} if reply else {}
    body = "\n\n".join(part for part in (text, _origin(about), _answer(reply)) if part)
    mail.send(mailbox, subject, body, headers)


def _origin(about: About) -> str:
    site = str(tk.config.get("ckan.site_url") or "")
    return "-- \n" + "\n".join(part for part in (about.title, about.page or site) if part)


def _answer(reply: str) -> str:
    return "" if reply else tk._("The writer has given no address for an answer.")
