"""A dataset's own document: who may read it, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

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


@contextmanager
def statements() -> Iterator[list[str]]:
    """Count what is asked of PostgreSQL."""
    seen: list[str] = []

    def note(connection, cursor, statement, *args):
        seen.append(statement)

    sa.event.listen(model.meta.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(model.meta.engine, "before_cursor_execute", note)


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
            find = p.PluginImplementations

            class Labels:
                def get_dataset_labels(self, dataset_obj):
                    return ["members"]

                def get_user_dataset_labels(self, user_obj):
                    return ["public"]

            def with_labels(interface, *args):
                found = list(find(interface, *args))
                return iter([Labels(), *found] if interface is p.IPermissionLabels else found)

            for module in (
                "ckan.lib.plugins.plugins",
                "ckanext.modellregion_owl.feed.generations.p",
            ):
                changed.setattr(f"{module}.PluginImplementations", with_labels)
            app.get(path, status=404)
        app.get(path, status=200)
        hooks = app.flask_app.before_request_funcs[None]
        hooks.append(lambda: Response("Login", 401))
        app.get(path, status=401)
        hooks.pop()

    def test_one_question(self, app, make):
        """A stored dataset costs one question of ours; the second and third formats do, too."""
        make("baeume")
        app.get("/dataset/baeume.ttl")
        for extension in ("ttl", "rdf", "jsonld"):
            with statements() as seen:
                answer = app.get(f"/dataset/baeume.{extension}")
            ours = [s for s in seen if "system_info" not in s]
            assert len(ours) == 1, ours
            tag = {"If-None-Match": answer.headers["ETag"]}
            assert app.get(f"/dataset/baeume.{extension}", headers=tag).status_code == 304
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert "Accept-Encoding" in answer.headers["Vary"]
