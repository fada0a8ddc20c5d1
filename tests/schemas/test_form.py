"""Who must fill what: a person with a new dataset, nobody else."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl import origin
from ckanext.modellregion_owl.logic.validators import DRAFT
from ckanext.modellregion_owl.rdf.rows import schema_of
from ckanext.modellregion_owl.region import load_region

sys.path.append(str(Path(__file__).parents[1] / "rdf"))
from shapes import hvd_results

HVD_ACT = "http://data.europa.eu/eli/reg_impl/2023/138/oj"

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]


@pytest.fixture
def person(clean_stack):
    """Return an editor and the organisation that the editor belongs to."""
    user = factories.User()
    organisation = factories.Organization(users=[{"name": user["name"], "capacity": "editor"}])
    return user, organisation


def create(user, organisation, **values):
    context = {"user": user["name"], "ignore_auth": False, **values.pop("context", {})}
    return tk.get_action("package_create")(
        context, {"name": "probe", "title": "Probe", "owner_org": organisation["id"], **values}
    )


class TestObligatory:
    def test_person_must_fill_the_mandatory_fields(self, person):
        """Without description and licence the standard can't be met."""
        with pytest.raises(tk.ValidationError) as error:
            create(*person, resources=[{"url": "https://a.example"}])
        assert set(error.value.error_dict) == {"notes", "resources"}
        assert set(error.value.error_dict["resources"][0]) == {"license"}

    def test_complete_dataset_passes(self, person):
        """The organisation stands in for the publisher, the link for the access address."""
        resource = {
            "url": "https://a.example",
            "license": "CC BY 4.0",
            "license_attribution_by_text": "Datenquelle: Stadt X",
        }
        made = create(*person, notes="Text", resources=[resource])
        assert made["resources"][0]["license"] == "http://dcat-ap.de/def/licenses/cc-by/4.0"

    def test_harvester_is_never_refused(self, person):
        """A harvested dataset arrives as it is: title only, odd values, bad date and size."""
        resource = {"url": "https://a.example", "size": "17 KB", "modified": "gestern"}
        made = create(
            *person,
            context={"modellregion_harvest": True},
            theme=["https://quelle.example/thema"],
            issued="None",
            resources=[resource],
        )
        assert made["theme"] == ["https://quelle.example/thema"]
        assert made["issued"] == "None"

    def test_existing_dataset_stays_editable(self, person):
        """A dataset that lacks mandatory fields takes a change of its title."""
        made = create(*person, context={"modellregion_harvest": True})
        context = {"user": person[0]["name"], "ignore_auth": False}
        patched = tk.get_action("package_patch")(context, {"id": made["id"], "title": "Neu"})
        assert patched["title"] == "Neu"

    def test_change_must_not_break_a_rule(self, person):
        """A dataset that is in order stays so: its description can't be emptied any more."""
        made = create(*person, notes="Text")
        context = {"user": person[0]["name"], "ignore_auth": False}
        with pytest.raises(tk.ValidationError) as error:
            tk.get_action("package_patch")(context, {"id": made["id"], "notes": ""})
        assert set(error.value.error_dict) == {"notes"}

    def test_added_file_needs_a_licence(self, person):
        """A file that is added to an old dataset is new, and must be in order."""
        made = create(*person, context={"modellregion_harvest": True})
        context = {"user": person[0]["name"], "ignore_auth": False}
        given = {"package_id": made["id"], "url": "https://a.example"}
        with pytest.raises(tk.ValidationError) as error:
            tk.get_action("resource_create")(context, given)
        assert set(error.value.error_dict) == {"license"}

    def test_cross_field_rules(self, person):
        """Errors of several fields stand beside the right ones, in entries too."""
        with pytest.raises(tk.ValidationError) as error:
            create(
                *person,
                notes="Text",
                applicable_legislation=[HVD_ACT],
                temporal_coverage=[{"start": "2020"}, {"start": "2021", "end": "2020"}],
            )
        found = error.value.error_dict
        assert set(found) == {"hvd_category", "temporal_coverage"}
        assert [set(entry) for entry in found["temporal_coverage"]] == [set(), {"end"}]

    def test_hvd_act_is_filled_in(self, person):
        """Who chooses a high-value category need not look for the regulation."""
        category = "http://data.europa.eu/bna/c_dd313021"
        made = create(*person, notes="Text", hvd_category=[category])
        assert made["applicable_legislation"] == [HVD_ACT]

    def test_person_must_write_a_readable_date(self, person):
        """A person is told what a date looks like."""
        with pytest.raises(tk.ValidationError) as error:
            create(*person, notes="Text", issued="gestern")
        assert set(error.value.error_dict) == {"issued"}


class TestNormalised:
    def test_terms_become_iris(self, person):
        """What a person or a script writes in another spelling is stored as the list's IRI."""
        made = create(
            *person, notes="Text", frequency="jährlich", language=["de"], issued="31.12.2019"
        )
        assert made["frequency"].endswith("/frequency/ANNUAL")
        assert [v.rsplit("/", 1)[-1] for v in made["language"]] == ["DEU"]
        assert made["issued"] == "2019-12-31"

    def test_an_empty_file_has_a_size(self, person):
        """0 bytes are said, and kept; an empty box says nothing."""
        sizes = [{"url": "x:y", "license": "dl-zero-de/2.0", "size": size} for size in (0, "0", "")]
        made = create(*person, context={"modellregion_harvest": True}, resources=sizes)
        shown = call_action("package_show", id=made["id"])
        assert [file.get("size") for file in shown["resources"]] == [0, 0, None]


class TestForm:
    def test_shows_and_gives_back(self, person, app):
        """The saved form keeps every value, also those that it does not show."""
        user = factories.SysadminWithToken()
        hidden = {
            "keyword": ["Rad (Weg)", "Ü"],
            "other_values": json.dumps({"title": {"en": ["Probe"]}}),
            "uri": "https://quelle.example/1",
            "theme": ["https://quelle.example/thema"],
            "contact": [{"name": "Amt", "email": "a@b.example", "rdf_type": "", "uri": ""}],
            "tag_string": "Rad Weg",
        }
        made = create(*person, context={"modellregion_harvest": True}, notes="Text", **hidden)
        headers = {"Authorization": user["token"]}
        form = form_values(app.get(f"/dataset/edit/{made['id']}", headers=headers).body)
        form |= {"title": "Probe, neu", "save": ""}
        app.post(f"/dataset/edit/{made['id']}", data=form, headers=headers)
        shown = call_action("package_show", id=made["id"])
        for field in ("keyword", "other_values", "uri", "theme", "tags", "notes"):
            assert shown[field] == made[field], field
        assert shown["contact"][0]["email"] == "a@b.example"
        # The form was taken: what was changed in it is there.
        assert model.Package.get(made["id"]).title == "Probe, neu"

    def test_keeps_what_belongs_to_the_harvest(self, person, app):
        """Edited by the forms of dataset and file: IRIs, identifiers and kept statements stay."""
        kept = '_:this <https://a.example/p> "x" .'
        resource = {
            "id": "5b1c6f8e-0000-4000-8000-000000000001",
            "url": "https://quelle.example/a.csv",
            "uri": "https://quelle.example/1/a",
            "identifier": "a-1",
            "alternate_identifier": ["a-2"],
            "kept_statements": kept,
        }
        made = create(
            *person,
            context={"modellregion_harvest": True},
            uri="https://quelle.example/1",
            identifier="quelle-1",
            alternate_identifier=["quelle-2", "quelle-3"],
            kept_statements=f"{kept}\n{kept.replace('x', 'y')}",
            publisher=[
                {"name": "Amt", "uri": "https://quelle.example/amt", "kept_statements": kept}
            ],
            resources=[
                resource,
                {"url": "https://quelle.example/b.csv", "uri": "https://q.example/b"},
            ],
        )
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        edits = (
            ("/dataset/edit/probe", {"title": "Probe, neu"}),
            (f"/dataset/probe/resource/{resource['id']}/edit", {"name": "Neuer Name"}),
        )
        for path, changed in edits:
            form = form_values(app.get(path, headers=headers).body) | changed | {"save": "save"}
            answer = app.post(path, data=form, headers=headers, follow_redirects=False)
            assert answer.status_code == 302, answer.body
        shown = call_action("package_show", id="probe")
        assert (shown["title"], shown["resources"][0]["name"]) == ("Probe, neu", "Neuer Name")
        for field in ("uri", "identifier", "alternate_identifier", "kept_statements"):
            assert shown[field] == made[field], field
        for field in ("uri", "kept_statements"):
            assert shown["publisher"][0][field] == made["publisher"][0][field], field
        for before, after in zip(made["resources"], shown["resources"], strict=True):
            for field in (
                "id",
                "uri",
                "url",
                "identifier",
                "alternate_identifier",
                "kept_statements",
            ):
                assert after.get(field) == before.get(field), field

    def test_high_value_data(self, person, app, shacl):
        """Who chooses a category in the form, gets a feed that keeps the rules for it."""
        from rdflib import DCAT, RDF, Graph

        contact = [{"name": "Amt 62", "email": "amt62@stadt.example"}]
        file = {"url": "https://a.example/a.csv", "license": "CC BY 4.0"}
        file["license_attribution_by_text"] = "Stadt X"
        create(*person, notes="Text", contact=contact, resources=[file])
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        form = form_values(app.get("/dataset/edit/probe", headers=headers).body)
        form |= {"hvd_category": ["http://data.europa.eu/bna/c_dd313021"], "save": "save"}
        answer = app.post("/dataset/edit/probe", data=form, headers=headers, follow_redirects=False)
        assert answer.status_code == 302, answer.body

        stored = call_action("package_show", id="probe")
        assert stored["applicable_legislation"] == [HVD_ACT]
        graph = Graph().parse(data=app.get("/dataset/probe.ttl").body, format="turtle")
        for cls in (DCAT.Dataset, DCAT.Distribution):
            assert list(graph.subjects(RDF.type, cls))
        for catalogue in list(graph.subjects(RDF.type, DCAT.Catalog)):
            graph.remove((catalogue, None, None))
        assert hvd_results(graph, shacl) == []
        assert "Hochwertige" in app.get("/de/dataset/probe").body

    def test_new_dataset_page(self, person, app):
        """The form of a new dataset opens; a mandatory field carries its star."""
        user = factories.SysadminWithToken()
        page = app.get("/dataset/new", headers={"Authorization": user["token"]}).body
        assert 'name="notes"' in page
        assert "Landwirtschaft, Fischerei" in page
        assert "control-required" in page

    def test_address_is_made_of_the_title(self, person, app):
        """Without script the title makes the address, another one where it is taken."""
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        page = app.get("/dataset/new", headers=headers).body
        assert not BeautifulSoup(page, "html.parser").select_one("#field-name").has_attr("required")
        form = form_values(page) | {
            "title": "Bäume am Rhein",
            "notes": "Text",
            "owner_org": person[1]["id"],
            "publisher-0-name": "Amt",
            "save": "continue",
        }
        assert form["name"] == [""]
        for name in ("baume-am-rhein", "baume-am-rhein-"):
            answer = app.post("/dataset/new", data=form, headers=headers, follow_redirects=False)
            assert answer.status_code == 302, (
                BeautifulSoup(answer.body, "html.parser")
                .select_one("[role=main]")
                .get_text(" ", strip=True)[:900]
            )
            assert f"/dataset/{name}" in answer.headers["Location"]
        with pytest.raises(tk.ValidationError):  # a program that leaves it out is told so
            create(*person, name=None)

    def test_ways_tell_how_far_each_section_is(self, person, app):
        """A tick where nothing mandatory is missing; where all is voluntary, how much is filled."""
        create(*person, notes="Text", version="2")
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        page = BeautifulSoup(app.get("/dataset/edit/probe", headers=headers).body, "html.parser")
        states = {
            way.a["href"]: way.select_one("[aria-hidden]").text
            for way in page.select(".modellregion-ways li")
            if way.select_one("[aria-hidden]")
        }
        assert states["#section-pflicht"] == "✓"
        assert states["#section-weitere"].startswith("1/")
        assert "#section-hvd" not in states

    def test_formats_are_named(self, person, app):
        """Among the formats a person finds one by its name, too; it is stored as the short word."""
        made = create(*person, context={"modellregion_harvest": True}, resources=[{"url": "x:y"}])
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        path = f"/de/dataset/probe/resource/{made['resources'][0]['id']}/edit"
        page = BeautifulSoup(app.get(path, headers=headers).body, "html.parser")
        words = {o["value"]: o.get("label") for o in page.select("#list-format option")}
        assert (words["DOCX"], words["CSV"]) == ("DOCX – Word DOCX", None)
        assert page.select_one("#field-format")["list"] == "list-format"

    @pytest.mark.parametrize(
        ("licence", "proposed"),
        [
            ("CC BY 4.0", "Datenquelle: Amt 62, Creative Commons Namensnennung – 4.0"),
            ("dl-zero-de/2.0", ""),
            (None, ""),
        ],
    )
    def test_attribution_is_proposed(self, person, app, licence, proposed):
        """Of a licence that asks for it, from publisher and licence; readable without a script."""
        files = [{"url": "x:y", **({"license": licence} if licence else {})}]
        context = {"modellregion_harvest": True}
        made = create(*person, context=context, publisher=[{"name": "Amt 62"}], resources=files)
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        path = f"/en/dataset/probe/resource/{made['resources'][0]['id']}/edit"
        page = BeautifulSoup(app.get(path, headers=headers).body, "html.parser")
        box = page.select_one("[data-modellregion-proposal]")
        assert box.q.text.startswith(proposed)
        assert box.has_attr("hidden") is not bool(proposed)
        assert box.button.has_attr("hidden"), "does nothing without the script"

    def test_says_what_is_meant(self, person, app):
        """Sections in order; help with example and convention; long choices are searchable."""
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        page = BeautifulSoup(app.get("/de/dataset/new", headers=headers).body, "html.parser")
        heads = [head.text.strip() for head in page.select(".modellregion-section h2")]
        assert heads == [section["label"]["de"] for section in schema_of()["form_sections"]]
        fields = {field["field_name"]: field for field in schema_of()["dataset_fields"]}
        shown = [f for f in fields.values() if page.find(id=f"help-{f['field_name']}")]
        for field in shown:
            text = page.find(id=f"help-{field['field_name']}").text
            convention = str(field.get("rdf", {}).get("convention", "")).lstrip("K").lstrip("0")
            assert f"Konvention {convention} von DCAT-AP.de" in text or not convention
            assert ("Beispiel: " in text) is ("example" in field)
        assert len(shown) > 10
        selects = page.select("select[name]:not(#field-organizations)")
        searchable = {s["name"]: s.has_attr("data-modellregion-combobox") for s in selects}
        for select in selects:
            number = len(select.select("option"))
            assert searchable[select["name"]] is (number > 20), (select["name"], number)
        assert searchable["language"]
        assert not searchable["availability"]

    def test_licence_of_the_municipality(self, person, app, monkeypatch):
        """A new file begins with the licence that the municipality's row names; others don't."""
        dl_zero = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
        row = replace(load_region().municipality("stadt-delbrueck"), licence_default=dl_zero)
        region = replace(load_region(), municipalities=(row,))
        monkeypatch.setattr("ckanext.modellregion_owl.form_defaults.load_region", lambda: region)
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        for slug, licence in (("stadt-delbrueck", dl_zero), ("amt", "")):
            organisation = factories.Organization(name=slug)["id"]
            factories.Dataset(name=f"in-{slug}", owner_org=organisation)
            path = f"/de/dataset/in-{slug}/resource/new"
            page = BeautifulSoup(app.get(path, headers=headers).body, "html.parser")
            chosen = page.select_one("select[name=license] option[selected]")
            assert (chosen["value"] if chosen else "") == licence


class TestDraftOfAFile:
    def post(self, app, token, dataset="probe", status=302, **values):
        """Send the form of a file to the button "Save as draft"."""
        return app.post(
            f"/dataset/{dataset}/save-draft-file",
            data={"save": "draft", "id": "", "url": "", **values},
            headers={"Authorization": token},
            follow_redirects=False,
            status=status,
        )

    def test_unfinished_file_is_kept(self, person, app):
        """Without licence and link the file is stored, changed, and the dataset stays a draft."""
        create(*person, context={DRAFT: True}, state="draft")
        token = factories.APIToken(user=person[0]["name"])["token"]
        form = app.get("/de/dataset/probe/resource/new", headers={"Authorization": token}).body
        assert "/dataset/probe/save-draft-file" in form
        assert self.post(app, token).location.endswith("/dashboard/datasets")
        assert call_action("package_show", id="probe")["resources"] == [], "an empty form"
        self.post(app, token, name="Bäume", format="Shape im ZIP")
        stored = call_action("package_show", id="probe")
        (file,) = stored["resources"]
        assert (stored["state"], file["name"], file["format"]) == ("draft", "Bäume", "Shape im ZIP")
        self.post(app, token, id=file["id"], url="https://a.example/b.zip", license="CC BY 4.0")
        (changed,) = call_action("package_show", id="probe")["resources"]
        assert (changed["url"], changed["id"]) == ("https://a.example/b.zip", file["id"])
        published = app.post(
            "/dataset/probe/resource/new",
            data={"save": "go-metadata", **{key: changed[key] for key in ("id", "url", "license")}},
            headers={"Authorization": token},
        )
        assert "modellregion-errors" in published.body, "publishing demands what is missing"
        assert call_action("package_show", id="probe")["state"] == "draft"

    def test_refused(self, person, app):
        """Strangers may not; a published dataset is changed by its own button; none is 404."""
        create(*person, context={"modellregion_harvest": True})
        token = factories.APIToken(user=person[0]["name"])["token"]
        self.post(app, factories.UserWithToken()["token"], status=403, url="https://a.example")
        self.post(app, token, status=409, url="https://a.example")
        self.post(app, token, dataset="nirgends", status=404, url="https://a.example")
        assert call_action("package_show", id="probe")["resources"] == []
        form = app.get("/de/dataset/probe/resource/new", headers={"Authorization": token}).body
        assert "save-draft-file" not in form


class TestOpenEntries:
    def test_editors_see_what_is_missing(self, person, app):
        """On the page of the dataset and in its form, with links; nobody else sees it."""
        made = create(
            *person,
            context={"modellregion_harvest": True},
            resources=[{"url": "https://a.example", "name": "Bäume", "license": "CC BY 4.0"}],
        )
        token = factories.SysadminWithToken()["token"]
        file = f"/dataset/probe/resource/{made['resources'][0]['id']}/edit"
        for path in ("/de/dataset/probe", "/de/dataset/edit/probe"):
            page = BeautifulSoup(
                app.get(path, headers={"Authorization": token}).body, "html.parser"
            )
            box = page.select_one(".modellregion-open")
            assert box.h2.text == "Was diesem Datensatz fehlt"
            links = {a["href"]: " ".join(a.text.split()) for a in box.select("a")}
            assert any(href.endswith("#field-notes") for href in links)
            wanted = f"{file}#field-license_attribution_by_text"
            assert next(t for h, t in links.items() if h.endswith(wanted)).startswith(
                "Bäume, Namens"
            )
        assert "modellregion-open" not in app.get("/de/dataset/probe").body

    def test_one_gap_of_many_files_is_one(self, person, app):
        """Five files without a licence are one gap; three are named, the others counted."""
        files = [{"url": f"https://a.example/{n}", "name": f"Datei {n}"} for n in range(5)]
        create(*person, context={"modellregion_harvest": True}, notes="Text", resources=files)
        token = factories.SysadminWithToken()["token"]
        body = app.get("/de/dataset/probe", headers={"Authorization": token}).body
        (gap,) = BeautifulSoup(body, "html.parser").select(".modellregion-open > ul > li")
        assert [a.text for a in gap.select("a")] == ["Datei 0", "Datei 1", "Datei 2"]
        assert gap.select_one("span").text.startswith("Lizenz: ")
        assert gap.select("li")[-1].text == "und 2 weitere Dateien"

    def test_old_datasets_too(self, app, solr_queries):
        """A dataset of CKAN's own fields has its gaps; they cost the page no search."""
        organisation = factories.Organization()["id"]
        factories.Dataset(
            name="alt", notes="", owner_org=organisation, resources=[{"name": "Liste"}]
        )
        token = factories.SysadminWithToken()["token"]
        solr_queries.clear()
        app.get("/de/dataset/alt")
        without = len(solr_queries)
        solr_queries.clear()
        body = app.get("/de/dataset/alt", headers={"Authorization": token}).body
        assert len(solr_queries) == without <= 3
        gaps = [a.text for a in BeautifulSoup(body, "html.parser").select(".modellregion-open a")]
        assert [gap.partition(":")[0] for gap in gaps] == [
            "Beschreibung",
            "Liste, Lizenz",
            "Liste, Zugangsseite",
        ]


class TestFindings:
    PATH = "/api/3/action/modellregion_dataset_findings"

    def ask(self, app, token: str, status: int, **query: str):
        """Ask the API as a program does."""
        headers = {"Authorization": token} if token else {}
        return app.get(self.PATH, query_string=query, headers=headers, status=status).json

    def test_only_for_editors(self, person, app):
        """Whoever may edit the dataset gets what the page shows; nobody else anything."""
        files = [{"url": "https://a.example", "name": "Bäume", "license": "CC BY 4.0"}]
        made = create(*person, context={"modellregion_harvest": True}, resources=files)
        token = factories.APIToken(user=person[0]["name"])["token"]
        found = self.ask(app, token, 200, id="probe")["result"]
        file = made["resources"][0]["id"]
        assert [(f["rule"], f["field"], f["resource_id"]) for f in found] == [
            ("obligation.missing", "notes", ""),
            ("licence.attribution", "license_attribution_by_text", file),
        ]
        assert (found[0]["dataset_id"], found[0]["severity"]) == (made["id"], "wrong")
        assert found[0]["label"] == "Beschreibung"
        assert found[0]["message"] == "Bitte ausfüllen"
        form, _, element = found[1]["url"].partition("#")
        assert form.startswith(tk.config["ckan.site_url"])
        page = app.get(
            form.removeprefix(tk.config["ckan.site_url"]), headers={"Authorization": token}
        ).body
        assert BeautifulSoup(page, "html.parser").find(id=element), "the link leads to the field"
        self.ask(app, "", 403, id="probe")
        self.ask(app, factories.UserWithToken()["token"], 403, id="probe")

    def test_wrong_questions(self, app):
        """A dataset that is not there, or none named: said so, no error page."""
        token = factories.SysadminWithToken()["token"]
        self.ask(app, token, 404, id="nirgends")
        self.ask(app, token, 409)


class TestOrigin:
    def test_harvested_dataset_says_so(self, person):
        """The line names the source and leads to the record there; other datasets have none."""
        extras = [
            {"key": "harvest_source_title", "value": "Open Data Paderborn"},
            {"key": "harvest_source_id", "value": "abc"},
        ]
        with_page = {"extras": extras, "url": "https://quelle.example/1"}
        assert origin.of_dataset(with_page) == {
            "title": "Open Data Paderborn",
            "url": "https://quelle.example/1",
        }
        bad = {"extras": extras, "url": "javascript:alert(1)"}
        assert origin.of_dataset(bad)["url"].endswith("/harvest/abc")
        assert origin.of_dataset({"extras": []}) == {}


class TestDraft:
    def test_is_public_nowhere(self, person, app):
        """A draft lacks what it likes; it is in no search, no feed and nobody's view."""
        token = factories.SysadminWithToken()["token"]
        headers = {"Authorization": token}
        form = {"title": "Unfertig", "owner_org": person[1]["id"], "_ckan_phase": "dataset_new_1"}
        answer = app.post("/dataset/save-draft", data=form, headers=headers, follow_redirects=False)
        assert answer.status_code == 302
        stored = model.Session.query(model.Package).filter_by(title="Unfertig").one()
        name = stored.name
        assert (stored.state, name[:9]) == ("draft", "unfertig-")
        assert "Unfertig" not in app.get("/catalog.ttl").body
        assert name not in app.get("/dataset/").body
        assert app.get(f"/dataset/{name}", expect_errors=True).status_code in (403, 404)
        assert app.get(f"/dataset/{name}.ttl", expect_errors=True).status_code == 404
        own = app.get(f"/dataset/{name}", headers=headers).body
        assert "Unfertig" in own
        assert f"/dataset/{name}.ttl" not in own

    def test_publishing_demands_all(self, person):
        """A script may keep a draft incomplete, files too; going public it must be complete."""
        user = person[0]["name"]
        made = create(*person, context={DRAFT: True}, state="draft")
        context = {"user": user, "ignore_auth": False, "api_version": 3, "allow_state_change": True}
        given = {"package_id": made["id"], "url": "https://a.example", "name": "Bäume"}
        tk.get_action("resource_create")(dict(context), given)
        with pytest.raises(tk.ValidationError) as error:
            tk.get_action("package_patch")(
                {k: v for k, v in context.items() if k != "api_version"},
                {"id": made["id"], "notes": "Text", "state": "active"},
            )
        (message,) = error.value.error_dict["resources_incomplete"]
        assert message.startswith("Bäume, ")

    def test_only_for_those_who_may(self, app):
        """Nobody stores a draft without being logged in."""
        answer = app.post("/dataset/save-draft", data={"title": "X"}, expect_errors=True)
        assert answer.status_code in (401, 403)


def form_values(page: str) -> dict:
    """Return what a browser would post of the dataset form."""
    values: dict[str, list[str]] = {}
    form = BeautifulSoup(page, "html.parser").select_one("form#dataset-edit, form#resource-edit")
    for field in form.select("input[name], textarea[name], select[name]"):
        # A browser sends neither what stands in a template nor a box without a tick.
        if field.find_parent("template"):
            continue
        if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        if field.name == "select":
            found = [o.get("value", o.text) for o in field.select("option[selected]")]
        else:
            found = [field.text if field.name == "textarea" else field.get("value", "")]
        if field.get("type") not in ("submit", "file"):
            values.setdefault(field["name"], []).extend(found)
    return values
