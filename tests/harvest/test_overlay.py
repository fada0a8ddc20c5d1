"""A steward's own values stay over every run; what the source says beneath is never lost."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.modellregion_owl.harvest.store.overlay import Entry, version
from ckanext.modellregion_owl.harvest.write.merge import merge


def counts(**changed: int) -> dict[str, int]:
    return {"added": 0, "changed": 0, "unchanged": 0, "removed": 0, "failed": 0, **changed}


def entry(field: str, base: Any, value: Any, key: str = "") -> Entry:
    return Entry("id", key, field, base, value)


@pytest.mark.unit
class TestMerge:
    @pytest.mark.parametrize(
        ("source", "expected", "rules"),
        [
            ("alt", "mein", []),
            ("neu", "mein", ["overlay.conflict"]),
            ("mein", "mein", []),
            (None, "mein", ["overlay.conflict"]),
        ],
        ids=["unchanged", "the source has another value", "the source follows", "now empty"],
    )
    def test_steward_wins(self, source, expected, rules):
        """The steward's value stands; a source that says something new is a finding."""
        package = {"title": source} if source else {}
        found = merge(package, [entry("title", "alt", "mein")])
        assert package["title"] == expected
        assert [f.rule for f in found] == rules

    def test_repeating_field_is_one_value(self):
        """Lists are not mixed: an entry of the source that the steward left out stays out."""
        package = {"theme": ["a", "b"]}
        assert merge(package, [entry("theme", ["a", "b"], ["c"])]) == []
        assert package["theme"] == ["c"]

    def test_field_can_be_emptied(self):
        """None means that there is to be no value."""
        package = {"notes": "Unsinn"}
        merge(package, [entry("notes", "Unsinn", None)])
        assert "notes" not in package

    @pytest.mark.parametrize("key", ["https://x/1", "id-1"])
    def test_resource_by_uri_or_id(self, key):
        """The key of a file is its IRI, else its id."""
        package = {"resources": [{"id": "id-0"}, {"id": "id-1", "uri": "https://x/1"}]}
        merge(package, [entry("name", None, "Liste", key)])
        assert package["resources"][1]["name"] == "Liste"
        assert "name" not in package["resources"][0]

    def test_file_that_is_gone_is_told(self):
        """The value stays in our table, and the finding says that it stands nowhere."""
        assert [f.rule for f in merge({"resources": []}, [entry("name", "", "x", "id-1")])] == [
            "overlay.resource_gone"
        ]

    def test_projects_one_by_one(self):
        """Others go on being assigned by the rules."""
        package = {"groups": [{"name": "a"}, {"name": "b"}]}
        merge(package, [entry("groups:b", True, False), entry("groups:c", False, True)])
        assert package["groups"] == [{"name": "a"}, {"name": "c"}]


@pytest.mark.unit
class TestVersion:
    def test_changes_with_each_value_and_not_with_the_order(self):
        """It decides whether a dataset is written again."""
        one, two = entry("title", "a", "b"), entry("notes", None, "c")
        assert version([one, two]) == version([two, one])
        assert len({version(e) for e in ([], [one], [two], [one, two])}) == 4
        assert version([one]) != version([entry("title", "a", "x")])


@pytest.mark.stack
class TestOverHttp:
    @pytest.fixture
    def api(self, live_site: str, organisation: dict[str, Any]) -> Any:
        """Call an action as an editor of the source's organisation."""
        import requests

        from ckan.tests import factories

        editor = factories.UserWithToken()
        stranger = factories.UserWithToken()
        import ckan.plugins.toolkit as tk

        tk.get_action("organization_member_create")(
            {
                "ignore_auth": True,
                "user": tk.get_action("get_site_user")({"ignore_auth": True})["name"],
            },
            {"id": organisation["id"], "username": editor["name"], "role": "editor"},
        )
        tokens = {"editor": editor["token"], "stranger": stranger["token"], "nobody": ""}

        def call(action: str, who: str = "editor", **data: Any) -> Any:
            answer = requests.post(
                f"{live_site}/api/3/action/{action}",
                json=data,
                headers={"Authorization": tokens[who]},
                timeout=60,
            )
            return answer.status_code, answer.json().get("result", answer.json().get("error"))

        return call

    @pytest.fixture
    def source(self, live_site: str, feed: Any, turtle: Any, make_source: Any, run: Any) -> Any:
        """Harvest one dataset."""
        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))))
        assert run(source).counts() == counts(added=1)
        return source

    def test_value_stands_at_once_and_over_every_run(
        self, feed, turtle, run, source, api, packages
    ):
        """Shown at once; an unchanged source leaves it alone, a changed one writes around it."""
        set_ = {"id": "baumkataster-1", "field": "title", "value": "Bäume", "why": "klarer"}
        assert api("modellregion_overlay_set", **set_) == (200, {"written": True})
        assert packages()["baumkataster-1"]["title"] == "Bäume"
        assert run(source).counts() == counts(unchanged=1)
        text = turtle.dataset(1).replace("Standorte und Arten", "Orte und Sorten")
        feed.put("/1", turtle.catalogue(text))
        assert run(source).counts() == counts(changed=1)
        package = packages()["baumkataster-1"]
        assert (package["title"], package["notes"]) == ("Bäume", "Orte und Sorten, Teil 1.")
        status, found = api("modellregion_overlay_list", id="baumkataster-1")
        assert status == 200
        assert [(e["base"], e["value"], e["why"]) for e in found] == [
            ("Baumkataster 1", "Bäume", "klarer")
        ]

    def test_source_that_changes_the_same_field_is_a_conflict(
        self, feed, turtle, run, source, api, packages, rules
    ):
        """The steward's value stays, the finding names both; taken away, the source's stands."""
        api("modellregion_overlay_set", id="baumkataster-1", field="title", value="Bäume")
        feed.put("/1", turtle.catalogue(turtle.dataset(1, title="Grün der Stadt")))
        run(source)
        assert packages()["baumkataster-1"]["title"] == "Bäume"
        assert "overlay.conflict" in rules()
        gone = api("modellregion_overlay_remove", id="baumkataster-1", field="title")
        assert gone == (200, {"written": True})
        assert packages()["baumkataster-1"]["title"] == "Grün der Stadt"
        assert "overlay.conflict" not in rules()

    def test_value_of_a_file(self, source, api, packages):
        """Its key is the file's IRI although its id was given."""
        file = packages()["baumkataster-1"]["resources"][0]
        set_ = {"id": "baumkataster-1", "resource": file["id"], "field": "name", "value": "Liste"}
        assert api("modellregion_overlay_set", **set_) == (200, {"written": True})
        changed = packages()["baumkataster-1"]["resources"][0]
        assert (changed["name"], changed["id"]) == ("Liste", file["id"])
        found = api("modellregion_overlay_list", id="baumkataster-1")[1]
        assert [e["resource_key"] for e in found] == [file["uri"]]

    def test_what_ckan_refuses_is_not_stored(self, source, api, packages):
        """The dataset stays as it was, and the next run does not stumble over it."""
        before = packages()
        bad = {"id": "baumkataster-1", "field": "version", "value": "9" * 200}
        status, error = api("modellregion_overlay_set", **bad)
        assert status == 409, error
        assert api("modellregion_overlay_list", id="baumkataster-1") == (200, [])
        assert packages() == before

    @pytest.mark.parametrize(
        "field", ["id", "owner_org", "gibt_es_nicht", "resources", "groups:nein"]
    )
    def test_fields_that_belong_to_the_portal(self, source, api, field):
        """Or to nobody: they can't be set."""
        bad = {"id": "baumkataster-1", "field": field, "value": "x"}
        assert api("modellregion_overlay_set", **bad)[0] == 409

    @pytest.mark.parametrize("who", ["stranger", "nobody"])
    def test_only_who_may_edit_the_dataset(self, source, api, who):
        """All three actions are closed to others."""
        for action in ("set", "remove", "list"):
            data = {"id": "baumkataster-1", "field": "title", "value": "x"}
            assert api(f"modellregion_overlay_{action}", who, **data)[0] == 403

    def test_dataset_that_was_not_harvested(self, source, api, organisation):
        """Has no layers: its form is where it is changed."""
        from ckan.tests import factories

        factories.Dataset(name="von-hand", owner_org=organisation["id"])
        bad = {"id": "von-hand", "field": "title", "value": "x"}
        assert api("modellregion_overlay_set", **bad)[0] == 404


@pytest.fixture
def rules() -> Any:
    """List the rules of all findings."""
    import sqlalchemy as sa

    import ckan.model as model

    from ckanext.modellregion_owl.model import finding

    def found() -> set[str]:
        model.Session.rollback()
        return set(model.Session.scalars(sa.select(finding.c.rule)))

    return found


@pytest.mark.stack
@pytest.mark.usefixtures("clean_stack")
class TestProjectsByHand:
    @pytest.fixture
    def projects(self) -> Any:
        """Create two projects; give the names of those that a dataset is in."""
        from ckan.tests import factories

        for name in ("hand", "regel"):
            factories.Group(name=name, type="modellprojekt", title=name)

        def of(package: dict[str, Any]) -> list[str]:
            return sorted(g["name"] for g in package["groups"])

        return of

    def member(self, action: str, package: str, group: str) -> None:
        """Assign a project or take it away, as the dataset's page "Groups" does."""
        import ckan.model as model
        import ckan.plugins.toolkit as tk

        user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
        data = {"id": group, "object": package, "object_type": "package", "capacity": "public"}
        tk.get_action(action)({"ignore_auth": True, "user": user, "model": model}, data)

    def test_assigned_project_survives(self, feed, turtle, make_source, run, packages, projects):
        """A changed record is written with it."""
        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))))
        run(source)
        self.member("member_create", "baumkataster-1", "hand")
        feed.put("/1", turtle.catalogue(turtle.dataset(1, title="Neu")))
        assert run(source).counts() == counts(changed=1)
        assert projects(packages()["baumkataster-1"]) == ["hand"]

    def test_project_with_its_list_of_datasets(
        self, feed, turtle, make_source, run, packages, projects
    ):
        """Saving a project with its datasets assigns them as their own page does."""
        import ckan.plugins.toolkit as tk

        source = make_source(feed.put("/1", turtle.catalogue(*map(turtle.dataset, (1, 2)))))
        run(source)
        user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
        data = {"id": "hand", "packages": [{"id": packages()["baumkataster-1"]["id"]}]}
        tk.get_action("group_patch")({"ignore_auth": True, "user": user}, data)
        changed = (turtle.dataset(n, title=f"Neu {n}") for n in (1, 2))
        feed.put("/1", turtle.catalogue(*changed))
        assert run(source).counts() == counts(changed=2)
        assert projects(packages()["baumkataster-1"]) == ["hand"]
        assert projects(packages()["baumkataster-2"]) == []

    def test_taken_away_project_stays_away(
        self, feed, turtle, make_source, run, packages, projects, monkeypatch
    ):
        """Although the rules would assign it."""
        from ckanext.modellregion_owl.projects import rules

        found = [type("Match", (), {"project": "regel"})]
        monkeypatch.setattr(rules, "assigned", lambda *_: found)
        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))))
        run(source)
        assert projects(packages()["baumkataster-1"]) == ["regel"]
        self.member("member_delete", "baumkataster-1", "regel")
        feed.put("/1", turtle.catalogue(turtle.dataset(1, title="Neu")))
        run(source)
        assert projects(packages()["baumkataster-1"]) == []
