"""A licence for a whole source: set once, kept by every harvest, undone at once (walk W6)."""

from __future__ import annotations

import pytest

from ckanext.modellregion_owl.curation.rules import Rule, Rules

BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
ZERO = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
SAID = {"value": BY, "why": "Vereinbarung", "proof": "https://stadt.example/beschluss"}
NAMED = {**SAID, "attribution": "Datenquelle: Stadt Paderborn"}


@pytest.mark.unit
class TestRules:
    RULE = Rule(7, "license", "", {"license": BY, "license_attribution_by_text": "Stadt"}, "", "")

    @pytest.mark.parametrize(
        ("resource", "choices", "expected"),
        [
            ({}, {}, [("license", BY), ("license_attribution_by_text", "Stadt")]),
            ({"license": ZERO}, {}, []),
            ({"rights": "Nur für Schulen"}, {}, []),
            ({"rights": "x", "license_attribution_by_text": "y"}, True, [("license", BY)]),
            ({}, False, []),
        ],
        ids=["meets", "another licence", "speaks against it", "decided: holds", "decided: not"],
    )
    def test_entries(self, resource, choices, expected):
        """Set where the source says nothing, not where a person has to decide."""
        chosen = {(7, "d", "u"): choices} if isinstance(choices, bool) else {}
        package = {"resources": [{"uri": "u", **resource}]}
        found = Rules([self.RULE], chosen).entries("d", package, [])
        assert [(e.field, e.value) for e in found] == expected
        assert {e.rule_id for e in found} <= {7}

    def test_person_first(self):
        """A value that stands already is not touched."""
        known = Rules([self.RULE], {}).entries("d", {"resources": [{"uri": "u"}]}, [])
        assert Rules([self.RULE], {}).entries("d", {"resources": [{"uri": "u"}]}, known) == []


@pytest.mark.stack
class TestSource:
    def test_preview_apply_harvest_undo(
        self, source, api, licences, jobs, feed, turtle, run, without
    ):
        """Counted before; set in the background; kept for new files; asked later; undone."""
        assert licences() == {"1": "", "2": "", "3": "", "4": "", "5": BY}
        preview = api("modellregion_rule_preview", id=source["id"])[1]
        assert preview["counts"] == {"files": 4, "datasets": 4, "differ": 1, "open": 1}
        assert [f["value"] for f in preview["differing"]] == ["Nur für Schulen"]
        assert preview["values"] == [["", 4], [BY, 1]]
        status, error = api("modellregion_rule_create", id=source["id"], **SAID)
        assert status == 409 and "attribution" in error
        number = api("modellregion_rule_create", id=source["id"], **NAMED)[1]["id"]
        assert jobs() == 1
        rule = api("modellregion_rule_show", rule=number)[1]
        assert (rule["state"], rule["done"], rule["total"]) == ("active", 3, 3)
        assert licences() == {"1": BY, "2": BY, "3": BY, "4": "", "5": BY}
        one = rule["differing"][0]
        data = {"dataset": one["dataset_id"], "resource": one["resource_key"], "applies": True}
        assert api("modellregion_rule_choose", rule=number, **data) == (200, {"written": True})
        assert licences()["4"] == BY
        # A new one gets it; one whose source has a licence of its own now is a question.
        theirs = turtle.dataset(1).replace("dl-by-de", "dl-zero-de")
        rest = [without(turtle, n) for n in (2, 3, 6)]
        more = without(turtle, 4, "Nur für Schulen")
        feed.put("/1", turtle.catalogue(theirs, *rest, more, turtle.dataset(5)))
        run(source)
        assert set(licences().values()) == {BY}
        (question,) = api("modellregion_question_list")[1]["results"]
        assert (question["mine"], question["theirs"]) == (BY, ZERO)
        answer = {"id": "baumkataster-1", "field": "license", "answer": "take"}
        api("modellregion_question_answer", **answer, resource=question["resource_key"])
        assert licences()["1"] == ZERO
        api("modellregion_rule_end", rule=number, why="Irrtum")
        assert jobs() == 1
        assert api("modellregion_rule_show", rule=number)[1]["state"] == "ended"
        assert licences() == {"1": ZERO, "2": "", "3": "", "4": "", "5": BY, "6": ""}
        assert run(source).changed == 0

    def test_own_value_stands_before_a_rule(self, source, api, licences, jobs, packages):
        """A file that somebody has given a licence differs, too."""
        file = packages()["baumkataster-2"]["resources"][0]["id"]
        assert api("resource_patch", id=file, license=ZERO)[0] == 200
        counts = api("modellregion_rule_preview", id=source["id"])[1]["counts"]
        assert (counts["files"], counts["differ"]) == (4, 2)
        api("modellregion_rule_create", id=source["id"], **NAMED)
        jobs()
        assert licences() == {"1": BY, "2": ZERO, "3": BY, "4": "", "5": BY}

    @pytest.mark.parametrize("who", ["stranger", "nobody"])
    def test_only_editors(self, source, api, who):
        """All actions are closed to others; a second rule for the same files is refused."""
        data = {"id": source["id"], **NAMED}
        for action in ("rule_preview", "rule_create"):
            assert api(f"modellregion_{action}", who, **data)[0] == 403
        number = api("modellregion_rule_create", **data)[1]["id"]
        assert api("modellregion_rule_create", **data)[0] == 409
        for action in ("rule_show", "rule_choose", "rule_end"):
            more = {"rule": number, "why": "x", "dataset": "x", "resource": "x", "applies": True}
            assert api(f"modellregion_{action}", who, **more)[0] == 403
        assert [r["id"] for r in api("modellregion_rule_list")[1]] == [number]

    @pytest.mark.parametrize("who", ["editor", "stranger", "nobody"])
    def test_what_exists_is_not_told(self, source, api, who):
        """A refusal does not say whether there is such a source or rule; administrators know."""
        given = {"value": BY, "why": "x", "proof": "x", "dataset": "x", "resource": "x"}
        asked = [("rule_preview", {"id": "gibt-es-nicht"}), ("rule_create", {"id": "nie"})]
        for number in (-1, 0, 9999, 2**70):
            asked += [(f"rule_{a}", {"rule": number}) for a in ("show", "choose", "end")]
        for action, data in asked:
            more = {**given, "applies": True, **data}
            status, error = api(f"modellregion_{action}", who, **more)
            assert status == 403, (action, data, error)
            assert api(f"modellregion_{action}", "sysadmin", **more)[0] == 404, (action, data)
        there = api("modellregion_rule_create", "sysadmin", id=source["id"], **NAMED)[1]["id"]
        if who != "editor":
            real = api("modellregion_rule_show", who, rule=there)
            assert api("modellregion_rule_show", who, rule=there + 1) == real
