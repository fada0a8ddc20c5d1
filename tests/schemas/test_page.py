"""The dataset's own page under the schema."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl.rdf.rows import load_rows
from ckanext.modellregion_owl.vocabularies import NAMES, vocabulary

sys.path.append(str(Path(__file__).parents[1] / "rdf"))
from samples import full_dataset

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]


class TestPage:
    @pytest.mark.ckan_config(
        "ckan.plugins", "modellregion_owl_feed modellregion_owl dcat scheming_datasets"
    )
    def test_full_dataset_opens_without_the_theme(self, app):
        """Dataset, resource and edit pages of a dataset with every field render in CKAN's look."""
        organisation = factories.Organization()
        context = {"modellregion_harvest": True, "user": factories.Sysadmin()["name"]}
        given = {**full_dataset(), "name": "voll", "owner_org": organisation["id"]}
        made = call_action("package_create", context, **given)
        assert "Größe title 1" in app.get("/dataset/voll").body
        assert app.get(f"/dataset/voll/resource/{made['resources'][0]['id']}").status_code == 200
        token = factories.SysadminWithToken()["token"]
        for path in ("/dataset/edit/voll", "/dataset/voll/resource/new"):
            assert app.get(path, headers={"Authorization": token}).status_code == 200
        resource = f"/dataset/voll/resource/{made['resources'][1]['id']}/edit"
        assert app.get(resource, headers={"Authorization": token}).status_code == 200

    @pytest.mark.parametrize(
        "plugins",
        [
            pytest.param(names, marks=pytest.mark.ckan_config("ckan.plugins", names))
            for names in (
                "modellregion_owl dcat scheming_datasets",
                "modellregion_owl_theme modellregion_owl dcat scheming_datasets",
            )
        ],
    )
    def test_only_addresses_of_the_web_are_links(self, app, plugins):
        """A source may deliver `javascript:…` as address: it is shown as text, never as a link."""
        bad = "javascript:alert(1)"
        made = call_action(
            "package_create",
            {"modellregion_harvest": True, "user": factories.Sysadmin()["name"]},
            name="boese",
            title="Böse",
            owner_org=factories.Organization()["id"],
            url=bad,
            publisher=[{"name": "A", "url": bad}],
            contact=[{"name": "B", "url": bad}],
            resources=[{"url": bad, "access_url": bad, "download_url": bad, "license_url": bad}],
        )
        for path in ("", f"/resource/{made['resources'][0]['id']}"):
            body = app.get(f"/dataset/boese{path}").body
            assert not re.search(r"""href=["']\s*javascript:alert""", body, re.IGNORECASE), path


def terms_of(name: str) -> list:
    """Return the first and the last term, the retired ones, those without a German label."""
    words = list(vocabulary(name))
    odd = [t for t in words if t.extra.get("replaced_by") or not t.label_de]
    return list(dict.fromkeys([words[0], words[-1], *odd]))


def with_terms(rows, vocabularies: set) -> dict:
    """Return a value for each field with a vocabulary; note which vocabularies were used."""
    found = {}
    for row in rows:
        if not row.vocabulary:
            continue
        vocabularies.add(row.vocabulary)
        terms = [
            t.extra.get("short", t.uri) if row.show else t.uri for t in terms_of(row.vocabulary)
        ]
        found[row.field] = terms if row.many else terms[-1]
    return found


class TestLabels:
    @pytest.mark.parametrize("language", ["de", "en"])
    @pytest.mark.parametrize(
        "plugins",
        [
            pytest.param(names, marks=pytest.mark.ckan_config("ckan.plugins", names))
            for names in (
                "modellregion_owl dcat scheming_datasets",
                "modellregion_owl_theme modellregion_owl dcat scheming_datasets",
            )
        ],
    )
    def test_no_address_for_a_term(self, app, plugins, language):
        """Dataset page, file page and list show labels, never an address or code of a term."""
        used: set[str] = set()
        rows = load_rows()
        resource = {"url": "https://a.example/x", **with_terms(rows.resource, used)}
        made = call_action(
            "package_create",
            {"modellregion_harvest": True, "user": factories.Sysadmin()["name"]},
            **with_terms(rows.dataset, used),
            name="bunt",
            title="Bunt",
            owner_org=factories.Organization()["id"],
            publisher=[{"name": "Amt", "type": terms_of("publisher_types")[0].uri}],
            spatial_coverage=[{"uri": t.uri} for t in terms_of("geocoding")],
            license_id="dl-by-de/2.0",
            resources=[resource],
        )
        file = f"/resource/{made['resources'][0]['id']}"
        for path in ("/dataset/bunt", f"/dataset/bunt{file}", "/dataset/"):
            page = BeautifulSoup(app.get(f"/{language}{path}").body, "html.parser")
            words = page.get_text(" ")
            for name in used | {"publisher_types", "geocoding"}:
                for term in terms_of(name):
                    assert term.uri not in words, (path, name)
            assert "/authority/" not in words
            assert "dcat-ap.de/def" not in words
        assert used >= set(NAMES) - {"publisher_types", "geocoding", "inspire_themes", "iso_topics"}


class TestOtherSchema:
    @pytest.mark.ckan_config("ckan.plugins", "modellregion_owl dcat scheming_datasets")
    @pytest.mark.ckan_config("scheming.dataset_schemas", "ckanext.dcat.schemas:dcat_ap_full.yaml")
    def test_form_is_ckanext_schemings(self, app):
        """The form of a portal with its own schema is as it was: no sections, its own snippets."""
        factories.Organization()  # without one CKAN shows no form
        token = factories.SysadminWithToken()["token"]
        page = app.get("/dataset/new", headers={"Authorization": token}).body
        assert 'data-module="scheming-repeating-subfields"' in page
        assert "modellregion-" not in page
