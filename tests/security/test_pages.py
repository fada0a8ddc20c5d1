"""Every page of ours, by role and with names that nobody means well."""

from __future__ import annotations

import re
from contextvars import Context
from typing import Any

import pytest
from owltests import office

from ckan.tests import factories

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

REFUSED = {301, 302, 400, 401, 403, 404, 405, 410}
OURS = ("modellregion", "modellprojekte")  # `modellprojekt.…` are CKAN's pages of groups
# Pages for everybody; all others are for people who edit.
PUBLIC = (
    *("modellprojekte", "modellregion_ask.", "modellregion_theme.", "modellregion_feed."),
    *("modellregion_feed_dump.", "modellregion_feed_parts.", "modellregion_reuse."),
    *("modellregion_pages.", "modellregion_declaration.", "modellregion_health.health"),
    *("modellregion_quality.index", "modellregion_quality.dataset"),
)


@pytest.fixture
def site() -> dict[str, str]:
    """Users of each role in one organisation, with a dataset and a source; their keys."""
    office.open_office()
    return {role: factories.APIToken(user=office.user(role))["token"] for role in office.ROLES[1:]}


def ours(app: Any, method: str) -> dict[str, Any]:
    """Return our rules of a method by endpoint."""
    return {
        rule.endpoint: rule
        for rule in app.flask_app.url_map.iter_rules()
        if rule.endpoint.startswith(OURS) and method in rule.methods
    }


def ask(app: Any, path: str, key: str = "", **options: Any) -> Any:
    """Answer in a context of its own: all requests of a test share one otherwise, and its user."""
    headers = {"Authorization": key} if key else {}

    def work() -> Any:
        with app.flask_app.test_client() as client:
            return client.open(path, headers=headers, **options)

    config = app.flask_app.config
    config["PROPAGATE_EXCEPTIONS"] = False  # a fault is a 500, as on a site
    try:
        return Context().run(work)
    finally:
        config["PROPAGATE_EXCEPTIONS"] = None


def filled(rule: Any, value: str) -> str:
    """Return a rule's path with this value for each name in it."""
    return re.sub("<[^>]*>", lambda _: value, rule.rule)


def test_no_page_of_editors_is_for_others(site, app):
    """Whoever may not edit is refused at each page, also of a dataset or source that exists."""
    pages = ours(app, "GET")
    assert len(pages) > 20
    wrong = []
    for endpoint, rule in pages.items():
        for name in {filled(rule, "baum"), filled(rule, "quelle")}:
            roles = ("anonymous", "member", "sysadmin")
            found = {role: ask(app, name, site.get(role, "")).status_code for role in roles}
            if {code for code in found.values() if code >= 500} - {503}:
                wrong.append((endpoint, name, found))
            open_to = [role for role in roles[:2] if found[role] not in REFUSED]
            if open_to and not endpoint.startswith(PUBLIC):
                wrong.append((endpoint, name, found))
    assert not wrong, "\n".join(map(str, wrong))


NAMES = (
    *("..%2f..%2fetc%2fpasswd", "..%5c..%5cwindows", "%2e%2e", "....//", "%00", "a%00b", "%ff"),
    *(
        "%f0%9f%a6%89",
        "a" * 3000,
        "'%20OR%201=1--",
        "%22%3e%3cscript%3eowl()%3c/script%3e",
        "%0d%0aX: 1",
    ),
    *("{{7*7}}", "-1", "99999999999999999999", "*:*", "%E2%80%AE"),
)


def test_names_that_nobody_means_well(site, app):
    """Nothing of the server, no fault, no markup: the page, or that there is no such thing."""
    wrong = []
    for endpoint, rule in ours(app, "GET").items():
        if not rule.arguments - set(rule.defaults or ()):
            continue
        for name in NAMES:
            answer = ask(app, filled(rule, name), site["sysadmin"])
            body = answer.get_data(as_text=True)
            bad = "<script>owl()" in body or "root:x:" in body or "X" in answer.headers
            if bad or (answer.status_code >= 500 and answer.status_code != 503):
                wrong.append((endpoint, name[:30], answer.status_code))
    assert not wrong, "\n".join(map(str, wrong))


ELSEWHERE = ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:owl()")
PARAMETERS = ("came_from", "next", "url", "return_to", "redirect", "back", "ref")


def test_nobody_is_sent_elsewhere(site, app):
    """No page or form of ours leads to an address that stands in the request."""
    wrong = []
    for endpoint, rule in {**ours(app, "POST"), **ours(app, "GET")}.items():
        for target in ELSEWHERE[:2] if "POST" in rule.methods else ELSEWHERE:
            given = dict.fromkeys(PARAMETERS, target)
            for method in rule.methods & {"GET", "POST"}:
                options = {"query_string": given} | ({"data": given} if method == "POST" else {})
                answer = ask(app, filled(rule, "baum"), site["sysadmin"], method=method, **options)
                location = answer.headers.get("Location", "")
                if location.startswith(ELSEWHERE):
                    wrong.append((endpoint, method, location))
    assert not wrong, "\n".join(map(str, wrong))
