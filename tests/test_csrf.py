"""No other site makes an editor's browser use our buttons."""

from __future__ import annotations

import pytest

from ckan.config.middleware.flask_app import csrf
from ckan.tests import factories

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

OPEN = "modellregion_ask."  # a form for everybody: nobody's rights are used by it


def own_posts(app) -> dict[str, str]:
    """Return endpoint → address of our forms; any name stands for the thing they are about."""
    rules = app.flask_app.url_map.iter_rules()
    return {
        rule.endpoint: "/".join("x" if "<" in part else part for part in rule.rule.split("/"))
        for rule in rules
        if rule.endpoint.startswith("modellregion") and "POST" in (rule.methods or ())
        if not rule.endpoint.startswith(OPEN)
    }


def test_every_form_of_ours_asks_for_its_token(app):
    """Also after CKAN has stopped asking, as it does once anybody came without a cookie."""
    addresses = own_posts(app)
    assert len(addresses) >= 5
    user = factories.Sysadmin(password="Abcd1234!")
    with app.flask_app.test_client() as client:
        client.post("/user/login", data={"login": user["name"], "password": "Abcd1234!"})
        app.flask_app.config["WTF_CSRF_ENABLED"] = True
        for endpoint in addresses:
            csrf.exempt(app.flask_app.view_functions[endpoint])
        try:
            found = {name: client.post(url).status_code for name, url in addresses.items()}
        finally:
            app.flask_app.config["WTF_CSRF_ENABLED"] = False
    assert set(found.values()) == {400}, found
