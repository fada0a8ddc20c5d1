"""Where the writer stands in CKAN's place: what comes out is CKAN's own, to the value."""

from __future__ import annotations

import hashlib
import inspect
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.modellregion_owl.harvest.write.instead import Instead

sys.path.append(str(Path(__file__).parents[1] / "rdf"))
from samples import full_dataset

unit = pytest.mark.unit
stack = pytest.mark.stack
# sha256 of the functions of CKAN 2.12.0 for which ours stand: read them anew before changing one.
STANDS_FOR = {
    "flattened_order_key": "cf53ad74f1268773888022744509dd1962c62cf81c4ca26737d6151226fc8389",
    "_validate": "d54d4de07db8005c2ee6c76b96b98959bbd67ff090b83b5222931fe2f95b96ea",
    "augment_data": "474e338c95be8855cb4ef16975505fa10ca3f0fd06de4d47c18aab0971b0262b",
    "get_all_key_combinations": "e421c62443be898c5a3f85a8663198935f06d39d65ca6f479c08466aa90b463c",
    "make_full_schema": "ac7cd3a4d86ce3a1a8685bf11aaac5619b1056a8e4308856544941e856e82b78",
}


@unit
class TestInstead:
    def owner(self):
        """Return a class that inherits its function."""

        class Base:
            @classmethod
            def name(cls):
                return "base"

        class Owner(Base):
            pass

        return Owner

    def place(self, owner):
        """Return what puts another function there."""
        return Instead(owner, "name", lambda original: classmethod(lambda cls: original() + "!"))

    def test_only_inside(self):
        """Before and after, CKAN's own stands there."""
        owner = self.owner()
        with self.place(owner):
            assert owner.name() == "base!"
        assert owner.name() == "base"
        assert "name" not in vars(owner)  # inherited again

    def test_the_first_to_leave_leaves_the_others(self):
        """Two harvests overlap: the longer one keeps it."""
        owner = self.owner()
        place = self.place(owner)
        first, second = ExitStack(), ExitStack()
        first.enter_context(place)
        second.enter_context(place)
        first.close()
        assert owner.name() == "base!"
        second.close()
        assert owner.name() == "base"

    def test_also_after_an_exception(self):
        """A failed batch leaves nothing behind."""
        owner = self.owner()
        with pytest.raises(ValueError, match="x"), self.place(owner):
            raise ValueError("x")
        assert owner.name() == "base"


def by_ckan(data, schema):
    """Return what CKAN's validation makes of it: data and errors, or the refusal."""
    import ckan.lib.navl.dictization_functions as navl

    try:
        return navl._validate(dict(data), schema, {})
    except navl.DataError as err:
        return err.error


def by_us(data, schema):
    import ckan.lib.navl.dictization_functions as navl

    from ckanext.modellregion_owl.harvest.write.validation import validate_flat

    try:
        return validate_flat(dict(data), schema, {})
    except navl.DataError as err:
        return err.error


def stop(key, data, errors, context):
    """A validator that puts down that it ran, and ends the key's row."""
    import ckan.lib.navl.dictization_functions as navl

    data.setdefault(("trace",), []).append(key)
    if data.get(key) == "bad":
        errors.setdefault(key, []).append("bad")
        raise navl.StopOnError


def after(key, data, errors, context):
    data.setdefault(("trace",), []).append(("after", key))


NAMES = st.sampled_from(["a", "b", "c", "__extras", "__junk", "__before", "__after"])
KEYS = st.one_of(
    st.tuples(NAMES),
    st.tuples(NAMES, st.integers(0, 2), NAMES),
    st.tuples(NAMES, st.integers(0, 2), NAMES, st.integers(0, 1), NAMES),
)
FIELD = st.lists(st.sampled_from([stop, after]), max_size=2)
SCHEMA = st.dictionaries(
    NAMES,
    st.one_of(FIELD, st.dictionaries(NAMES, st.one_of(FIELD, st.dictionaries(NAMES, FIELD)))),
)
VALUES = st.one_of(st.sampled_from(["", "x", "bad", None]), st.just([]))


@unit
class TestValidation:
    @pytest.mark.parametrize("name", STANDS_FOR)
    def test_ckan_has_not_changed_its_own(self, name):
        """A new CKAN: somebody must compare again."""
        import ckan.lib.navl.dictization_functions as navl

        source = inspect.getsource(getattr(navl, name))
        assert hashlib.sha256(source.encode()).hexdigest() == STANDS_FOR[name]

    @given(data=st.dictionaries(KEYS, VALUES), schema=SCHEMA)
    def test_equal_for_any_schema(self, data, schema):
        """Same data, same errors, validators in the same order."""
        pytest.importorskip("ckan")
        assert by_us(data, schema) == by_ckan(data, schema)

    def test_refuses_as_ckan_does(self):
        """A text where a list of entries belongs."""
        data = {("a",): "text"}
        refused = by_us(data, {"a": {"b": [stop]}})
        assert refused == by_ckan(data, {"a": {"b": [stop]}})
        assert "list of dicts" in refused.lower() or "lists of dicts" in refused.lower()


@stack
@pytest.mark.usefixtures("clean_stack")
class TestStoredDatasets:
    def test_all_is_as_ckan_would_do_it(
        self, feed, catalogues, make_source, run, packages, monkeypatch
    ):
        """A recording, harvested with both validations beside each other, shown in both ways."""
        import ckan.lib.navl.dictization_functions as navl

        from ckanext.modellregion_owl.harvest.write import apply, solr, validation

        differences, compared = [], []

        def both(original):
            def validate(data, schema, context):
                theirs = original(dict(data), schema, context)
                ours = validation.validate_flat(dict(data), schema, context)
                compared.append(len(data))
                if ours != theirs:
                    differences.append((ours, theirs))
                return ours

            return validate

        place = Instead(navl, "_validate", both)
        monkeypatch.setattr(apply, "quick_validation", lambda: place)
        monkeypatch.setattr(solr, "quick_validation", lambda: place)
        file = catalogues / "dcat_ap_de" / "schleswig-holstein_rdf_catalog.xml"
        url = feed.put("/catalog", file.read_bytes(), "application/rdf+xml")
        assert run(make_source(url)).added == len(packages())
        assert differences == []
        assert len(compared) >= 3 * len(packages())

    def test_shown_together_is_as_shown_alone(self, organisation, sql_queries):
        """Resources, tags, groups, the organisation, relationships: the same, in fewer queries."""
        import ckan.plugins.toolkit as tk
        from ckan.logic import package_show_default_and_custom_schemas as show

        from ckanext.modellregion_owl.harvest.write.shown import shown_together

        context = {
            "ignore_auth": True,
            "user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"],
        }
        group = tk.get_action("group_create")(dict(context), {"name": "gruppe", "title": "Gruppe"})
        ids = []
        for number in range(4):
            package = {**full_dataset(), "name": f"daten-{number}", "owner_org": organisation["id"]}
            package.pop("id", None)
            package["groups"] = [{"id": group["id"]}] if number % 2 else []
            ids.append(tk.get_action("package_create")(dict(context), package)["id"])
        tk.get_action("package_relationship_create")(
            dict(context), {"subject": ids[0], "object": ids[1], "type": "depends_on"}
        )
        sql_queries.clear()
        alone = [show(dict(context), id_) for id_ in ids]
        many = len(sql_queries)
        sql_queries.clear()
        with shown_together(ids):
            together = [show(dict(context), id_) for id_ in ids]
        assert together == alone
        assert alone[1][0]["groups"]
        assert alone[0][0]["relationships_as_subject"]
        assert all(shown[0]["organization"]["id"] == organisation["id"] for shown in alone)
        assert len(sql_queries) == many - 6 * len(ids) + 7
        sql_queries.clear()
        assert [show(dict(context), id_) for id_ in ids] == alone
        assert len(sql_queries) == many

    def test_a_dataset_of_no_batch_is_read_as_always(self, organisation):
        """The block answers only for its own datasets."""
        import ckan.plugins.toolkit as tk

        from ckanext.modellregion_owl.harvest.write.shown import shown_together

        package = {**full_dataset(), "name": "daten", "owner_org": organisation["id"]}
        package.pop("id", None)
        context = {
            "ignore_auth": True,
            "user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"],
        }
        shown = tk.get_action("package_create")(dict(context), package)
        with shown_together([]):
            again = tk.get_action("package_show")(dict(context), {"id": shown["id"]})
        assert (again["resources"], again["tags"]) == (shown["resources"], shown["tags"])
        assert again["resources"]


@stack
@pytest.mark.usefixtures("clean_stack")
class TestLookups:
    def test_each_is_read_once(self, organisation, sql_queries):
        """The organisation of a batch: one query, not one per dataset."""
        from ckan import model

        from ckanext.modellregion_owl.harvest.write.lookups import looked_up_once

        sql_queries.clear()
        with looked_up_once():
            found = [model.Group.get(organisation["id"]) for _ in range(3)]
        assert {group.name for group in found} == {organisation["name"]}
        assert sum('FROM "group"' in query for query in sql_queries) == 1
        sql_queries.clear()
        model.Group.get(organisation["id"])
        assert sum('FROM "group"' in query for query in sql_queries) == 1

    def test_what_was_not_there_is_asked_for_again(self):
        """An absent user may be made in the same transaction."""
        from ckan import model

        from ckanext.modellregion_owl.harvest.write.lookups import looked_up_once

        with looked_up_once():
            assert model.User.get("neu") is None
            model.Session.add(model.User(name="neu", email="amt@stadt.example"))
            model.Session.flush()
            assert model.User.get("neu").name == "neu"
            assert model.User.by_name("neu").name == "neu"

    def test_other_threads_read_as_always(self, organisation):
        """A page of the same process has its own session."""
        from ckan import model

        from ckanext.modellregion_owl.harvest.write.lookups import looked_up_once

        seen = []

        def other():
            seen.append(model.Group.get(organisation["id"]))
            model.Session.remove()

        with looked_up_once():
            mine = model.Group.get(organisation["id"])
            thread = threading.Thread(target=other)
            thread.start()
            thread.join()
            assert model.Group.get(organisation["id"]) is mine
        assert seen[0].id == mine.id
        assert seen[0] is not mine

    def test_tags_are_found_by_one_query(self, feed, make_source, turtle, run, sql_queries):
        """All tags of a batch at once."""
        page = turtle.catalogue(*(turtle.dataset(n) for n in range(5)))
        source = make_source(feed.put("/1", page))
        sql_queries.clear()
        assert run(source).added == 5
        assert sum("FROM tag" in q and "name = " in q for q in sql_queries) == 0
