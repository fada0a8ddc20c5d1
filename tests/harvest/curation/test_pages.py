"""What people see of curation: on the dataset's page, in its form, on the desk's pages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ckanext.modellregion_owl.curation import places

pytestmark = [pytest.mark.stack]
DATASET = "baumkataster-1"


@pytest.fixture
def source(storage: Any, live_site: str, feed: Any, turtle: Any, make_source: Any, run: Any) -> Any:
    """Harvest one dataset."""
    source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))))
    assert run(source).added == 1
    return source


@pytest.fixture
def as_editor(people: Any) -> dict[str, str]:
    """Give the headers of the editor's requests."""
    return {"Authorization": people["editor"]["token"]}


class TestDatasetPage:
    def test_changed_by_the_portal(self, source, api, get, app, as_editor, feed, turtle, run):
        """Everybody sees what differs from the source, without a name; editors take it back."""
        assert "vom Portal geändert" not in get(f"/dataset/{DATASET}").text
        api("package_patch", id=DATASET, title="Bäume", curation_why="klarer")
        public = get(f"/dataset/{DATASET}").text
        assert "1 Angabe vom Portal geändert" in public
        assert "Baumkataster 1" in public
        assert "Petra Pflege" not in public and "klarer" not in public
        page = app.get(f"/dataset/{DATASET}", headers=as_editor).body
        assert "Petra Pflege" in page and "klarer" in page
        feed.put("/1", turtle.catalogue(turtle.dataset(1, title="Grün")))
        run(source)
        assert "Was soll gelten?" in app.get(f"/dataset/{DATASET}", headers=as_editor).body
        public = get(f"/dataset/{DATASET}").text
        assert "Was soll gelten?" not in public and "Grün" in public
        data = {"id": DATASET, "field": "title", "dataset_page": DATASET}
        app.post("/datenpflege/wert-der-quelle", data=data, headers=as_editor)
        shown = get(f"/dataset/{DATASET}").text
        assert "vom Portal geändert" not in shown and "Grün" in shown


class TestForm:
    def test_origin_of_each_field(self, source, api, app, as_editor):
        """Source, default and person; a dataset made by hand has none."""
        api("package_patch", id=DATASET, title="Bäume")
        page = app.get(f"/dataset/edit/{DATASET}", headers=as_editor).body
        assert "Ihre Änderungen bleiben, auch wenn sie neu liefert" in page
        for text in ("Aus der Quelle", "Von der Datenpflege geändert am", "Üblicher Wert der"):
            assert text in page
        assert "Grund der Änderung" in page

    def test_saved_by_the_form(self, source, api, app, as_editor, packages):
        """What the form sends is caught with its reason; nothing else counts as changed."""
        package = packages()[DATASET]
        from ckan.tests import factories

        by_hand = factories.Dataset(owner_org=package["owner_org"])
        page = app.get(f"/dataset/edit/{by_hand['name']}", headers=as_editor).body
        assert "Grund der Änderung" not in page


class TestDesk:
    def test_cause(self, source, api, app, people, feed, turtle, run):
        """One line for the source, which leads to the questions."""
        from ckanext.modellregion_owl.curation import causes
        from ckanext.modellregion_owl.desk.cause import Scope
        from ckanext.modellregion_owl.desk.listing import causes_of

        api("package_patch", id=DATASET, title="Bäume")
        feed.put("/1", turtle.catalogue(turtle.dataset(1, title="Grün")))
        run(source)
        with app.flask_app.test_request_context("/"):
            (cause,) = causes_of([causes], Scope(people["editor"]["name"]))
            assert (cause.count, cause.question) == (1, True)
            assert cause.key == f"curation.overlay.conflict:{source['id']}"
            assert [a.name for a in causes.affected(Scope(""), cause.key)] == [DATASET]
            assert list(causes_of([causes], Scope("", organisations=("x",)))) == []


class TestSeveralQuestions:
    def test_answered_at_once(self, source, api, app, as_editor, feed, turtle, run):
        """What is chosen is answered alike; what is no question is said, the rest stays open."""
        for field, value in (("title", "Bäume"), ("notes", "Unsere Worte")):
            api("package_patch", id=DATASET, **{field: value})
        changed = turtle.dataset(1, title="Grün").replace("Standorte und Arten", "Andere Worte")
        feed.put("/1", turtle.catalogue(changed))
        run(source)
        where = "/datenpflege/fragen/quelle"
        page = app.get(where, headers=as_editor, status=200).body
        chosen = re.findall(r'name="chosen"[^>]* value="([^"]+)"', page)
        assert len(chosen) == 2
        form = {"chosen": [*chosen, "weg title "], "answer": "take"}
        page = app.post(f"{where}/antworten", data=form, headers=as_editor).body
        assert api("modellregion_question_list")[1]["count"] == 0
        shown = api("package_show", id=DATASET)[1]
        assert (shown["title"], shown["notes"]) == ("Grün", "Andere Worte, Teil 1.")
        app.post(f"{where}/antworten", data=form, status=403)


class TestPersonalData:
    def test_page_and_commands(self, source, api, app, people, cli):
        """For administrators; old names leave the log, the decisions stay."""
        from ckanext.modellregion_owl.cli import curation

        api("package_patch", id=DATASET, title="Bäume")
        admin = {"Authorization": people["sysadmin"]["token"]}
        assert (
            "Wo personenbezogene Daten" in app.get("/datenpflege/datenschutz", headers=admin).body
        )
        assert api("modellregion_personal_data_list")[0] == 403
        listed = cli.invoke(curation.personal_data, ["list"]).output
        assert "modellregion_curation_log" in listed
        assert "0" in cli.invoke(curation.personal_data, ["purge", "--days", "1"]).output
        assert "1" in cli.invoke(curation.personal_data, ["purge", "--days", "0"]).output
        (line,) = api("modellregion_origin_list", id=DATASET)[1]["log"]
        assert (line["act"], line["user"]) == ("edit", "")
        assert cli.invoke(curation.rules, ["list"]).exit_code == 0

    def test_every_place_says_how_it_is_emptied(self):
        """No table of the harvest or of decisions is left out."""
        tables = {name for place in places.PLACES for name in place.tables}
        assert {"modellregion_record", "modellregion_original", "modellregion_block"} <= tables
        assert all(place.what and place.kept and place.purge for place in places.PLACES)
