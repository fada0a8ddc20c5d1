"""A dataset's own document: who may read it, and what it costs."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Response

import ckan.authz as authz
import ckan.model as model
import ckan.plugins as p
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl.feed.formats import FORMATS

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]


@pytest.fixture
def make(clean_stack):
    """Return a function that makes a public dataset of an organisation."""
    organisation = factories.Organization(name="stadt-paderborn", title="Stadt Paderborn")["id"]

    def make_dataset(name: str, **values):
        return factories.Dataset(name=name, title=f"Satz {name}", owner_org=organisation, **values)

    return make_dataset


class Labels:
    """An operator's rule: all datasets are for members only."""

    def get_dataset_labels(self, dataset_obj):
        """Return who may see a dataset."""
        return ["members"]

    def get_user_dataset_labels(self, user_obj):
        """Return what a visitor may see."""
        return ["public"]


class Login:
    """An operator's login, before which nothing is shown."""

    def identify(self):
        """Answer instead of CKAN."""
        return Response("Login", 401)

    def identify_user(self, user_id=None):
        """Know nobody."""


def plugins_of(patch: pytest.MonkeyPatch, interface: object, plugin: object, where: str) -> None:
    """Let a plugin stand before all others that implement an interface."""
    find = p.PluginImplementations

    def found(wanted, *args):
        return iter([*([plugin] if wanted is interface else []), *find(wanted, *args)])

    for module in (where, "ckan.plugins"):
        patch.setattr(f"{module}.PluginImplementations", found)


def without_date(answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in ("Date", "Vary")}


class TestDataset:
    def test_what_is_taken_away_is_gone_at_once(self, app, make):
        """By id and by name; private, deleted, renamed and unknown ones are 404 to everybody."""
        made = make("baeume")
        for name in (made["id"], "baeume"):
            assert "Satz baeume" in app.get(f"/dataset/{name}.ttl").get_data(as_text=True)
        call_action("package_patch", id=made["id"], name="linden", title="Linden")
        app.get("/dataset/baeume.ttl", status=404)
        assert "Linden" in app.get("/dataset/linden.ttl").get_data(as_text=True)
        # Behind CKAN's back, as a restored backup does it: the stored text is still there.
        for change in ({"private": True}, {"state": "deleted"}):
            row = sa.update(model.Package).where(model.Package.id == made["id"])
            model.Session.execute(row.values(change))
            model.Session.commit()
            for name in (made["id"], "linden"):
                for extension in FORMATS:
                    answer = app.get(f"/dataset/{name}.{extension}", status=404)
                    assert "Linden" not in answer.get_data(as_text=True)
            before = {"private": False, "state": "active"}
            model.Session.execute(row.values(before))
            model.Session.commit()
        assert "Linden" in app.get("/dataset/linden.ttl").get_data(as_text=True)

    def test_who_may_sees_private_ones(self, app, make):
        """A member gets what is private, written for that answer; nobody else does."""
        made = make("geheim", private=True)
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        app.get("/dataset/geheim.rdf", status=404)
        assert "Satz geheim" in app.get("/dataset/geheim.rdf", headers=headers).get_data(True)
        app.get("/dataset/geheim.rdf", status=404)
        call_action("package_delete", id=made["id"])
        app.get("/dataset/geheim.rdf", headers=headers, status=404)

    def test_an_operators_own_rule_is_asked(self, app, make, monkeypatch):
        """A plugin's rule for `package_show`, its labels and its login stand before the feed."""
        make("baeume")
        path = "/dataset/baeume.ttl"
        app.get(path, status=200)
        authz._AuthFunctions.keys()
        with monkeypatch.context() as changed:

            def members_only(context, data_dict):
                return {"success": False}

            members_only.auth_allow_anonymous_access = True
            changed.setitem(authz._AuthFunctions._functions, "package_show", members_only)
            app.get(path, status=404)
        with monkeypatch.context() as changed:
            plugins_of(changed, p.IPermissionLabels, Labels(), "ckan.lib.plugins.plugins")
            app.get(path, status=404)
        app.get(path, status=200)

    def test_a_login_for_everything_is_asked(self, app, make, monkeypatch):
        """Hooks of other plugins before and behind a request, and who else knows its user."""
        make("baeume")
        path = "/dataset/baeume.ttl"
        app.get(path, status=200)
        site = app.flask_app
        for hooks in (site.before_request_funcs, site.after_request_funcs):
            with monkeypatch.context() as changed:
                changed.setitem(hooks, None, [*hooks[None], lambda *_: Response("Login", 401)])
                app.get(path, status=401)
        with monkeypatch.context() as changed:
            plugins_of(changed, p.IAuthenticator, Login(), "ckan.views.p")
            app.get(path, status=401)
        app.get(path, status=200)

    def test_one_question(self, app, make, sql_queries):
        """A stored text that all may read costs one question; with a cookie it is the same text."""
        make("baeume")
        app.get("/dataset/baeume.ttl")
        known = app.test_client()
        known.set_cookie("anders", "1", domain="test.ckan.net")
        for extension in FORMATS:
            path = f"/dataset/baeume.{extension}"
            sql_queries.clear()
            answer = app.get(path)
            assert len(sql_queries) == 1, sql_queries
            usual = known.get(path, base_url="http://test.ckan.net")
            assert len(sql_queries) == 3, sql_queries  # another one is CKAN's, for its settings
            assert answer.data == usual.data
            assert without_date(answer) == without_date(usual)
            tag = {"If-None-Match": answer.headers["ETag"]}
            assert app.get(path, headers=tag).status_code == 304
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert set(answer.vary) == {"Accept-Encoding", "Cookie"}

    def test_in_other_profiles(self, app, make):
        """Who names ckanext-dcat's profiles gets what it says in them."""
        make("baeume")
        other = app.get("/dataset/baeume.ttl?profiles=schemaorg").get_data(as_text=True)
        assert "schema:Dataset" in other
        assert "dcat:Dataset" not in other
        assert "dcat:Dataset" in app.get("/dataset/baeume.ttl?profiles=").get_data(as_text=True)

    def test_is_reached_as_any_page(self, app, make):
        """HEAD, and below CKAN's prefix of a language; POST is none of its methods."""
        made = make("baeume")
        for path in ("/dataset/baeume.ttl", f"/en/dataset/{made['id']}.jsonld"):
            assert app.test_client().head(path).status_code == 200
            assert "Satz baeume" in app.get(path).get_data(as_text=True)
        app.post("/dataset/baeume.ttl", status=405)

    def test_what_there_is_not(self, app, make):
        """An unknown format and a name that none can be: 404 in plain words, never a fault."""
        make("baeume")
        for path in ("/dataset/baeume.foo", "/dataset/%00.ttl", f"/dataset/{'x' * 5000}.rdf"):
            answer = app.get(path, status=404)
            assert answer.headers["Content-Type"].startswith("text/plain")
        assert "jsonld" in app.get("/dataset/baeume.foo", status=404).text
