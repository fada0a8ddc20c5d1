"""Another model region brings one folder of content and a setting, no code."""

from __future__ import annotations

import gzip
import re

import pytest
import yaml

from ckan import model
from ckan.tests import factories

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import Outcome, init_region

pytestmark = pytest.mark.stack

CONTENT = {
    "region.yaml": {
        "slug": "nordtal",
        "title": {"de": "Modellregion Nordtal", "en": "Model region Nordtal"},
        "catalogue": {
            "title": {"de": "Datenkatalog Nordtal", "en": "Data catalogue Nordtal"},
            "description": {"de": "Offene Daten aus Nordtal.", "en": "Open data from Nordtal."},
            "publisher_name": "Gemeinde Nordtal",
            "publisher_uri": "",
            "publisher_type": "http://purl.org/adms/publishertype/LocalAuthority",
            "licence": "http://dcat-ap.de/def/licenses/dl-zero-de/2.0",
            "languages": ["http://publications.europa.eu/resource/authority/language/DEU"],
            "spatial": [],
        },
    },
    "municipalities.yaml": [
        {
            "slug": "nordtal",
            "title": {"de": "Gemeinde Nordtal", "en": "Municipality of Nordtal"},
            "kind": "gemeinde",
            "publisher_name": "Gemeinde Nordtal",
            "publisher_type": "http://purl.org/adms/publishertype/LocalAuthority",
        }
    ],
    "action_fields.yaml": [
        {"slug": "wasser", "label": {"de": "Wasser", "en": "Water"}, "icon": "database"}
    ],
    "projects.yaml": [
        {
            "slug": "talsperre",
            "title": {"de": "Digitale Talsperre", "en": "Digital dam"},
            "action_fields": ["wasser"],
            "municipality": "nordtal",
            "values": {"summary": "Sensoren messen den Stand.", "status": "umsetzung"},
        }
    ],
    "sources.yaml": [],
}


OURS = (
    *("Paderborn", "Bielefeld", "Delbrück", "Delbrueck", "Ostwestfalen", "Lippe", "OWL"),
    *("LoRaWAN", "zwölf Modellprojekte", "twelve"),
)
# Names of the software, which is called so whatever the region.
SOFTWARE = re.compile(r"ckanext[.-]modellregion[_-]owl\S*|modellregion[_-]owl\S*|\bowl-[\w-]+")
# What a web page loads for its looks, and the tokens of forms.
SETTING = re.compile(
    r"(?s)<script(?![^>]*ld\+json).*?</script>|<link rel=.stylesheet.*?>|<svg.*?</svg>"
)
VALUES = {
    "id": "becken",
    "name": "nordtal",
    "number": "1",
    "source": "nordtal",
}


@pytest.fixture
def nordtal(tmp_path, ckan_config, clean_stack, app):
    """A site whose setting names the folder of an invented region, after `init`, with data."""
    for name, rows in CONTENT.items():
        (tmp_path / name).write_text(yaml.safe_dump(rows, allow_unicode=True), encoding="utf-8")
    ckan_config[config.REGION] = str(tmp_path)
    report = init_region(load_region())
    assert not report.names(Outcome.FAILED), report.render()
    factories.Dataset(
        name="becken",
        title="Wasserstand des Beckens",
        owner_org=model.Group.get("nordtal").id,
        groups=[{"name": "talsperre"}],
        resources=[{"url": "https://nordtal.example/becken.csv", "format": "CSV"}],
    )
    return app


def paths(app) -> list[str]:
    """Return every page of ours that can be asked for, and CKAN's that show ours."""
    found = {"/", "/dataset/", "/dataset/becken", "/organization/nordtal", "/about", "/user/login"}
    for rule in app.flask_app.url_map.iter_rules():
        view = app.flask_app.view_functions[rule.endpoint]
        if "GET" in rule.methods and view.__module__.startswith("ckanext.modellregion_owl"):
            path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", lambda m: VALUES.get(m[1], m[1]), rule.rule)
            found.add(path)
    found |= {"/modellprojekte/talsperre", "/handlungsfeld/wasser", "/dataset/becken.ttl"}
    return sorted(found)


def plain(body: bytes) -> str:
    """Return an answer as text; the files of the whole catalogue are packed."""
    packed = body.startswith(b"\x1f\x8b")
    return (gzip.decompress(body) if packed else body).decode("utf-8", "replace")


@pytest.mark.ckan_config("ckan.site_title", "Datenkatalog Nordtal")
class TestAnotherRegion:
    @pytest.mark.parametrize("language", ["", "/en"])
    def test_every_page_speaks_of_it_alone(self, nordtal, language):
        """Every page of ours, by who runs the portal, and every download: no word of our region."""
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        seen, foreign = set(), {}
        for path in paths(nordtal):
            answer = nordtal.get(f"{language}{path}", headers=headers, status=None)
            assert answer.status_code < 500, path
            if answer.status_code == 200:
                seen.add(path)
                text = SOFTWARE.sub("", SETTING.sub("", plain(answer.get_data())))
                if words := [word for word in OURS if re.search(rf"\b{word}", text)]:
                    foreign[path] = [text[max(0, text.index(w) - 60) :][:140] for w in words]
        assert foreign == {}
        assert {"/", "/modellprojekte/talsperre", "/kommune/nordtal", "/zahlen", "/catalog.ttl",
                "/handlungsfeld/wasser", "/frage-stellen", "/entwickler", "/datenpflege",
                "/barrierefreiheit"} <= seen  # fmt: skip

    def test_it_is_named(self, nordtal):
        """Home, project and catalogue bear the names of the other folder."""
        assert "Digitale Talsperre" in nordtal.get("/modellprojekte").text
        assert "Sensoren messen den Stand." in nordtal.get("/modellprojekte/talsperre").text
        assert "Wasserstand des Beckens" in nordtal.get("/kommune/nordtal").text
        assert "Datenkatalog Nordtal" in nordtal.get("/catalog.ttl").text
