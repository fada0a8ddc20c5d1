"""Pages for people with an account: who has not signed in is asked to, the others are refused."""

from __future__ import annotations

from typing import NoReturn

import flask

import ckan.plugins.toolkit as tk


def refuse(text: str) -> NoReturn:
    """Send a reader who has not signed in to the login and back; refuse anybody else by 403.

    CKAN's own address of the login leads on to a single sign-on where there is one. Only for pages
    that are read: what was sent by a form would be lost on the way.
    """
    if tk.current_user.is_anonymous and tk.request.method in ("GET", "HEAD"):
        came_from = tk.request.full_path.removesuffix("?")
        flask.abort(tk.redirect_to("user.login", came_from=came_from))
    raise tk.abort(403, text)
