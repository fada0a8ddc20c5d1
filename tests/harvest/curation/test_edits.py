"""What a person changes stays over every harvest, until the source changes it: then they ask."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.modellregion_owl.curation.difference import Fields, edits

FIELDS = Fields(frozenset(("title", "theme")), frozenset(("name", "license")))


@pytest.mark.unit
class TestDifference:
    @pytest.mark.parametrize(
        ("before", "after", "expected"),
        [
            ({"title": "a"}, {"title": "b"}, [("", "title", "a", "b")]),
            ({"title": "a"}, {"title": ""}, [("", "title", "a", None)]),
            ({"title": ""}, {}, []),
            ({"theme": ["a", "b"]}, {"theme": ["b"]}, [("", "theme", ["a", "b"], ["b"])]),
            ({"theme": [{"a": "x", "b": ""}]}, {"theme": [{"a": "x"}]}, []),
            ({"name": "a"}, {"name": "b"}, []),
        ],
        ids=["changed", "emptied", "both empty", "list", "empty part", "not to be changed"],
    )
    def test_fields(self, before, after, expected):
        """A repeating field is one value; empty parts, which forms send, are none."""
        found = edits(before, after, FIELDS)
        assert [(e.resource_key, e.field, e.before, e.after) for e in found] == expected

    def test_files(self):
        """By their IRI, else their id; one more and one less are changes too."""
        before = [{"id": "1", "uri": "u"}, {"id": "2", "name": "alt"}, {"id": "3"}]
        after = [{"id": "1", "uri": "u", "license": "x"}, {"id": "2"}, {"id": "4", "name": "n"}]
        found = edits({"resources": before}, {"resources": after}, FIELDS)
        assert [(e.resource_key, e.field) for e in found] == [
            ("u", "license"),
            ("2", "name"),
            ("4", "file:added"),
            ("3", "file:removed"),
        ]

    def test_keywords_extras_and_projects(self):
        """Keywords are one value in any order; ckanext-harvest's own extras are none."""
        before = {"tags": [{"name": "b", "id": "1"}, {"name": "a"}], "groups": [{"name": "p"}]}
        after = {
            "tags": [{"name": "a"}, {"name": "b"}],
            "groups": [{"name": "q"}],
            "extras": [{"key": "harvest_object_id", "value": "x"}, {"key": "k", "value": "v"}],
        }
        found = [(e.field, e.after) for e in edits(before, after, FIELDS)]
        projects = [("groups:p", False), ("groups:q", True)]
        assert found == [("extras", [{"key": "k", "value": "v"}]), *projects]


@pytest.mark.stack
class TestCaught:
    @pytest.fixture
    def source(
        self, storage: Any, live_site: str, feed: Any, turtle: Any, make_source: Any, run: Any
    ) -> Any:
        """Harvest one dataset."""
        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))))
        assert run(source).added == 1
        return source

    @pytest.fixture
    def again(self, feed: Any, turtle: Any, run: Any, source: Any) -> Any:
        """Let the source deliver something else, and harvest it."""

        def harvest(**changed: str) -> Any:
            text = turtle.dataset(1, **{k: v for k, v in changed.items() if k == "title"})
            text = text.replace("Standorte", changed.get("notes", "Orte"))
            feed.put("/1", turtle.catalogue(text))
            return run(source)

        return harvest

    @pytest.mark.parametrize("action", ["package_patch", "package_update", "package_revise"])
    def test_every_way_of_editing(self, source, again, api, packages, action):
        """The edit stays over a harvest that changes something else."""
        data = {"id": "baumkataster-1", "title": "Bäume"}
        if action == "package_update":
            data = {**packages()["baumkataster-1"], **data}
        if action == "package_revise":
            data = {"match__name": "baumkataster-1", "update__title": "Bäume"}
        assert api(action, **data)[0] == 200
        origin = api("modellregion_origin_list", id="baumkataster-1")[1]
        (mine,) = (f for f in origin["fields"] if f["origin"] == "steward")
        assert (mine["value"], mine["base"]) == ("Bäume", "Baumkataster 1")
        assert mine["user"] == "Petra Pflege"
        assert again().changed == 1
        package = packages()["baumkataster-1"]
        assert (package["title"], package["notes"][:4]) == ("Bäume", "Orte")

    def test_unchanged_source_writes_nothing(self, source, run, api):
        """The edit is what the dataset shows already."""
        api("package_patch", id="baumkataster-1", title="Bäume", curation_why="klarer")
        assert run(source).unchanged == 1
        log = api("modellregion_origin_list", id="baumkataster-1")[1]["log"]
        assert [(line["act"], line["why"]) for line in log] == [("edit", "klarer")]

    def test_files(self, source, again, api, packages):
        """A field of a file, a file more, and one less."""
        file = packages()["baumkataster-1"]["resources"][0]
        api("resource_patch", id=file["id"], name="Liste")
        more = {"package_id": "baumkataster-1", "url": "https://x.example/a.pdf", "name": "Plan"}
        more["license"] = file["license"]
        more["license_attribution_by_text"] = "Stadt"
        assert api("resource_create", **more)[0] == 200
        again()
        found = packages()["baumkataster-1"]["resources"]
        assert [r["name"] for r in found] == ["Liste", "Plan"]
        api("resource_patch", id=found[1]["id"], name="Lageplan")
        api("resource_delete", id=file["id"])
        again(notes="Stellen")
        assert [r["name"] for r in packages()["baumkataster-1"]["resources"]] == ["Lageplan"]

    def test_keywords_and_organisation(self, source, again, api, packages):
        """Keywords are one value; a dataset that was given to another organisation stays there."""
        from ckan.tests import factories

        other = factories.Organization(name="stadt-delbrueck")
        api("package_patch", "sysadmin", id="baumkataster-1", tags=[{"name": "Linden"}])
        assert len(packages()["baumkataster-1"]["tags"]) == 1
        move = {"id": "baumkataster-1", "organization_id": other["id"]}
        assert api("package_owner_org_update", "sysadmin", **move)[0] == 200
        again()
        package = packages()["baumkataster-1"]
        assert [t["name"] for t in package["tags"]] == ["Linden"]
        assert package["organization"]["name"] == "stadt-delbrueck"

    def test_edit_back_is_none(self, source, api):
        """Writing what the source says takes the own value away."""
        for title in ("Bäume", "Baumkataster 1"):
            api("package_patch", id="baumkataster-1", title=title)
        found = api("modellregion_origin_list", id="baumkataster-1")[1]
        assert [f for f in found["fields"] if f["origin"] == "steward"] == []
        assert [line["act"] for line in found["log"]] == ["undo", "edit"]

    @pytest.mark.parametrize(("answer", "title"), [("keep", "Bäume"), ("take", "Grün der Stadt")])
    def test_source_changes_it_too(self, source, again, api, packages, answer, title):
        """Mine stands until somebody answers; then there is no question until it changes again."""
        api("package_patch", id="baumkataster-1", title="Bäume")
        again(title="Grün der Stadt")
        count, (question,) = api("modellregion_question_list")[1].values()
        assert count == 1
        assert (question["mine"], question["theirs"]) == ("Bäume", "Grün der Stadt")
        assert packages()["baumkataster-1"]["title"] == "Bäume"
        data = {"id": "baumkataster-1", "field": "title", "answer": answer}
        assert api("modellregion_question_answer", "stranger", **data)[0] == 403
        assert api("modellregion_question_answer", **data) == (200, {"written": True})
        assert api("modellregion_question_list")[1]["count"] == 0
        again(title="Grün der Stadt", notes="Stellen")
        assert api("modellregion_question_list")[1]["count"] == 0
        assert packages()["baumkataster-1"]["title"] == title
        again(title="Wieder anders")
        assert api("modellregion_question_list")[1]["count"] == (1 if answer == "keep" else 0)

    def test_deleted_dataset_is_noted(self, source, api, run, packages):
        """It stays deleted, and the log says who did it."""
        api("package_delete", id="baumkataster-1")
        assert run(source).unchanged == 1
        assert packages() == {}
        log = api("modellregion_origin_list", "sysadmin", id="baumkataster-1")[1]["log"]
        assert [line["act"] for line in log] == ["delete"]

    def test_costs(self, source, again, organisation, sql_queries):
        """No statement for the harvester's own writes; one for datasets that were not harvested."""
        import ckan.plugins.toolkit as tk
        from ckan.tests import factories

        ours = ("modellregion_record", "modellregion_overlay", "modellregion_curation")
        package = factories.Dataset(owner_org=organisation["id"])
        user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]

        def asked(**context: Any) -> list[str]:
            sql_queries.clear()
            data = {"id": package["id"], "title": "x"}
            tk.get_action("package_patch")({"ignore_auth": True, "user": user, **context}, data)
            return [q for q in sql_queries if any(name in q for name in ours)]

        assert len(asked()) == 1
        assert asked(modellregion_harvest=True) == []
