"""What the packages of other CKANs become: scheming style, extras style, the old OGD schema."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph, URIRef

from ckanext.modellregion_owl.harvest.adapters import ckan_names
from ckanext.modellregion_owl.harvest.adapters.ckan_fields import fields_of
from ckanext.modellregion_owl.harvest.adapters.ckan_record import record_of
from ckanext.modellregion_owl.harvest.extras import restore_extras
from ckanext.modellregion_owl.harvest.records.graph import statements, subject_of
from ckanext.modellregion_owl.harvest.records.record import Record
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.rdf.complete import Output
from ckanext.modellregion_owl.rdf.read import read_dataset
from ckanext.modellregion_owl.rdf.rows import load_rows
from ckanext.modellregion_owl.rdf.write import write_dataset

sys.path.append(str(Path(__file__).parents[1] / "rdf"))
from samples import full_dataset

pytestmark = pytest.mark.unit

SITE = "https://daten.example.org"
ID = "0b8f3a52-0000-4000-8000-000000000001"
DEAL = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"


def source(municipality: str = "") -> Source:
    return Source("1", "s", "S", SITE, "ckan", municipality, config={"protocol": "ckan"})


def record(**package: Any) -> Record:
    return record_of({"id": ID, "title": "Wege", **package}, SITE, source())


def read(made: Record) -> dict[str, Any]:
    package = read_dataset(statements(made), subject_of(made))
    restore_extras(package, set())
    return package


def extras(**values: Any) -> list[dict[str, Any]]:
    return [{"key": k, "value": v} for k, v in values.items()]


def free(package: dict[str, Any]) -> dict[str, str]:
    return {e["key"]: e["value"] for e in package.get("extras", ())}


class TestIdentity:
    @pytest.mark.parametrize(
        ("package", "guid"),
        [
            ({}, f"{SITE}/dataset/{ID}"),
            ({"uri": "https://x.example/1"}, "https://x.example/1"),
            ({"extras": extras(uri="https://x.example/1")}, "https://x.example/1"),
            ({"extras": extras(guid="https://x.example/2")}, "https://x.example/2"),
            ({"extras": extras(identifier="https://x.example/3")}, "https://x.example/3"),
            ({"extras": extras(guid="12", identifier="abc")}, f"{SITE}/dataset/{ID}"),
            ({"extras": extras(uri="file:///x")}, f"{SITE}/dataset/{ID}"),
        ],
    )
    def test_guid_is_the_origins_iri(self, package, guid):
        """The same dataset is the same one through whatever portal; else the portal's address."""
        made = record(**package)
        assert (made.guid, made.subject.value, made.lasting) == (
            guid,
            guid,
            f"{SITE}/dataset/{ID}",
        )

    @pytest.mark.parametrize(
        ("package", "identifier"),
        [
            ({}, ID),
            ({"extras": extras(guid="12")}, "12"),
            ({"extras": extras(guid="12", identifier="abc")}, "abc"),
            ({"identifier": "abc"}, "abc"),
        ],
    )
    def test_identifier_passes_through(self, package, identifier):
        """The origin's; without one, what ckanext-dcat's feed of that portal says."""
        assert read(record(**package))["identifier"] == identifier

    def test_dates_of_the_origin(self):
        """They pass; those of the portal's record stand in only for what was made there."""
        times = {
            "metadata_created": "2020-01-01T10:00:00",
            "metadata_modified": "2021-01-01T10:00:00",
        }
        own = read(record(**times))
        assert (own["issued"], own["modified"]) == tuple(times.values())
        dated = read(record(**times, extras=extras(modified="2019-05-05")))
        assert dated["modified"] == "2019-05-05"
        taken = read(record(**times, extras=extras(harvest_source_id="q")))
        assert not {"issued", "modified"} & set(taken)

    def test_times_of_that_portal_change_nothing(self):
        """A portal that writes its harvested datasets anew each night does not change ours."""
        made = [
            record(metadata_modified=f"2021-01-0{n}T00:00:00", extras=extras(harvest_object_id=n))
            for n in (1, 2)
        ]
        assert made[0].digest == made[1].digest


class TestSchemingStyle:
    def test_full_dataset_comes_over_without_loss(self):
        """Every field of our schema, filled, is the same here: a portal of our own kind."""
        given = {**full_dataset(), "id": ID}
        made = read(record_of(given, SITE, source()))
        wanted = {row.field for row in load_rows().dataset if given.get(row.field)}
        assert len(wanted) > 40
        assert {f: made.get(f) for f in wanted} == {f: given[f] for f in wanted}
        by_iri = {resource["uri"]: resource for resource in made["resources"]}
        assert len(given["resources"]) == len(by_iri) == 2
        for resource in given["resources"]:
            fields = {row.field for row in load_rows().resource if resource.get(row.field)}
            found = by_iri[resource["uri"]]
            assert {f: found.get(f) for f in fields} == {f: resource[f] for f in fields}
        assert not made.get("extras")

    def test_languages_come_over(self):
        """The German text stays the field's, the others stay in their languages."""
        other = {"title": {"en": ["Paths"], "": ["Weg"]}, "keyword": {"en": ["path"]}}
        made = read(record(keyword=["Weg"], other_values=json.dumps(other)))
        assert (made["title"], made["keyword"]) == ("Wege", ["Weg"])
        assert json.loads(made["other_values"]) == other

    def test_kept_statements_come_over(self):
        """What no field of that portal held."""
        line = '_:this <https://x.example/p> "a" .'
        assert read(record(kept_statements=line))["kept_statements"] == line

    def test_plain_publisher(self):
        """A schema with a text where ours has parts."""
        assert read(record(publisher="Stadt Beispiel"))["publisher"] == [{"name": "Stadt Beispiel"}]

    def test_fluent(self):
        """Texts by language under ckanext-fluent's names."""
        made = read(record(title="x", title_translated={"de": "Wege", "en": "Paths"}))
        assert made["title"] == "Wege"
        assert json.loads(made["other_values"]) == {"title": {"en": ["Paths"]}}


THEME = '["http://publications.europa.eu/resource/authority/data-theme/TRAN"]'


class TestExtrasStyle:
    @pytest.mark.parametrize(
        ("key", "value", "field", "expected"),
        [
            (
                "theme",
                '["http://publications.europa.eu/resource/authority/data-theme/TRAN"]',
                "theme",
                ["http://publications.europa.eu/resource/authority/data-theme/TRAN"],
            ),
            (
                "contributorID",
                '["http://dcat-ap.de/def/contributors/openNRW"]',
                "contributor_id",
                ["http://dcat-ap.de/def/contributors/openNRW"],
            ),
            ("publisher_name", "Stadt", "publisher", [{"name": "Stadt"}]),
            ("contact_email", "a@b.example", "contact", [{"email": "a@b.example"}]),
            ("temporal_start", "2019-01-01", "temporal_coverage", [{"start": "2019-01-01"}]),
            (
                "spatial",
                '{"type": "Point", "coordinates": [8.75, 51.7]}',
                "spatial_coverage",
                [{"geom": '{"type": "Point", "coordinates": [8.75, 51.7]}'}],
            ),
            (
                "politicalGeocodingURI",
                '["http://dcat-ap.de/def/politicalGeocoding/districtKey/05774"]',
                "spatial_coverage",
                [{"uri": "http://dcat-ap.de/def/politicalGeocoding/districtKey/05774"}],
            ),
            ("geocodingText", '["Paderborn"]', "spatial_coverage", [{"text": "Paderborn"}]),
            ("metadata_original_html", "https://x.example/s", "url", "https://x.example/s"),
            ("legalbasisText", '["§ 1"]', "legal_basis", ["§ 1"]),
            ("issued", "2019-01-01", "issued", "2019-01-01"),
            ("version_notes", "neu", "version_notes", "neu"),
        ],
    )
    def test_known_extra(self, key, value, field, expected):
        """Has the place of the property that ckanext-dcat or ckanext-dcatde read it from."""
        made = read(record(extras=extras(**{key: value})))
        assert made[field] == expected
        assert key not in free(made)

    def test_parts_join(self):
        """The parts of an agent, a period, a place become one node."""
        made = read(
            record(
                extras=extras(
                    contact_name="Amt",
                    contact_email="amt@x.example",
                    temporal_start="2019-01-01",
                    temporal_end="2019-12-31",
                )
            )
        )
        assert made["contact"] == [{"name": "Amt", "email": "amt@x.example"}]
        assert made["temporal_coverage"] == [{"start": "2019-01-01", "end": "2019-12-31"}]

    def test_unknown_extra_stays_one(self):
        """Whatever it is called and holds; that portal's own bookkeeping is left there."""
        given = {"Ämter & Co": "Zeile 1\nZeile 2", "zahl": 3, "baum": {"a": [1]}}
        made = read(record(extras=extras(**given, harvest_source_id="q")))
        assert free(made) == {"Ämter & Co": "Zeile 1\nZeile 2", "zahl": "3", "baum": '{"a": [1]}'}
        assert made["kept_statements"] == ""

    def test_extras_come_back_through_the_feed(self):
        """What our feed writes of free extras is the same here, whatever protocol brings it."""
        given = {"title": "W", "extras": extras(sector="x", zahl="3"), "resources": []}
        graph = Graph()
        write_dataset(graph, URIRef(f"{SITE}/1"), given, Output(SITE, compat=False))
        made = read_dataset(graph, URIRef(f"{SITE}/1"))
        restore_extras(made, set())
        assert free(made) == {"sector": "x", "zahl": "3"}
        assert made["kept_statements"] == ""

    def test_other_properties_stay_statements(self):
        """An entry that says more than name and value is none of CKAN's extras."""
        lines = (
            "_:this <http://schema.org/additionalProperty> _:a .\n"
            '_:a <http://schema.org/name> "n" .\n'
            '_:a <http://schema.org/unitCode> "m" .\n'
            '_:a <http://schema.org/value> "1" .'
        )
        package = {"kept_statements": lines}
        restore_extras(package, set())
        assert package == {"kept_statements": lines}

    def test_extra_named_as_a_field(self):
        """CKAN refuses a free extra of that name: it gets another one."""
        package = read_dataset(*(lambda m: (statements(m), subject_of(m)))(record(sector="x")))
        restore_extras(package, {"sector"})
        assert free(package) == {"_sector": "x"}

    def test_unknown_key_of_a_resource_stays_there(self):
        """As in CKAN, where a resource has any key."""
        made = read(record(resources=[{"id": "r", "url": "https://x.example", "farbe": "rot"}]))
        assert made["resources"][0]["farbe"] == "rot"

    def test_every_ignored_key_has_a_reason(self):
        """And is not a field that has a place."""
        for table in (ckan_names.IGNORED, ckan_names.IGNORED_OF_RESOURCE):
            assert all(table.values())
        assert not {row.field for row in load_rows().dataset} & set(ckan_names.IGNORED)


class TestClassicFields:
    def test_maintainer_is_the_contact(self):
        """CKAN shows it as such; the author is the creator."""
        made = read(
            record(
                author="A",
                author_email="a@x.example",
                maintainer="M",
                maintainer_email="m@x.example",
            )
        )
        assert made["contact"] == [{"name": "M", "email": "m@x.example"}]
        assert made["creator"] == [{"name": "A", "email": "a@x.example"}]

    def test_maintainer_beside_a_contact(self):
        """Is what DCAT-AP.de calls so."""
        made = read(
            record(maintainer="M", extras=extras(contact_name="K", contact_email="k@x.example"))
        )
        assert made["contact"] == [{"name": "K", "email": "k@x.example"}]
        assert made["custodian"] == [{"name": "M"}]

    def test_organisation_publishes(self):
        """Where nothing else is said and no row of ours says it better."""
        organisation = {"title": "Stadt Beispiel", "name": "bsp"}
        assert read(record(organization=organisation))["publisher"] == [{"name": "Stadt Beispiel"}]
        known = record_of({"id": ID, "title": "W", "organization": organisation}, SITE, source("m"))
        assert "publisher" not in read(known)

    @pytest.mark.parametrize(
        ("given", "licence"),
        [
            ({"license_id": "dl-de-by-2.0"}, DEAL),
            ({"license_id": "x", "license_url": DEAL}, DEAL),
            ({"license_id": "notspecified", "license_title": "Keine Angabe"}, None),
            ({"license_id": "hausrecht", "license_title": "Nach Hausrecht"}, "Nach Hausrecht"),
            ({}, None),
        ],
    )
    @pytest.mark.parametrize("of_resource", [False, True])
    def test_licence(self, given, licence, of_resource):
        """Of the package or of the file; the spelling that the list knows, else the words."""
        resource = {"id": "r", "url": "https://x.example", **(given if of_resource else {})}
        made = read(record(resources=[resource], **({} if of_resource else given)))
        assert made["resources"][0].get("license") == licence

    def test_groups(self):
        """Those that are categories of the EU, as GovData has them; the others are kept."""
        made = read(record(groups=[{"name": "tran"}, {"name": "haushalt"}]))
        assert [iri[-4:] for iri in made["theme"]] == ["TRAN"]
        assert free(made) == {"groups": "haushalt"}

    @pytest.mark.parametrize(
        ("groups", "more", "themes", "noted"),
        [
            (["bildung_wissenschaft", "verwaltung"], {}, ["EDUC", "GOVE", "TECH"], 2),
            (["soziales", "bevoelkerung"], {}, ["SOCI"], 2),
            (["geo", "verbraucher", "infrastruktur_bauen_wohnen"], {}, [], 0),
            (["tran", "umwelt_klima"], {}, ["TRAN"], 0),
            (["umwelt_klima"], {"extras": [{"key": "theme", "value": THEME}]}, ["TRAN"], 0),
        ],
    )
    def test_categories_of_ogd(self, groups, more, themes, noted):
        """Where the source names no category of the EU; as GovData has moved its own, and noted."""
        made = record(groups=groups, **more)
        assert [iri[-4:] for iri in read(made).get("theme", [])] == themes
        assert [f.rule for f in made.findings] == ["theme.ogd"] * noted

    def test_file_of_that_portal_is_a_download(self):
        """And everything else a page."""
        made = read(
            record(
                resources=[
                    {"id": "a", "url": "https://x.example/a.csv", "url_type": "upload"},
                    {"id": "b", "url": "https://x.example/b"},
                    {"id": "c", "url": "https://x.example/c", "state": "deleted"},
                ]
            )
        )
        found = {r["uri"][-1]: (r.get("download_url"), r["access_url"]) for r in made["resources"]}
        assert found == {
            "a": ("https://x.example/a.csv", "https://x.example/a.csv"),
            "b": (None, "https://x.example/b"),
        }


class TestRecordings:
    @pytest.fixture
    def recorded(self, catalogues):
        """Load a recorded package by its file's name."""

        def load(name: str) -> dict[str, Any]:
            package = json.loads((catalogues / "ckan_api" / name).read_text(encoding="utf-8"))
            return {"id": ID, **package}

        return load

    def test_moers(self, recorded):
        """OGD schema of 2013: roles of contacts, dates, terms of use."""
        made = read(record_of(recorded("moers_ogpd.json"), SITE, source()))
        assert made["publisher"][0]["email"] == made["contact"][0]["email"]
        assert made["issued"] == "2013-02-15T00:00:00"
        assert made["resources"][0]["license"] == "http://dcat-ap.de/def/licenses/dl-by-de/1.0"
        assert made["resources"][0]["format"] == "JSON"
        assert free(made) == {"groups": "verwaltung, wirtschaft_arbeit", "sector": "oeffentlich"}
        assert [iri[-4:] for iri in made["theme"]] == ["ECON", "GOVE"]

    def test_ogd_example(self, recorded):
        """All that the schema's own example says has a place or stays an extra."""
        package = recorded("ogd_metadata_beispiel1.json")
        made = read(record_of(package, SITE, source()))
        (place,) = made["spatial_coverage"]
        assert place["text"] == "Märkisch Oderland"
        assert json.loads(place["geom"])["type"] == "Polygon"
        assert (made["issued"], made["modified"]) == ("2013-02-25T20:56:16", "2014-02-25T00:00:00")
        assert {r["hash"] for r in made["resources"]} == {r["hash"] for r in package["resources"]}
        moved = {
            "dates",
            "spatial",
            "temporal_coverage_from",
            "temporal_coverage_to",
            "ogd_version",
        }
        moved |= {"metadata_original_html", "metadata_transformer", "spatial-text"}
        assert set(package["extras"]) - moved <= set(free(made))

    def test_deutsche_bahn(self, recorded):
        """A plain CKAN with a field of its own and an IRI as format."""
        made = read(record_of(recorded("deutschebahn_package.json"), SITE, source()))
        assert made["publisher"] == [{"name": "DB Vertrieb GmbH"}]
        assert (made["resources"][0]["format"], made["resources"][0]["size"]) == ("CSV", 10325)
        assert free(made)["update_cycle"] == "once_per_month"

    @pytest.mark.parametrize(
        "name", ["moers_ogpd.json", "ogd_metadata_beispiel1.json", "deutschebahn_package.json"]
    )
    def test_nothing_gets_lost(self, recorded, name):
        """Every text of a package is there in what was made of it, but what is ignored by name."""
        package = recorded(name)
        fields = fields_of(package)
        said = json.dumps(read(record_of(package, SITE, source())), ensure_ascii=False)
        ignored = {*ckan_names.IGNORED, "name", "metadata_original_html", "spatial", "spatial-text"}
        for key, value in {**package, **(package.get("extras") or {})}.items():
            if isinstance(value, str) and key not in ignored and not key.startswith("license"):
                assert json.dumps(value, ensure_ascii=False)[1:-1] in said, key
        assert fields.values["title"] == package["title"]
