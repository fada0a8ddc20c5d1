"""Our own forms are refused without the session's token, whatever CKAN has been asked before."""

from __future__ import annotations

from flask import current_app, g

from ckan.config.middleware.flask_app import csrf


def check_token() -> None:
    """Refuse a form without a token where the browser's cookie says who it is.

    CKAN's own check is not enough: as soon as anybody has used a page without a cookie, CKAN takes
    it out of the check for everybody, until the process ends (middleware/flask_app.py,
    `login_via_auth_header`).

    :raises flask_wtf.csrf.CSRFError: there is none, or it is another session's (400).
    """
    if current_app.config["WTF_CSRF_ENABLED"] and not g.get("login_via_auth_header"):
        csrf.protect()
