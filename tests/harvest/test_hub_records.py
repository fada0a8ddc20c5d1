"""An item of an ArcGIS Hub as records: addresses, folders, languages, files, licences, mistakes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ckanext.modellregion_owl.harvest.adapters.arcgis_page import read_answer
from ckanext.modellregion_owl.harvest.records.hub_address import (
    closed_folder,
    item_id,
    service_key,
)
from ckanext.modellregion_owl.harvest.records.hub_paging import next_page
from ckanext.modellregion_owl.harvest.records.record import Page
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.answer import Answer

pytestmark = pytest.mark.unit

ID = "f4bcc1035b7d46cba95e977f4affb6be"
KPB = "https://giscloud.gkdpb.de/geodienste"
LAYER = f"{KPB}/rest/services/open/KPB_Wege/MapServer/3"
SITE = "https://kreis.example"
ITEMS = f"{SITE}/api/search/v1/collections/dataset/items?limit=100"


def page(body: Any, url: str = ITEMS, **config: Any) -> Page:
    source = Source("i", "hub", "", SITE, "arcgis", config=config)
    return read_answer(Answer(url, "", json.dumps(body).encode()), source)


def item(**properties: Any) -> Page:
    whole = {"id": f"{ID}_3", "title": "Wege", "url": LAYER, **properties}
    return page({"features": [{"type": "Feature", "properties": whole}]})


def values(found: Page, name: str) -> list[str]:
    """Return the texts of a property (its last part) in the first record."""
    (record,) = found.records
    picked = [t for t in record.triples if t.predicate.value.endswith(("/" + name, "#" + name))]
    return [str(getattr(t.object, "value", "")) for t in picked]


class TestItemId:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (f"https://a.example/datasets/{ID}_3", f"{ID}_3"),
            (f"https://www.arcgis.com/home/item.html?id={ID}&sublayer=3", f"{ID}_3"),
            (f"https://www.arcgis.com/home/item.html?id={ID}", ID),
            (f"{ID.upper()}_3", f"{ID}_3"),
            ("https://a.example/datasets/KREIS::wege", ""),
            (f"{ID}{ID}", ""),
            ("", ""),
        ],
    )
    def test_spellings(self, text, expected):
        """The same item in every way in which a Hub has written it; a slug names none."""
        assert item_id(text) == expected


class TestServiceKey:
    @pytest.mark.parametrize(
        "url",
        [
            "https://GIS.example/arcgis/rest/services/open/A/MapServer/21",
            "http://gis.example:6080/arcgis/rest/services/open/A/MapServer/21/",
            "https://gis.example/arcgis/rest/services/open/A/MapServer/21?f=json#top",
            " https://gis.example/arcgis/rest/services/open/A/MapServer/21/query?where=1",
        ],
    )
    def test_one_spelling(self, url):
        """Scheme, case of the host, port, query, slash and operation do not count."""
        assert service_key(url) == "gis.example/arcgis/rest/services/open/A/MapServer/21"

    @pytest.mark.parametrize(
        "url",
        ["https://a.example/datasets/x", "https://[a/rest/services/A/MapServer", "", "MapServer/1"],
    )
    def test_no_service(self, url):
        """Pages, nonsense, nothing."""
        assert service_key(url) == ""

    def test_layers_and_services_differ(self):
        """Two layers of one service are two datasets, the service as a whole is a third."""
        base = "https://a.example/rest/services/A/FeatureServer"
        assert len({service_key(u) for u in (base, base + "/0", base + "/1")}) == 3


class TestClosedFolder:
    @pytest.mark.parametrize(
        ("url", "default", "only_open"),
        [
            (LAYER, "", ""),
            (f"{KPB}/rest/services/Open/KPB_Wege/MapServer", "", ""),
            (f"{KPB}/rest/services/secure/KPB_Wege/MapServer/3", "secure", "secure"),
            (f"{KPB}/services/INTRA/KPB_Wege/MapServer/WmsServer?request=x", "INTRA", "INTRA"),
            (
                f"https://p.example/?url={KPB}%2Frest%2Fservices%2Fintra%2FA%2FMapServer",
                *["intra"] * 2,
            ),
            (f"siehe {KPB}/rest/services/secure/A/MapServer.", "secure", "secure"),
            ("https://a.example/rest/services/OpenDataPortal/A/MapServer/2", "", "OpenDataPortal"),
            ("https://services.arcgis.com/X/arcgis/rest/services/secure/FeatureServer/8", "", ""),
            ("https://a.example/intra/seite", "", ""),
        ],
    )
    def test_folders(self, url, default, only_open):
        """By name where nothing is set, else all but those named; a service's name is no folder."""
        assert closed_folder(url) == default
        assert closed_folder(url, ["open"]) == only_open


def reasons(found: Page) -> list[str]:
    assert not found.records
    return [str(s.reason.params) for s in found.skipped]


class TestNotOpen:
    @pytest.mark.parametrize("access", ["org", "private", "shared"])
    def test_access(self, access):
        """What is not shared with everybody is skipped; without the member the search is public."""
        assert access in reasons(item(access=access))[0]
        assert item(access="public").records
        assert item(access=None).records

    @pytest.mark.parametrize(
        "more",
        [
            {"url": LAYER.replace("/open/", "/secure/")},
            {"additionalResources": [{"url": LAYER.replace("/open/", "/intra/")}]},
            {"description": f"<p>Intern: {LAYER.replace('/open/', '/intra/')}</p>"},
        ],
        ids=["service", "further link", "description"],
    )
    def test_address_of_a_closed_service(self, more):
        """Wherever it stands, the record is not shown and the reason names the folder."""
        assert any(name in reasons(item(**more))[0] for name in ("secure", "intra"))

    def test_in_the_feeds(self):
        """The same for DCAT-US and DCAT-AP."""
        link = LAYER.replace("/open/", "/secure/")
        pod = {"title": "A", "identifier": "a", "distribution": [{"accessURL": link}]}
        node = {
            "@id": "https://a.example/1",
            "@type": "dcat:Dataset",
            "dct:title": "A",
            "dcat:distribution": {"@type": "dcat:Distribution", "dcat:accessUrl": link},
        }
        for body in ({"dataset": [pod]}, {"@context": {}, "dcat:dataset": [node]}):
            assert "secure" in reasons(page(body))[0]

    def test_dcats_own_words(self):
        """ "restricted" says how, not whether: such a dataset is shown."""
        pod = {"title": "A", "identifier": "a", "accessLevel": "restricted public"}
        assert page({"dataset": [pod]}).records


class TestRecord:
    def test_identity(self):
        """The item's id with its layer, the service as lasting key, a landing page on the site."""
        found = item()
        record = found.records[0]
        assert record.guid == f"{ID}_3"
        assert record.lasting == service_key(LAYER)
        assert values(found, "landingPage") == [f"{SITE}/datasets/{ID}_3"]

    def test_one_id_in_two_identifiers(self):
        """Two entries that name the same item stay two."""
        pods = [{"title": t, "identifier": f"https://a.example/{ID}/{t}"} for t in ("a", "b")]
        found = page({"dataset": pods})
        assert [r.guid for r in found.records] == [p["identifier"] for p in pods]

    def test_service(self):
        """A distribution with a service of the same address, which is the service's IRI."""
        found = item()
        assert values(found, "endpointURL") == [LAYER]
        assert values(found, "accessService") == [LAYER]
        assert LAYER in values(found, "accessURL")

    def test_ogc_services(self):
        """WMS and WFS where the service has them, at the address of the whole service."""
        found = item(server={"supportedExtensions": "KmlServer,WMSServer"})
        root = f"{KPB}/services/open/KPB_Wege/MapServer/WMSServer"
        assert f"{root}?request=GetCapabilities&service=WMS" in values(found, "accessURL")
        assert root in values(found, "endpointURL")
        assert "WFS" not in values(found, "format")

    def test_downloads(self):
        """The files that a Hub makes of a layer; tables have no shapes; whole items none."""
        base = f"{SITE}/api/download/v1/items/{ID}"
        kinds = ["csv", "geojson", "shapefile", "kml"]
        assert values(item(), "downloadURL") == [f"{base}/{kind}?layers=3" for kind in kinds]
        assert len(values(item(geometryType=None), "downloadURL")) == 2
        assert values(item(id=ID), "downloadURL") == []
        assert values(item(downloadable=False), "downloadURL") == []

    def test_file(self):
        """An item that is a file is loaded from the portal."""
        found = item(id=ID, url=None, type="CSV", size=42)
        data = f"https://www.arcgis.com/sharing/rest/content/items/{ID}/data"
        assert values(found, "downloadURL") == [data]
        assert values(found, "byteSize") == ["42"]

    @pytest.mark.parametrize(
        ("properties", "expected"),
        [
            ({"culture": "de-de"}, ["de-de"]),
            ({"culture": "en-us", "metadata": "ger"}, ["ger"]),
            ({"language": {"code": "fr"}}, ["fr"]),
            ({}, []),
        ],
    )
    def test_language(self, properties, expected):
        """INSPIRE metadata before the settings of the item's owner."""
        if "metadata" in properties:
            inner = {"dataIdInfo": {"dataLang": {"languageCode": {"@_value": "ger"}}}}
            properties = {**properties, "metadata": {"metadata": inner}}
        assert values(item(**properties), "language") == expected

    @pytest.mark.parametrize(
        ("properties", "licence", "rights"),
        [
            ({"licenseInfo": "<p>Frei</p>"}, ["<p>Frei</p>"], []),
            ({"license": "CC-BY-4.0", "licenseInfo": "Quelle"}, ["CC-BY-4.0"], ["Quelle"]),
            ({"license": "none", "structuredLicense": {"type": "none"}}, [], []),
            (
                {"structuredLicense": {"type": "custom", "text": "Nur so"}, "license": "custom"},
                [],
                ["Nur so"],
            ),
            (
                {"structuredLicense": {"type": "CC-BY-4.0", "url": "https://cc.example/by"}},
                ["https://cc.example/by"],
                [],
            ),
            ({"licenseInfo": None}, [], []),
            ({"licenseInfo": ""}, [], []),
        ],
    )
    def test_licence(self, properties, licence, rights):
        """As the source wrote it, on each distribution; the terms of use beside a licence."""
        found = item(**properties)
        count = len(values(found, "distribution"))
        assert values(found, "license") == licence * count
        assert values(found, "rights") == rights * count

    @pytest.mark.parametrize(
        "extent",
        [
            "8.5,51.5,8.9,51.8",
            [[8.5, 51.5], [8.9, 51.8]],
            {"type": "envelope", "coordinates": [[8.5, 51.5], [8.9, 51.8]]},
        ],
    )
    def test_extent(self, extent):
        """Four ways of writing a box give one."""
        (box,) = values(item(extent=extent), "bbox")
        assert box.startswith("POLYGON ((8.5 51.5")

    @pytest.mark.parametrize("extent", [[], None, "", {}])
    def test_no_extent(self, extent):
        """Nothing is nowhere."""
        assert values(item(extent=extent), "spatial") == []

    def test_polygon(self):
        """GeoJSON stays as it is; a feature's geometry stands in for a missing extent."""
        shape = {"type": "Polygon", "coordinates": [[[8, 51], [9, 51], [9, 52], [8, 51]]]}
        (found,) = values(item(extent=shape), "geometry")
        assert json.loads(found) == shape

    def test_dates(self):
        """Milliseconds since 1970; INSPIRE's publication date goes before the item's creation."""
        found = item(created=1611934478000, modified=1671554653000)
        assert values(found, "issued") == ["2021-01-29T15:34:38.000Z"]
        assert values(found, "modified") == ["2022-12-20T16:44:13.000Z"]
        assert values(item(updated="2024-01-02"), "modified") == ["2024-01-02"]
        assert values(item(modified=10**20), "modified") == [str(10**20)]

    def test_publisher_and_account(self):
        """The organisation publishes; the owner's account is nobody's business."""
        found = item(orgName="Kreis Paderborn", source="Amt 62", owner="mueller_k")
        assert values(found, "name") == ["Amt 62", "Kreis Paderborn"]
        assert "mueller_k" not in str(found.records[0].triples)

    def test_contacts_of_ogc(self):
        """Names, mails and links as OGC API Records writes them."""
        contact = {
            "name": "Geodaten",
            "organization": "Kreis",
            "emails": [{"value": "geo@kreis.example"}],
            "links": [{"href": "https://kreis.example/kontakt"}],
            "roles": ["pointOfContact"],
        }
        found = item(contacts=[contact])
        assert values(found, "fn") == ["Geodaten"]
        assert values(found, "hasEmail") == ["geo@kreis.example"]
        assert values(found, "hasURL") == ["https://kreis.example/kontakt"]

    def test_digest_is_stable(self):
        """The same item gives the same digest in any order of its members."""
        entry = {"id": ID, "title": "A", "tags": ["a", "b"], "url": LAYER}
        turned = dict(reversed(entry.items()))
        both = [page({"features": [{"properties": e}]}).records[0].digest for e in (entry, turned)]
        assert both[0] == both[1]


def jsonld(context: Any = None, **more: Any) -> Page:
    node = {"@type": "dcat:Dataset", "@id": "https://a.example/1", "dct:title": "A", **more}
    spaces = {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"}
    feed = {"@context": spaces if context is None else context, "dcat:dataset": [node]}
    return page(feed, f"{SITE}/api/feed/dcat-ap/2.1.1.json")


class TestJsonLd:
    @pytest.mark.parametrize("written", ["lang:GER", "lang/GER"])
    def test_language(self, written):
        """A prefix that the context lacks, and a slash in place of its colon, are mended."""
        found = jsonld(**{"dct:language": {"@id": written}})
        iri = "http://publications.europa.eu/resource/authority/language/GER"
        assert values(found, "language") == [iri]
        assert "context.prefix" in [f.rule for f in found.findings]
        assert ("term.slash" in [f.rule for f in found.findings]) == ("/" in written)

    def test_type_without_prefix(self):
        """Esri's "Contact" would become an address."""
        contact = {"@type": "Contact", "vcard:fn": "GIS"}
        found = jsonld(**{"dcat:contactPoint": contact})
        assert "http://www.w3.org/2006/vcard/ns#Kind" in values(found, "22-rdf-syntax-ns#type")
        assert ("class.spelling", "Contact") in [(f.rule, f.before) for f in found.findings]

    def test_empty_texts_say_nothing(self):
        """A licence of "" is none."""
        assert values(jsonld(**{"dct:license": "", "dct:title": "A"}), "license") == []

    def test_account_of_a_person(self):
        """The contact stays, its address is not kept."""
        who = "https://k.maps.arcgis.com/sharing/rest/community/users/mueller_k?f=json"
        found = jsonld(**{"dcat:contactPoint": {"@id": who, "vcard:fn": "GIS"}})
        assert who not in str(found.records[0].triples)
        assert values(found, "fn") == ["GIS"]

    @pytest.mark.parametrize(
        ("name", "account"),
        [
            ("ClayCountyMN", True),
            ("thervey_qa_pre_a_hub", True),
            ("sigevian", True),
            ("k.mueller", True),
            ("Vermessungsamt", False),
            ("GIS", False),
            ("GIS-Team", False),
            ("Kreis Paderborn", False),
        ],
    )
    def test_name_of_an_account(self, name, account):
        """Hub's template gives the item's owner as the contact; alone it is no contact at all."""
        for contact in ({"vcard:fn": name}, {"vcard:fn": name, "vcard:hasEmail": "mailto:a@b.de"}):
            found = jsonld(**{"dcat:contactPoint": {"@type": "vcard:Contact", **contact}})
            assert values(found, "fn") == ([] if account else [name])
            there = "vcard:hasEmail" in contact or not account
            assert bool(values(found, "contactPoint")) == there
            assert ("contact.account" in [f.rule for f in found.findings]) == account

    @pytest.mark.parametrize("context", ["https://evil.example/c.jsonld", ["https://e.example/c"]])
    def test_context_of_another_address(self, context):
        """It is never loaded."""
        from ckanext.modellregion_owl.harvest.exceptions import SourceUnavailable

        with pytest.raises(SourceUnavailable):
            jsonld(context)

    def test_raw_braces_in_an_address(self):
        """As Hub wrote them until 2021: the address is mended by the profile, not lost here."""
        link = f'{SITE}/a.csv?outSR={{"latestWkid":103701}}'
        found = jsonld(**{"dcat:distribution": {"dcat:accessUrl": link}})
        assert values(found, "accessUrl") == [link]


class TestNextPage:
    @pytest.mark.parametrize(
        ("matched", "expected"), [(250, "startindex=103"), (102, ""), (None, ""), ("250", "")]
    )
    def test_without_link(self, matched, expected):
        """From where this page ended, as long as the server announces more, as a number."""
        whole = {"features": [{}] * 2, "numberMatched": matched}
        assert next_page(f"{ITEMS}&startindex=101", whole).rpartition("&")[2] == expected
