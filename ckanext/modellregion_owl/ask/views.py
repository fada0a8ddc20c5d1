"""`/frage-stellen`: the form, and the thanks afterwards. Works without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import mail
from ckanext.modellregion_owl.ask import abuse, mailboxes, send
from ckanext.modellregion_owl.ask.about import About, about
from ckanext.modellregion_owl.ask.reasons import NAMES, Reason, reasons
from ckanext.modellregion_owl.theme.portal import barrier_note

TEXT_LENGTH = 5_000
TRAP = "homepage"  # a field that no person sees
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")

ask = Blueprint("modellregion_ask", __name__)


def form() -> str:
    """Show the form. The address may name `dataset`, `project` or `q`, and `reason`."""
    return _page(tk.request.args, about(tk.request.args), {})


def post() -> Any:
    """Send the question, or show the form again with what is wrong."""
    values, subject = tk.request.form, about(tk.request.form)
    errors = _errors(values)
    if errors:
        return _page(values, subject, errors), 400
    reason = next(row for row in reasons() if row.name == values["reason"])
    mailbox = _box(subject, reason.name)
    if not (mailbox and mail.ready()):
        return _page(values, subject, {}), 503
    if abuse.too_many(tk.request.remote_addr or ""):
        wrong = tk._("Many questions came from your network. Please try again in an hour.")
        return _page(values, subject, {"text": wrong}), 429
    try:
        send.send(mailbox, reason, subject, _text(values), _reply(values))
    except mail.NotSent:
        wrong = tk._("Your message could not be sent. Please try again later.")
        return _page(values, subject, {"text": wrong}), 503
    abuse.count(reason.name)
    return tk.redirect_to("modellregion_ask.thanks")


def thanks() -> str:
    """Say that the question is on its way."""
    return str(tk.render("modellregion/ask_thanks.html", {}))


def _page(values: Mapping[str, str], subject: About, errors: dict[str, str]) -> str:
    """Context: `about`, `reasons`, `chosen`, `values`, `errors` by field, `stamp`, `reachable`."""
    chosen = values.get("reason", "")
    known: list[Reason] = reasons()
    context = {
        "about": subject,
        "reasons": known,
        "chosen": chosen if chosen in NAMES else "",
        "values": values,
        "errors": errors,
        "stamp": abuse.stamp(),
        "trap": TRAP,
        "barrier": barrier_note(tk.h.lang()),
        "reachable": mail.ready() and any(_boxes(subject)),
    }
    return str(tk.render("modellregion/ask.html", context))


def _boxes(subject: About) -> list[str]:
    return [_box(subject, name) for name in NAMES]


def _box(subject: About, reason: str) -> str:
    """Return the mailbox: the project's own for its reuse, else the organisation's."""
    own = subject.transfer if reason == "nachnutzung" else ""
    return own or mailboxes.mailbox(subject.organisation, reason)


def _errors(values: Mapping[str, str]) -> dict[str, str]:
    """Return {field: sentence}; a machine gets one at the text, so that a person loses nothing."""
    errors = {}
    if values.get("reason") not in NAMES:
        errors["reason"] = tk._("Please choose what it is about.")
    if not _text(values):
        errors["text"] = tk._("Please write your message.")
    elif len(_text(values)) > TEXT_LENGTH:
        errors["text"] = tk._("Please shorten your message to 5,000 characters.")
    elif values.get(TRAP):
        errors["text"] = tk._("Please leave the hidden field empty and send the form again.")
    elif not abuse.timely(values.get("stamp", "")):
        errors["text"] = tk._("That was very fast, or very late. Please send the form once more.")
    if _reply(values) and not _ADDRESS.fullmatch(_reply(values)):
        errors["reply"] = tk._("Please write an address such as name@example.org, or none.")
    return errors


def _text(values: Mapping[str, str]) -> str:
    return values.get("text", "").replace("\r\n", "\n").strip()


def _reply(values: Mapping[str, str]) -> str:
    return values.get("reply", "").strip()


ask.add_url_rule("/frage-stellen", "form", form, methods=["GET"])
ask.add_url_rule("/frage-stellen", "post", post, methods=["POST"])
ask.add_url_rule("/frage-stellen/danke", "thanks", thanks)
