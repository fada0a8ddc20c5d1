"""The filters of the dataset list come from the rows (key `facet` of schemas/dataset.yaml)."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

import ckan.plugins as p
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl import facets
from ckanext.modellregion_owl.rdf.rows import schema_of
from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import init_region

EU = "http://publications.europa.eu/resource/authority"
LICENCE = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
# What a dataset says in the field of each filter, and what people read of it.
SAID = {
    "tags": ("Hochwasser", {"de": "Hochwasser", "en": "Hochwasser"}),
    "vocab_thema": (f"{EU}/data-theme/ENVI", {"de": "Umwelt", "en": "Environment"}),
    "vocab_nutzung": (
        LICENCE,
        {
            "de": "Frei nutzbar mit Quellenangabe",
            "en": "Free to use if you name the source",
        },
    ),
    "res_format": ("csv", {"de": "CSV", "en": "CSV"}),
}


@pytest.mark.unit
class TestRows:
    def test_every_facet_has_its_field(self):
        """What is counted or filtered is a row, or stands with its reason in facets.WITHOUT_ROW."""
        schema = schema_of()
        fields = [*schema["dataset_fields"], *schema["resource_fields"]]
        named = [f["field_name"] for f in fields if "facet" in f]
        assert named == list(dict.fromkeys(one.row.field for one in facets.of_rows()))
        indexes = [one.facet.index for one in facets.of_rows()]
        assert len(indexes) == len(set(indexes))
        assert not set(indexes) & {f.index for f in facets.WITHOUT_ROW}

    def test_places_differ(self):
        """No two filters want the same place."""
        orders = [f.order for f in facets.by_index().values() if f.order]
        assert len(orders) == len(set(orders))

    def test_terms_have_a_vocabulary(self):
        """Values that are labelled by a vocabulary have one."""
        assert all(one.row.vocabulary for one in facets.of_rows() if one.facet.values == "term")


@pytest.fixture
def catalogue(clean_stack):
    """A dataset that says something in each filter, and one that says nothing."""
    init_region(load_region())
    values = {name: said for name, (said, _) in SAID.items()}
    factories.Dataset(
        name="voll",
        title="Voll",
        owner_org="stadt-paderborn",
        theme=[values["vocab_thema"], "https://quelle.example/thema"],
        tags=[{"name": values["tags"]}],
        groups=[{"name": "lorawan-2-0-delbrueck"}],
        resources=[
            {
                "url": "https://e.org/a.csv",
                "format": values["res_format"],
                "license": values["vocab_nutzung"],
                "license_attribution_by_text": "Stadt Paderborn",
            }
        ],
    )
    factories.Dataset(name="leer", title="Leer", owner_org="stadt-bielefeld")


def filters(body: str) -> dict[str, tuple[str, dict[str, str]]]:
    """Return the filters of the list, name → (title, {value: label})."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for group in BeautifulSoup(body, "html.parser").select("fieldset.owl-facet"):
        boxes = group.select("label")
        options = {b.input["value"]: b.select_one(".owl-option__label").text for b in boxes}
        found[boxes[0].input["name"]] = (group.legend.text, options)
    return found


@pytest.mark.stack
@pytest.mark.usefixtures("catalogue")
@pytest.mark.ckan_config("search.facets", "organization groups res_format tags license_id")
class TestList:
    @pytest.mark.parametrize("lang", ["de", "en"])
    def test_row_is_shown_labelled_and_searchable(self, app, lang):
        """Each row with a facet has its filter with the row's title, labels, and finds by it."""
        shown = filters(app.get(f"/{lang}/dataset/").body)
        of_rows = {one.facet.index: one for one in facets.of_rows() if one.facet.order}
        assert set(of_rows) == set(SAID), "a new facet: say here what a dataset says in it"
        for index, one in of_rows.items():
            title, options = shown[index]
            assert title == one.facet.title(lang)
            found = [v for v, label in options.items() if label.startswith(SAID[index][1][lang])]
            assert len(found) == 1, (index, options)
            page = app.get(f"/{lang}/dataset/", query_string={index: found[0]}).body
            assert "Voll" in page
            assert "Leer" not in page
        assert "https://quelle.example/thema" not in shown["vocab_thema"][1], "has no label"

    def test_order_and_nothing_else(self, app):
        """The filters stand in the order of the rows; all are a row's or have their reason."""
        shown = list(filters(app.get("/de/dataset/").body))
        known = facets.by_index()
        assert shown == sorted(shown, key=lambda index: known[index].order)
        assert shown[:3] == ["organization", "vocab_modellprojekt", "vocab_handlungsfeld"]

    def test_what_plugins_add(self, app):
        """No plugin of ours names a filter or fills the index behind the rows' back."""
        with app.flask_app.test_request_context("/de/dataset/"):
            titles: dict[str, str] = {}
            ours = [x for x in p.PluginImplementations(p.IFacets) if x.name.startswith("modell")]
            for plugin in ours:
                titles = dict(plugin.dataset_facets(titles, "dataset"))
        assert set(titles) <= set(facets.by_index())
        document = call_action("package_search", fq="name:voll", fl=["vocab_*"])["results"][0]
        assert {k for k in document if k.startswith("vocab_")} <= {
            *facets.by_index(),
            "vocab_modellregion_words",  # the words to offer a spelling; no filter
        }

    def test_ticked_value_without_hits(self, app):
        """A ticked topic that finds nothing keeps its name, so that it can be taken off."""
        page = app.get("/en/dataset/?q=nothing&vocab_thema=ENVI").body
        assert "Remove the filter “Environment”" in page
