"""The stewards' page `/datenpflege/feed`: how the feed stands, and what waits for an answer."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import config, mail
from ckanext.modellregion_owl.csrf import check_token
from ckanext.modellregion_owl.feed import notice
from ckanext.modellregion_owl.feed.status import status

NAME = "modellregion_feed_desk"


def show() -> str | Response:
    """Show the page. Context: `question` (question.modellregion_feed_question), `feed`, `mail`."""
    try:
        question = tk.get_action("modellregion_feed_question")({}, {})
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only people who may edit datasets can see this page."))
    told = {"mailbox": config.feed_mailbox() if mail.ready() else "", "sent": notice.last_sent()}
    return tk.render("feed/desk.html", {"question": question, "feed": status(), "mail": told})


def answer() -> Response:
    """Take an answer and show the page again."""
    check_token()
    form = tk.request.form
    given = {"answer": form.get("answer", ""), "list": form.get("list", "")}
    try:
        number = tk.get_action("modellregion_feed_answer")({}, given)["number"]
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only people who may edit datasets can see this page."))
    except tk.ValidationError as err:
        tk.h.flash_error("; ".join(text for texts in err.error_dict.values() for text in texts))
    else:
        tk.h.flash_success(_done(given["answer"], number))
    return tk.redirect_to(f"{NAME}.show")


def _done(answer: str, number: int) -> str:
    if answer == "keep":
        text = tk.ungettext("{n} dataset stays.", "{n} datasets stay.", number)
    else:
        text = tk.ungettext("{n} dataset was removed.", "{n} datasets were removed.", number)
    return text.format(n=number)


def make_blueprint() -> Blueprint:
    """Return the routes."""
    blueprint = Blueprint(NAME, __name__)
    blueprint.add_url_rule("/datenpflege/feed", "show", show)
    blueprint.add_url_rule("/datenpflege/feed", "answer", answer, methods=["POST"])
    return blueprint
