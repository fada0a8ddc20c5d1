"""Walk W9.3, 5, 6: a year later: reminders, an upgrade, a login of another house."""

from __future__ import annotations

from contextvars import Context
from datetime import timedelta
from urllib.parse import unquote

import pytest

from ckan import model
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl.cli.init import init
from ckanext.modellregion_owl.desk import project_causes
from ckanext.modellregion_owl.desk.today import today
from ckanext.modellregion_owl.projects import checked
from ckanext.modellregion_owl.projects.groups import GROUP_TYPE

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

REVIEWED = "ckanext.modellregion_owl.accessibility.reviewed"


def lines(user: str = "") -> list[dict]:
    found = call_action("modellregion_desk_list", {"user": user, "ignore_auth": not user})
    return [line for line in found["results"] if line["key"] == project_causes.UNCHECKED]


@pytest.fixture
def clock(monkeypatch):
    """Put the clock forward: `clock(days)`."""

    def forward(days: int) -> None:
        day = today() + timedelta(days=days)
        for module in (project_causes, checked):
            monkeypatch.setattr(module, "today", lambda: day)

    return forward


class TestProjects:
    def test_unchecked(self, clock, app):
        """After eleven months the desk names them to administrators; a new day closes the line."""
        editor = factories.User()["name"]
        factories.Organization(users=[{"name": editor, "capacity": "editor"}])
        day = today().isoformat()
        for name in ("talsperre", "wald"):
            factories.Group(name=name, title=name.title(), type=GROUP_TYPE, checked=day)
        factories.Group(name="neu", title="Neu", type=GROUP_TYPE)
        factories.Group(name="gruppe", title="Gruppe")
        # As versions before took it: a German day, which read as text would come too early.
        group = model.Group.get("talsperre")
        group.extras = {**group.extras, "checked": today().strftime("%d.%m.%Y")}
        model.Session.commit()
        clock(300)
        assert lines() == []
        clock(340)
        (line,) = lines()
        assert line["count"] == 3
        assert "“Neu”, “Talsperre”, “Wald”" in line["detail"]
        assert "gruppe" not in line["detail"].lower()
        assert lines(editor) == []
        admin = {"Authorization": factories.SysadminWithToken()["token"]}
        assert app.get(line["step"]["url"], headers=admin).status_code == 200
        assert "Talsperre" in app.get("/datenpflege", headers=admin).text
        call_action("group_patch", id="wald", checked=(today() + timedelta(days=340)).isoformat())
        assert lines()[0]["count"] == 2
        call_action("group_delete", id="talsperre")
        call_action("group_patch", id="neu", checked=(today() + timedelta(days=339)).isoformat())
        assert lines() == []


class TestUpgrade:
    def test_init_behind_it(self, cli):
        """W9.5: what people have edited stays, and `init` shows in which field it differs."""
        assert cli.invoke(init).exit_code == 0
        call_action("organization_patch", id="stadt-bielefeld", title="Bielefeld am Teuto")
        call_action("group_patch", id="schlosskreuzung", title="Unsere Kreuzung")
        answer = cli.invoke(init)
        assert answer.exit_code == 0, answer.output
        edited = {"stadt-bielefeld": "Bielefeld am Teuto", "schlosskreuzung": "Unsere Kreuzung"}
        for name, title in edited.items():
            (row,) = [row for row in answer.output.splitlines() if name in row.split()]
            assert row.split()[-2:] == [name, "title"]
            assert model.Group.get(name).title == title


class TestDeclaration:
    def test_reminded_on_the_page(self, app, ckan_config, monkeypatch):
        """Eleven months after the review who runs the portal is reminded; readers never are."""
        admin = {"Authorization": factories.SysadminWithToken()["token"]}
        text = "The declaration on accessibility must be reviewed every year."

        def told(days: int, who: dict[str, str]) -> bool:
            day = (today() - timedelta(days=days)).isoformat()
            monkeypatch.setitem(ckan_config, REVIEWED, day)
            # In a context of its own: all requests of a test share one otherwise, and its user.
            return text in Context().run(app.get, "/en/barrierefreiheit", headers=who).text

        assert not told(300, admin)
        assert told(340, admin)
        assert not told(340, {})


class TestLogin:
    def test_signed_out(self, app):
        """W9.6: who is signed out is sent to the login and from there back to the page."""
        for path in ("/datenpflege", "/datenpflege/regeln", "/datenpflege/verlauf?page=2"):
            answer = Context().run(app.get, path, follow_redirects=False)
            assert answer.status_code == 302, path
            way, _, came_from = answer.location.partition("?came_from=")
            assert (way.removeprefix("http://test.ckan.net"), unquote(came_from)) == (
                "/user/login",
                path,
            )
        who = {"Authorization": factories.UserWithToken()["token"]}
        refused = Context().run(app.get, "/datenpflege", headers=who, follow_redirects=False)
        assert refused.status_code == 403
