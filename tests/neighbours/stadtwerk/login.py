"""A login of the house, as single sign-on plugins work: CKAN's form is never seen."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask_login import login_user

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model


def signed_in() -> Any:
    """Answer where the house's server sends people back: the account has no password here."""
    user = model.User.get(tk.request.args["who"])
    login_user(user)
    return tk.redirect_to(tk.request.args.get("came_from") or "/")


class StadtwerkLogin(p.SingletonPlugin):
    """Sends everybody to the house's server."""

    p.implements(p.IAuthenticator, inherit=True)
    p.implements(p.IBlueprint)

    def login(self) -> Any:
        """Send people to the house's server instead of CKAN's form."""
        return tk.redirect_to("https://sso.stadtwerk.example/anmelden")

    def get_blueprint(self) -> Blueprint:
        """Return the page to which that server sends people back."""
        pages = Blueprint("stadtwerk_sso", __name__)
        pages.add_url_rule("/sso/zurueck", "signed_in", signed_in)
        return pages
