"""Answers that ask to come again later: a page with a plain sentence, JSON for programs."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request

import ckan.plugins.toolkit as tk

Answer = tuple[Any, int, dict[str, str]]
READING = frozenset(("GET", "HEAD", "OPTIONS"))  # methods that change nothing


def later(status: int, title: str, said: str, kind: str, seconds: int) -> Answer:
    """Return the answer of a request that is refused for now.

    :param status: of HTTP. :param title: heading of the page. :param said: the sentence.
    :param kind: `__type` of the error in CKAN's API. :param seconds: until it may be tried again.
    """
    headers = {"Retry-After": str(seconds)}
    if request.path.startswith("/api/"):
        error = {"__type": kind, "message": said}
        return jsonify({"success": False, "error": error}), status, headers
    shown = {"code": status, "name": title, "content": said, "show_login_redirect_link": False}
    return tk.render("error_document_template.html", shown), status, headers


def called_action() -> Any:
    """Return the action that a request of CKAN's API calls, None for another request or action."""
    name = (request.view_args or {}).get("logic_function")
    if request.endpoint != "api.action" or not name:
        return None
    try:
        return tk.get_action(name)
    except KeyError:
        return None  # there is none: CKAN says so
