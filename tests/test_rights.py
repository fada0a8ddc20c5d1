"""Who may do what: every action of ours, by the least role that may."""

from __future__ import annotations

from contextvars import Context
from typing import Any

import pytest
from owltests import office
from owltests.office import ROLES

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.tests import factories

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

# Not in the order: edits another organisation.
STRANGER = "stranger"
# Whoever edits datasets of any organisation; what the answer holds depends on which.
EDITORS = """
    desk_accept desk_figures desk_letter desk_list desk_log desk_note desk_reopen desk_report
    desk_show feed_answer feed_question govdata_check govdata_report link_check link_list
    link_summary
    question_list finding_list rule_list
"""
# Whoever may edit the dataset or the source that `id` names.
OF_A_DATASET = """
    block dataset_findings dataset_validate duplicate_join duplicate_separate origin_list
    overlay_list overlay_remove overlay_set project_assignments project_decide question_answer
"""
OF_A_SOURCE = """
    harvest_confirm harvest_keep harvest_preview harvest_progress harvest_report harvest_start
    rule_choose rule_create rule_end rule_preview rule_show
"""
SYSADMINS = (
    "block_list blocked_purge personal_data_list personal_data_purge projects_assign unblock"
)
PREFIX = "modellregion_"
# Action → least role, and what its `id` is: "dataset", "source", or "" for none.
RIGHTS: dict[str, tuple[str, str]] = {
    **{PREFIX + name: ("editor", "") for name in EDITORS.split()},
    **{PREFIX + name: ("editor", "dataset") for name in OF_A_DATASET.split()},
    **{PREFIX + name: ("editor", "source") for name in OF_A_SOURCE.split()},
    **{PREFIX + name: ("sysadmin", "") for name in SYSADMINS.split()},
    "modellregion_quality_list": ("anonymous", ""),
    "modellregion_quality_show": ("anonymous", "dataset"),
}


@pytest.fixture
def site() -> dict[str, dict[str, str]]:
    """Create users, two organisations, a dataset and a source; return the data of each kind."""
    made = office.open_office()
    stranger = factories.User(name=office.user(STRANGER))["name"]
    users = [{"name": stranger, "capacity": "editor"}]
    factories.Organization(name="anderes", users=users)
    return {"dataset": {"id": made["dataset"]}, "source": {"id": made["source"]}, "": {}}


def ours() -> list[str]:
    """Return the names of all our actions."""
    found = {
        name
        for plugin in p.PluginImplementations(p.IActions)
        for name in plugin.get_actions()
        if name.startswith(PREFIX)
    }
    return sorted(found)


def may(name: str, user: str, data: dict[str, Any]) -> bool:
    """Tell whether CKAN's check lets the user pass."""
    try:
        tk.check_access(name, {"user": user}, dict(data))
    except tk.NotAuthorized:
        return False
    return True


def test_every_action_has_its_row():
    """A new action must say here who may use it."""
    assert ours() == sorted(RIGHTS)


def test_least_role(site):
    """From the least role on everybody may, below nobody; a stranger only without a thing."""
    wrong = []
    for name, (least, kind) in RIGHTS.items():
        users = ["", *(f"r-{role}" for role in ROLES[1:])]
        found = [may(name, user, site[kind]) for user in users]
        expected = [ROLES.index(role) >= ROLES.index(least) for role in ROLES]
        if found != expected:
            wrong.append((name, dict(zip(ROLES, found, strict=True))))
        if kind and may(name, f"r-{STRANGER}", site[kind]) != (least in ROLES[:2]):
            wrong.append((name, {STRANGER: True}))
    assert wrong == []


def test_without_an_id(site, app):
    """By the API with nothing in it: a sentence that says what is missing, and never a fault."""
    key = factories.APIToken(user="r-sysadmin")["token"]
    headers = {"Authorization": key, "Content-Type": "application/json"}
    found = {
        name: app.post(f"/api/3/action/{name}", data="{}", headers=headers).status_code
        for name in RIGHTS
    }
    assert {name: code for name, code in found.items() if code not in (200, 409)} == {}
    anonymous = {
        name: app.post(f"/api/3/action/{name}", json=site[kind]).status_code
        for name, (role, kind) in RIGHTS.items()
        if role != "anonymous"
    }
    assert {name: code for name, code in anonymous.items() if code not in (403, 409)} == {}


def test_pages_of_stewards(site, app):
    """Each page of the desk is for people who edit: the others get nothing but a refusal."""
    rules = [rule for rule in app.flask_app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    pages = sorted({r.rule for r in rules if r.rule.startswith("/datenpflege") and not r.arguments})
    assert len(pages) >= 4
    keys = {role: factories.APIToken(user=f"r-{role}")["token"] for role in ROLES[1:]}

    def status(page: str, role: str) -> int:
        headers = {"Authorization": keys[role]} if role in keys else {}

        def ask() -> int:
            with app.flask_app.test_client() as client:
                code: int = client.get(page, headers=headers).status_code
                return code

        # In a context of its own: all requests of a test share one otherwise, and its user.
        return Context().run(ask)

    for page in pages:
        assert {status(page, role) for role in ROLES[:3]} <= {302, 401, 403, 404}, page
        assert status(page, "sysadmin") in (200, 404), page
