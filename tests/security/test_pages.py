"""Every page of ours, by role and with names that nobody means well."""

from __future__ import annotations

import re
from contextvars import Context
from typing import Any

import pytest
from owltests import office

from ckan.tests import factories

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

PACKAGE = "ckanext.modellregion_owl"
ROLES = ("anonymous", "member", "editor", "admin", "sysadmin")
REFUSED = {400, 401, 403, 404, 405, 410}
# Who may open a page, from this role on; `_*` stands for the formats of a file.
FROM_ROLE = {
    "anonymous": """
        handlungsfelder.index handlungsfelder.read kommunen.read modellprojekte.index
        modellprojekte.read modellprojekte_data.index_* modellprojekte_data.read_*
        modellprojekte_publiccode.read projektblatt.read modellregion_ask.form
        modellregion_ask.post modellregion_ask.thanks modellregion_declaration.show
        modellregion_feed.catalog_* modellregion_feed.dataset_* modellregion_feed.status
        modellregion_feed_dump.checksum_* modellregion_feed_dump.packed_*
        modellregion_feed_dump.stream_* modellregion_feed_parts.municipality_*
        modellregion_feed_parts.project_* modellregion_feed_parts.supply_*
        modellregion_health.health modellregion_health.metrics modellregion_pages.for_developers
        modellregion_pages.numbers modellregion_pages.numbers_csv modellregion_quality.dataset
        modellregion_quality.index modellregion_quality.index_csv modellregion_reuse.part
        modellregion_reuse.sitemap
    """,
    "editor": """
        modellregion_assigning.decide modellregion_curation.answer
        modellregion_curation.answer_several modellregion_curation.block
        modellregion_curation.questions modellregion_curation.rule
        modellregion_curation.rule_choose modellregion_curation.rule_end
        modellregion_curation.rule_new modellregion_curation.rules modellregion_curation.undo
        modellregion_desk.accept modellregion_desk.cause modellregion_desk.cause_csv
        modellregion_desk.decide modellregion_desk.figures modellregion_desk.figures_csv
        modellregion_desk.history modellregion_desk.index modellregion_desk.index_csv
        modellregion_desk.report modellregion_desk.sources modellregion_feed_desk.answer
        modellregion_feed_desk.show modellregion_form.draft modellregion_form.draft_file
        modellregion_govdata.run modellregion_govdata.show modellregion_govdata.signup
        modellregion_harvest.confirm modellregion_harvest.decide modellregion_harvest.preview
        modellregion_harvest.progress modellregion_harvest.protocol modellregion_harvest.runs
        modellregion_harvest.start modellregion_links.check modellregion_links.index
        modellregion_links.index_csv modellregion_quality.findings_csv
    """,
    "sysadmin": """
        modellregion_curation.blocked modellregion_curation.places modellregion_curation.purge
        modellregion_curation.unblock
    """,
}
NOBODY_THERE = "http://127.0.0.1:9/catalog.ttl"  # refused at once: no test waits for a name
LEAST = {page: role for role, pages in FROM_ROLE.items() for page in pages.split()}
# What a page can't be asked without.
ASKED = {"modellregion_curation.rule_new": "?id=quelle"}
FORMAT = re.compile(r"_(?:jsonld|json|n3|nt|rdf|ttl|xml)$")


@pytest.fixture
def site() -> dict[str, str]:
    """Users of each role in one organisation, with a dataset and a source; their keys."""
    office.open_office(NOBODY_THERE)
    return {role: factories.APIToken(user=office.user(role))["token"] for role in office.ROLES[1:]}


def ours(app: Any, method: str) -> dict[str, Any]:
    """Return the rules of a method that lead to code of ours, by endpoint."""
    views = app.flask_app.view_functions
    return {
        rule.endpoint: rule
        for rule in app.flask_app.url_map.iter_rules()
        if views[rule.endpoint].__module__.startswith(PACKAGE) and method in rule.methods
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


def test_every_page_has_its_row(app):
    """A new page must say here from which role on it may be opened."""
    found = {FORMAT.sub("_*", name) for way in ("GET", "POST") for name in ours(app, way)}
    assert found == set(LEAST)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_from_the_least_role_on(site, app, method):
    """Each page and form by five roles: refused below the least one, not from it on; no fault."""
    wrong = []
    for endpoint, rule in ours(app, method).items():
        least = LEAST.get(FORMAT.sub("_*", endpoint), "sysadmin")
        path = re.sub(
            "<([^>]*)>",
            lambda m: {"source": "quelle", "int:number": "1"}.get(m[1], "baum"),
            rule.rule,
        )
        for role in ROLES if least != "anonymous" else ROLES[:1]:
            answer = ask(app, path + ASKED.get(endpoint, ""), site.get(role, ""), method=method)
            to_login = "/user/login" in answer.headers.get("Location", "")
            code = answer.status_code
            if ROLES.index(role) >= ROLES.index(least):
                right = code not in (401, 403) and not to_login
            else:
                # A form leads back to its page with a message; its action: tests/test_rights.py.
                right = code in REFUSED or to_login or (code == 302 and method == "POST")
            if not right or (code >= 500 and code != 503):
                wrong.append((endpoint, path, role, code, answer.headers.get("Location")))
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
