"""Filters of the dataset list."""

from __future__ import annotations

import pytest

from ckanext.modellregion_owl.theme import facets, search

pytestmark = pytest.mark.unit


def found(**counts: int) -> dict:
    """Return a facet as package_search gives it."""
    return {
        "items": [{"name": n, "display_name": n.title(), "count": c} for n, c in counts.items()]
    }


class TestAnyOf:
    @pytest.mark.parametrize(
        ("fq", "expected"),
        [
            ("", ""),
            ('organization:"a" +dataset_type:dataset', 'organization:"a" +dataset_type:dataset'),
            (
                ' organization:"a" organization:"b c" +dataset_type:dataset',
                '+dataset_type:dataset organization:("a" OR "b c")',
            ),
            (
                'organization:"a" res_format:"CSV" organization:"b" res_format:"WFS"',
                'organization:("a" OR "b") res_format:("CSV" OR "WFS")',
            ),
            (
                'organization:"a" tags:"x" organization:"b"',
                'tags:"x" organization:("a" OR "b")',
            ),
            ('-tags:"x" -tags:"y"', '-tags:"x" -tags:"y"'),
            ('(tags:"x" OR tags:"y")', '(tags:"x" OR tags:"y")'),
            (
                'tags:"a" +((tags:"x") OR tags:"y :)") tags:"b"',
                '+((tags:"x") OR tags:"y :)") tags:("a" OR "b")',
            ),
        ],
    )
    def test_values_of_one_field_are_alternatives(self, fq, expected):
        """Values of one field are joined by OR, fields by AND; exclusions stay as they are."""
        assert expected == search.any_of(fq)


class TestClause:
    def test_what_would_end_the_quotation(self):
        """A value of the address may hold anything; Solr must not see it as syntax."""
        assert search.clause("tags", ['a"b', "c\\"]) == 'tags:("ab" OR "c")'


class TestGroups:
    def test_order_and_empty_groups(self):
        """What people ask first comes first; a group without options is not shown."""
        titles = {"tags": "Tags", "res_format": "Formats", "organization": "Orgs", "groups": "G"}
        shown = facets.groups(
            titles,
            {"tags": found(a=1), "res_format": found(csv=2), "organization": found(b=3)},
            {},
            "",
        )
        assert [group["name"] for group in shown] == ["organization", "res_format", "tags"]

    def test_projects_are_not_shown_twice(self):
        """Groups are the model projects once more where those have their own filter."""
        titles = {"groups": "G", "vocab_modellprojekt": "M"}
        both = {"groups": found(a=1), "vocab_modellprojekt": found(a=1)}
        assert [g["name"] for g in facets.groups(titles, both, {}, "")] == ["vocab_modellprojekt"]
        assert [g["name"] for g in facets.groups({"groups": "G"}, both, {}, "")] == ["groups"]

    def test_long_groups(self):
        """The most frequent six are shown, the rest behind "show all"."""
        many = found(**{f"v{n}": n for n in range(1, 10)})
        (group,) = facets.groups({"tags": "Tags"}, {"tags": many}, {}, "")
        assert [o["count"] for o in group["options"]] == [9, 8, 7, 6, 5, 4]
        assert [o["count"] for o in group["more"]] == [3, 2, 1]


@pytest.mark.usefixtures("settings")
class TestActive:
    def test_ticked_value_without_hits_stays(self, monkeypatch):
        """A ticked value that finds nothing is still there to be taken off."""
        monkeypatch.setattr(facets, "_alternatives", lambda *_: [])
        groups = facets.groups({"tags": "Tags"}, {"tags": found(a=1)}, {"tags": ["gone"]}, "")
        assert facets.active(groups) == [{"name": "tags", "value": "gone", "label": "gone"}]


class TestSorting:
    def test_one_is_current(self):
        """The order in force is marked; an unknown one marks nothing."""
        assert [c["current"] for c in facets.sorting("title_string asc")] == [False, False, True]
        assert not any(c["current"] for c in facets.sorting("views desc"))
