"""A licence, a topic … for a whole source: set once, kept by each harvest, undone (walk W6)."""

from __future__ import annotations

import re

import pytest

from ckanext.modellregion_owl.curation.rules import Rule, Rules
from ckanext.modellregion_owl.rdf.rows import load_rows

BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
ENVIRONMENT = "http://publications.europa.eu/resource/authority/data-theme/ENVI"
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

    def test_of_the_dataset(self):
        """Filled where it is empty, beside a rule for its files; a list is one value."""
        topic = Rule(8, "theme", "", {"theme": [ENVIRONMENT]}, "", "")
        rules = Rules([self.RULE, topic], {})
        package = {"theme": [], "resources": [{"uri": "u"}]}
        found = [
            (e.resource_key, e.field, e.base, e.value) for e in rules.entries("d", package, [])
        ]
        assert found[-1] == ("", "theme", None, [ENVIRONMENT])
        assert len(found) == 3
        said = {"theme": ["http://publications.europa.eu/resource/authority/data-theme/TRAN"]}
        assert rules.entries("d", said, []) == []

    def test_every_field_is_told_apart(self):
        """A rule's field says whether it stands at files or at the dataset."""
        fields = load_rows().for_rules
        assert {name for name, (entity, _row) in fields.items() if entity == "resource"} == {
            "license"
        }
        assert {"theme", "publisher", "contact", "frequency"} <= set(fields)


@pytest.mark.stack
class TestDatasets:
    def test_set_kept_and_undone(
        self, source, api, get, jobs, feed, turtle, run, packages, without
    ):
        """Topic and contact for a source, also for what comes later; undone, all is as it was."""
        before = packages()
        asked = {"id": source["id"], "field": "theme"}
        counts = api("modellregion_rule_preview", **asked)[1]["counts"]
        assert counts == {"files": 5, "datasets": 5, "differ": 0, "open": 0}
        why = {"why": "Vereinbarung", "proof": "https://stadt.example/beschluss"}
        topic = api("modellregion_rule_create", **asked, value=ENVIRONMENT, **why)[1]["id"]
        page = {"id": source["id"], "field": "contact", "value": {"email": "amt@stadt.example"}}
        feed.put(
            "/1",
            turtle.catalogue(_silent(without(turtle, 1)), turtle.dataset(2), without(turtle, 6)),
        )
        run(source)
        status, rule = api("modellregion_rule_create", **page, **why)
        assert status == 200 and rule["sets"] == {"contact": [{"email": "amt@stadt.example"}]}
        assert jobs() == 2
        assert api("modellregion_rule_show", rule=rule["id"])[1]["counts"]["files"] == 1
        run(source)
        now = packages()
        assert all(now[f"baumkataster-{n}"]["theme"] == [ENVIRONMENT] for n in (1, 2, 6))
        assert [c.get("email") for c in now["baumkataster-1"]["contact"]] == ["amt@stadt.example"]
        assert now["baumkataster-2"]["contact"] == before["baumkataster-2"]["contact"]
        assert "vom Portal geändert" in get("/dataset/baumkataster-1").text
        for number in (topic, rule["id"]):
            api("modellregion_rule_end", rule=number, why="Irrtum")
        assert jobs() == 2
        after = packages()
        assert not any(after[f"baumkataster-{n}"].get("theme") for n in (1, 2, 6))
        assert not after["baumkataster-1"].get("contact")
        assert run(source).changed == 0

    @pytest.mark.parametrize(
        ("wrong", "where"),
        [
            ({"field": "title", "value": "x"}, "field"),
            ({"field": "theme", "value": "Wetter auf dem Mars"}, "value"),
            ({"field": "theme", "value": ENVIRONMENT, "matches": ENVIRONMENT}, "matches"),
            ({"field": "contact", "value": {"name": "Amt"}}, "value"),
            ({"field": "contact", "value": {"email": "kein Postfach"}}, "email"),
            ({"field": "contact", "value": "amt@stadt.example"}, "value"),
            ({"field": "contact", "value": {"url": "javascript:alert(1)"}}, "url"),
        ],
    )
    def test_what_is_wrong_is_said(self, source, api, wrong, where):
        """At the part of the form that is to be mended; nothing is set."""
        status, error = api(
            "modellregion_rule_create", id=source["id"], why="x", proof="x", **wrong
        )
        assert status == 409 and where in error
        assert api("modellregion_rule_list")[1] == []

    def test_by_the_form(self, source, api, app, people, jobs, feed, turtle, run, packages):
        """A box for each part of the value; what was written stays when something is wrong."""
        headers = {"Authorization": people["editor"]["token"]}
        page = app.get("/datenpflege/regeln", headers=headers).body
        assert '<option value="publisher">' in page
        address = f"/datenpflege/regeln/neu?id={source['id']}&field=frequency"
        app.get(address.replace("frequency", "title"), headers=headers, status=404)
        page = app.get(address, headers=headers).body
        assert "ohne „" in page and 'id="curation-term"' in page
        form = {"id": source["id"], "field": "publisher", "why": "Absprache", "proof": "Mail"}
        wrong = {**form, "value.name": "Amt für Grün", "value.email": "kein Postfach"}
        page = app.post("/datenpflege/regeln/neu", data=wrong, headers=headers).body
        assert 'value="Amt für Grün"' in page and 'href="#curation-email"' in page
        right = {**wrong, "value.email": "gruen@stadt.example"}
        app.post("/datenpflege/regeln/neu", data=right, headers=headers)
        (rule,) = api("modellregion_rule_list")[1]
        assert rule["sets"]["publisher"] == [
            {"name": "Amt für Grün", "email": "gruen@stadt.example"}
        ]
        shown = app.get(f"/datenpflege/regeln/{rule['id']}", headers=headers).body
        assert "ohne „Herausgeber“" in shown and "Amt für Grün" in shown


def _silent(text: str) -> str:
    """Return a dataset without its contact."""
    return re.sub(r"dcat:contactPoint \[[^\]]*\] ;", "", text)


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
