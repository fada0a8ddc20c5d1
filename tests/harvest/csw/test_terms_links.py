"""iso/: terms of use, links, formats and services (spec iso19139.md 2, 4, 5)."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.unit

LICENCES = "http://dcat-ap.de/def/licenses/"
ACCESS = "http://publications.europa.eu/resource/authority/access-right/"
INSPIRE = "http://inspire.ec.europa.eu/metadata-codelist/"
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
DATA = "https://x.example/data.zip"


def licence(id_, source="Stadt Delbrück", **more) -> str:
    return json.dumps({"id": id_, "name": "Name", "url": "", "quelle": source, **more})


def block(iso, *others, use="", access="", limits=()) -> str:
    inside = iso.string("useLimitation", *limits)
    inside += iso.code("accessConstraints", access) if access else ""
    inside += iso.code("useConstraints", use) if use else ""
    inside += "".join(
        iso.string("otherConstraints", o)
        if isinstance(o, str)
        else iso.anchor("otherConstraints", *o)
        for o in others
    )
    return (
        f"<gmd:resourceConstraints><gmd:MD_LegalConstraints>{inside}</gmd:MD_LegalConstraints>"
        "</gmd:resourceConstraints>"
    )


@pytest.fixture
def with_file(iso):
    """Describe a dataset with one file and some identification: `with_file(info, **options)`."""
    return lambda info, **options: iso.describe(
        iso.metadata(info, top=iso.online(DATA, "download")), **options
    )


class TestLicence:
    @pytest.mark.parametrize(
        ("id_", "code"),
        [
            ("dl-zero-de/2.0", "dl-zero-de/2.0"),
            (" dl-by-de/2.0 ", "dl-by-de/2.0"),
            ("dl-de-by-2.0", "dl-by-de/2.0"),
            ("dl-de/by-2-0", "dl-by-de/2.0"),
            ("cc-by-4.0", "cc-by/4.0"),
            (" geoNutz/20130319", "geonutz/20130319"),
            ("geonutzv-de-2013-03-19", "geonutz/20130319"),
            ("gpl-3.0", "gpl/3.0"),
        ],
    )
    def test_json(self, iso, with_file, id_, code):
        """The id, old spellings too, on the distribution with the text of attribution."""
        info = block(iso, "Lesbarer Text", licence(id_), use="otherRestrictions")
        said = with_file(info)
        assert said["dcat:distribution/dct:license"] == [LICENCES + code]
        assert said["dcat:distribution/dcatde:licenseAttributionByText"] == ["Stadt Delbrück@de"]
        assert said["dcat:distribution/dct:rights/rdfs:label"] == ["Lesbarer Text@de"]
        assert said["dct:license"] == []

    def test_quotes_in_the_source(self, iso, with_file):
        """A parser reads what GovData's bridge cuts in two."""
        info = block(iso, licence("dl-by-de/2.0", 'Amt "Geo" {1}, Ort'), use="otherRestrictions")
        said = with_file(info)
        assert said["dcat:distribution/dcatde:licenseAttributionByText"] == [
            'Amt "Geo" {1}, Ort@de'
        ]

    def test_in_use_limitation(self, iso, with_file):
        """The older place."""
        said = with_file(block(iso, limits=[licence("cc-by-4.0")]))
        assert said["dcat:distribution/dct:license"] == [LICENCES + "cc-by/4.0"]

    def test_blocks_stay_apart(self, iso, with_file):
        """noLimitations of the access is no licence and no right (georchestra#4182)."""
        access = block(
            iso, (f"{INSPIRE}LimitationsOnPublicAccess/noLimitations", "keine"),
            access="otherRestrictions",
        )  # fmt: skip
        said = with_file(access + block(iso, licence("cc-zero"), use="otherRestrictions"))
        assert said["dcat:distribution/dct:license"] == [LICENCES + "cc-zero"]
        assert said["dct:accessRights"] == [ACCESS + "PUBLIC"]
        assert said["dcat:distribution/dct:rights"] == []

    def test_use_wins_over_access(self, iso, with_file):
        """A licence among the access constraints steps back."""
        info = block(iso, licence("cc-by-4.0"), access="otherRestrictions")
        info += block(iso, licence("cc-zero"), use="otherRestrictions")
        said = with_file(info)
        assert said["dcat:distribution/dct:license"] == [LICENCES + "cc-zero"]

    def test_several(self, iso, with_file):
        """The first one counts, the other one is noted."""
        info = block(iso, licence("cc-zero"), licence("cc-by-4.0"), use="otherRestrictions")
        said = with_file(info)
        assert said["dcat:distribution/dct:license"] == [LICENCES + "cc-zero"]
        assert "iso.licence_several" in said.rules

    def test_unknown_id_with_known_address(self, iso, with_file):
        """The address says which it is."""
        known = licence("xyz", url="https://www.govdata.de/dl-de/zero-2-0")
        said = with_file(block(iso, known, use="otherRestrictions"))
        assert said["dcat:distribution/dct:license"] == [LICENCES + "dl-zero-de/2.0"]

    def test_unknown(self, iso, with_file):
        """It is kept as a text, never as a licence outside of the list."""
        said = with_file(block(iso, licence("eigene", url="https://x.example/l"), use="license"))
        assert said["dcat:distribution/dct:license"] == []
        assert said["dcat:distribution/dct:rights/rdfs:label"] == ["Name (https://x.example/l)@de"]
        assert "iso.licence_unknown" in said.rules

    @pytest.mark.parametrize("text", ['{"id": "cc-zero",', "{kein JSON}", '{"x": 1}', '{"id": 5}'])
    def test_broken_json(self, iso, with_file, text):
        """It stays a text."""
        said = with_file(block(iso, text, use="otherRestrictions"))
        assert said["dcat:distribution/dct:license"] == []
        assert said["dcat:distribution/dct:rights/rdfs:label"] == [f"{text}@de"]

    @pytest.mark.parametrize(
        "text", ["Es gelten keine Bedingungen", "Bedingungen unbekannt", "frei nutzbar"]
    )
    def test_text_is_no_licence(self, iso, with_file, text):
        """Free text becomes a statement of rights."""
        said = with_file(block(iso, text, use="otherRestrictions"))
        assert said["dcat:distribution/dct:license"] == []
        assert said["dcat:distribution/dct:rights/rdfs:label"] == [f"{text}@de"]

    @pytest.mark.parametrize("name", ["noConditionsApply", "conditionsUnknown"])
    def test_conditions_of_inspire(self, iso, with_file, name):
        """Kept as rights by their address."""
        href = f"{INSPIRE}ConditionsApplyingToAccessAndUse/{name}"
        said = with_file(block(iso, (href, "keine"), use="otherRestrictions"))
        assert said["dcat:distribution/dct:rights"] == [href]

    @pytest.mark.parametrize("meaning", ["RESTRICTED", "NON_PUBLIC"])
    @pytest.mark.parametrize("letter", "adh")
    def test_limited_access(self, iso, with_file, letter, meaning):
        """Article 13 of the directive, by a setting."""
        href = f"{INSPIRE}LimitationsOnPublicAccess/INSPIRE_Directive_Article13_1{letter}"
        said = with_file(
            block(iso, (href, "x"), access="otherRestrictions"), limited_access=meaning
        )
        assert said["dct:accessRights"] == [ACCESS + meaning]

    def test_nothing_said(self, with_file):
        """No licence, no access are invented."""
        said = with_file("")
        assert said["dcat:distribution/dct:license"] == said["dct:accessRights"] == []

    def test_without_distribution(self, iso):
        """The licence stands on the dataset then, and a finding says that there is nothing."""
        said = iso.describe(iso.metadata(block(iso, licence("cc-zero"), use="otherRestrictions")))
        assert said["dct:license"] == [LICENCES + "cc-zero"]
        assert said.rules == ["iso.no_distribution"]


class TestLinks:
    @pytest.mark.parametrize(
        ("function", "path"),
        [
            ("download", "dcat:distribution/dcat:downloadURL"),
            ("download", "dcat:distribution/dcat:accessURL"),
            ("order", "dcat:distribution/dcat:accessURL"),
            ("offlineAccess", "dcat:distribution/dcat:accessURL"),
            ("information", "foaf:page"),
            ("search", "foaf:page"),
            ("", "dcat:landingPage"),
        ],
    )
    def test_function(self, iso, function, path):
        """What a link is for decides its place."""
        said = iso.describe(iso.metadata(top=iso.online(DATA, function)))
        assert said[path] == [DATA]
        if function in ("order", "offlineAccess"):
            assert said["dcat:distribution/dcat:downloadURL"] == []

    @pytest.mark.parametrize(
        ("parts", "title", "description"),
        [
            ({"name": "CSV", "description": "Alles"}, "CSV@de", ["Alles@de"]),
            ({"description": "Alles"}, "Alles@de", []),
            ({}, "Baumkataster@de", []),
        ],
    )
    def test_title(self, iso, parts, title, description):
        """Name, else description, else the dataset's title."""
        said = iso.describe(iso.metadata(top=iso.online(DATA, "download", **parts)))
        assert said["dcat:distribution/dct:title"] == [title]
        assert said["dcat:distribution/dct:description"] == description

    def test_same_link_twice(self, iso):
        """One distribution; blanks around it don't count."""
        top = iso.online(DATA, "download") + iso.online(f"  {DATA} ", "download")
        assert len(iso.describe(iso.metadata(top=top))["dcat:distribution/dcat:accessURL"]) == 1

    def test_path_on_a_disk(self, iso):
        """No web address: left out with a finding."""
        said = iso.describe(iso.metadata(top=iso.online("/geokatdaten/tk/", "download")))
        assert said["dcat:distribution/dcat:accessURL"] == []
        assert "iso.link_address" in said.rules

    @pytest.mark.parametrize(
        "url",
        [
            "https://x.example/ows?REQUEST=GetCapabilities&amp;SERVICE=WMS",
            "https://x.example/ows?service=wms&amp;version=1.3.0&amp;request=getcapabilities",
        ],
    )
    def test_link_to_a_service(self, iso, url):
        """Without a function the link itself says that it is one."""
        said = iso.describe(iso.metadata(top=iso.online(url)))
        service = "dcat:distribution/dcat:accessService"
        assert said[f"{service}/dcat:endpointURL"] == ["https://x.example/ows"]
        assert said[f"{service}/dcat:endpointDescription"] == [url.replace("&amp;", "&")]
        assert said["dcat:distribution/dct:format"] == [FILE_TYPE + "WMS_SRVC"]

    @pytest.mark.parametrize("protocol", ["OGC:WFS", "OGC:WFS-1.1.0-http-get-feature"])
    def test_protocol_of_a_service(self, iso, protocol):
        """The protocol says so where the address doesn't."""
        said = iso.describe(
            iso.metadata(top=iso.online("https://x.example/wfs", protocol=protocol))
        )
        assert said["dcat:distribution/dct:format"] == [FILE_TYPE + "WFS_SRVC"]


class TestFormats:
    @staticmethod
    def formats(iso, *names: str, **anchors: str) -> str:
        """Return a distributionInfo for each format."""
        parts = [iso.string("name", n) for n in names]
        parts += [iso.anchor("name", href, text) for text, href in anchors.items()]
        return "".join(
            "<gmd:distributionInfo><gmd:MD_Distribution><gmd:distributionFormat><gmd:MD_Format>"
            f"{part}</gmd:MD_Format></gmd:distributionFormat></gmd:MD_Distribution>"
            "</gmd:distributionInfo>"
            for part in parts
        )

    @pytest.mark.parametrize(
        ("names", "url", "chosen", "left"),
        [
            (["Shape"], "https://x.example/a.zip", "Shape", []),
            (["GML", "CSV"], "https://x.example/a.csv", "CSV", ["GML"]),
            (["GML", "CSV"], "https://x.example/a", "GML", ["CSV"]),
            (["Analogkarte"], "https://x.example/a.csv", "Analogkarte", []),
        ],
    )
    def test_choice(self, iso, names, url, chosen, left):
        """The only one; of several that of the file's name, else the first. The rest is noted."""
        top = self.formats(iso, *names) + iso.online(url, "download")
        said = iso.describe(iso.metadata(top=top))
        assert said["dcat:distribution/dct:format"] == [chosen]
        assert [f.before for f in said.findings if f.rule == "iso.format_unplaced"] == left

    def test_profile(self, iso):
        """The link's own profile comes first where it is a format."""
        link = iso.online(DATA, "download", applicationProfile="GeoJSON")
        said = iso.describe(iso.metadata(top=self.formats(iso, "GML") + link))
        assert said["dcat:distribution/dct:format"] == ["GeoJSON"]

    def test_anchor(self, iso):
        """INSPIRE's media types are known."""
        href = "http://inspire.ec.europa.eu/media-types/application/gml+xml"
        top = self.formats(iso, GML=href) + iso.online(DATA, "download")
        assert iso.describe(iso.metadata(top=top))["dcat:distribution/dct:format"] == [href]


def operation(iso, url, name="GetCapabilities") -> str:
    return (
        "<srv:containsOperations><srv:SV_OperationMetadata><srv:operationName>"
        f"<gco:CharacterString>{name}</gco:CharacterString></srv:operationName><srv:connectPoint>"
        f"<gmd:CI_OnlineResource><gmd:linkage><gmd:URL>{url}</gmd:URL></gmd:linkage>"
        "</gmd:CI_OnlineResource></srv:connectPoint></srv:SV_OperationMetadata>"
        "</srv:containsOperations>"
    )


def kind(type_, *versions) -> str:
    said = f"<srv:serviceType><gco:LocalName>{type_}</gco:LocalName></srv:serviceType>"
    return said + "".join(
        f"<srv:serviceTypeVersion><gco:CharacterString>{v}</gco:CharacterString>"
        "</srv:serviceTypeVersion>"
        for v in versions
    )


class TestServices:
    WAY = "dcat:distribution/dcat:accessService/"

    @pytest.mark.parametrize(
        ("url", "address", "asked"),
        [
            (
                "https://x.example/wms?", "https://x.example/wms?",
                "wms?REQUEST=GetCapabilities&SERVICE=WMS",
            ),
            (
                "https://x.example/wms", "https://x.example/wms",
                "wms?REQUEST=GetCapabilities&SERVICE=WMS",
            ),
            (
                "https://x.example/m?map=a&amp;", "https://x.example/m?map=a&",
                "?map=a&REQUEST=GetCapabilities&SERVICE=WMS",
            ),
            (
                "https://x.example/m?map=a", "https://x.example/m?map=a",
                "?map=a&REQUEST=GetCapabilities&SERVICE=WMS",
            ),
            (
                "https://x.example/m?map=a&amp;request=GetCapabilities&amp;service=WMS",
                "https://x.example/m?map=a", "?map=a&request=GetCapabilities&service=WMS",
            ),
        ],
    )  # fmt: skip
    def test_addresses(self, iso, url, address, asked):
        """The base is the endpoint and the access (K41), the question its description."""
        service = iso.service(kind("view", "OGC:WMS 1.3.0") + operation(iso, url))
        said = iso.describe(iso.metadata(), service)
        assert said[f"{self.WAY}dcat:endpointURL"] == [address]
        assert said["dcat:distribution/dcat:accessURL"] == [address]
        assert said["dcat:distribution/dcat:downloadURL"] == []
        assert said[f"{self.WAY}dcat:endpointDescription"][0].endswith(asked)

    @pytest.mark.parametrize(
        ("type_", "versions", "code"),
        [
            ("view", ["OGC:WMS 1.3.0"], "WMS_SRVC"),
            ("view", [], "WMS_SRVC"),
            ("view", ["OGC:WMS 1.1.1", "OGC:WMTS 1.0.0"], "WMTS_SRVC"),
            ("download", ["OGC:WFS 2.0.0"], "WFS_SRVC"),
            ("download", ["OGC:WCS 2.0.1"], "WCS_SRVC"),
            ("download", ["predefined ATOM"], "ATOM"),
            ("transformation", [], None),
        ],
    )
    def test_format(self, iso, type_, versions, code):
        """The most specific of type and versions."""
        service = iso.service(kind(type_, *versions) + operation(iso, "https://x.example/s?"))
        said = iso.describe(iso.metadata(), service)
        assert said["dcat:distribution/dct:format"] == ([FILE_TYPE + code] if code else [])

    def test_atom(self, iso):
        """Without GetCapabilities the first operation's address."""
        service = iso.service(
            kind("download", "predefined ATOM")
            + operation(iso, "https://x.example/feed.xml", "Get")
        )
        said = iso.describe(iso.metadata(), service)
        assert said[f"{self.WAY}dcat:endpointURL"] == ["https://x.example/feed.xml"]
        assert said[f"{self.WAY}dcat:endpointDescription"] == []

    def test_catalogue_service(self, iso):
        """Discovery is no way to the data."""
        service = iso.service(kind("discovery") + operation(iso, "https://x.example/csw?"))
        assert iso.describe(iso.metadata(), service)["dcat:distribution/rdf:type"] == []

    def test_without_address(self, iso):
        """It is left out and named."""
        said = iso.describe(iso.metadata(), iso.service(kind("view")))
        assert "iso.service_address" in said.rules

    def test_says_its_own(self, iso):
        """Title, abstract, identifier, IRI and the newer date; it serves the dataset."""
        stamp = "<gmd:dateStamp><gco:Date>{}</gco:Date></gmd:dateStamp>"
        service = iso.service(
            kind("view") + operation(iso, "https://x.example/s?"),
            citation=iso.identifier("https://x.example/dienst"), top=stamp.format("2024-01-01"),
        )  # fmt: skip
        dataset = iso.metadata(
            citation=iso.identifier("https://x.example/1"), top=stamp.format("2023-01-01")
        )
        said = iso.describe(dataset, service)
        assert said["dcat:distribution"] == ["https://x.example/1#dienst-1"]
        assert said["dcat:distribution/dcat:accessService"] == ["https://x.example/dienst"]
        assert said["dcat:distribution/dct:title"] == ["WMS Bäume@de"]
        assert said["dcat:distribution/dct:modified"] == ["2024-01-01"]
        assert said[f"{self.WAY}dct:description"] == ["Standorte und Arten.@de"]
        assert said[f"{self.WAY}dct:identifier"] == ["dienst-1"]
        assert said[f"{self.WAY}dcat:servesDataset"] == ["https://x.example/1"]

    @pytest.mark.parametrize(("own", "code"), [("cc-by-4.0", "cc-by/4.0"), ("", "cc-zero")])
    def test_licence(self, iso, own, code):
        """Its own, else the dataset's, on distribution and service (K32)."""
        info = block(iso, licence(own), use="otherRestrictions") if own else ""
        service = iso.service(info + kind("view") + operation(iso, "https://x.example/s?"))
        dataset = iso.metadata(block(iso, licence("cc-zero"), use="otherRestrictions"))
        said = iso.describe(dataset, service)
        assert said["dcat:distribution/dct:license"] == [LICENCES + code]
        assert said[f"{self.WAY}dct:license"] == [LICENCES + code]

    def test_party_of_the_dataset_stands_in(self, iso):
        """A service without parties has its dataset's: a publisher is mandatory."""
        named = (
            "<gmd:pointOfContact><gmd:CI_ResponsibleParty>"
            + iso.string("organisationName", "Stadt Delbrück")
            + iso.code("role", "pointOfContact")
            + "</gmd:CI_ResponsibleParty></gmd:pointOfContact>"
        )
        service = iso.service(kind("view") + operation(iso, "https://x.example/s?"))
        said = iso.describe(iso.metadata(named), service)
        assert said[f"{self.WAY}dct:publisher/foaf:name"] == ["Stadt Delbrück"]
        assert said[f"{self.WAY}dcat:contactPoint/vcard:fn"] == ["Stadt Delbrück"]

    def test_links_are_its_documentation(self, iso):
        """Web page or capabilities (A 4.3.1)."""
        service = iso.service(
            kind("view") + operation(iso, "https://x.example/s?"),
            top=iso.online("https://x.example/hilfe", "information"),
        )
        said = iso.describe(iso.metadata(), service)
        assert said[f"{self.WAY}foaf:page"] == ["https://x.example/hilfe"]


class TestCoupling:
    @pytest.mark.parametrize(
        ("written", "met"),
        [
            ('xlink:href="https://x.example/1"', True),
            ('uuidref="https://x.example/1"', True),
            ('xlink:href="https://x.example/ns%23d1"', True),
            ('xlink:href="https://c.example/csw?request=GetRecordById&amp;id=id-1"', True),
            ('xlink:href="https://x.example/10"', False),
            ('xlink:href=""', False),
        ],
    )
    def test_operates_on(self, iso, written, met):
        """The resource's identifier as a text; GetRecordById names the fileIdentifier."""
        service = iso.read(iso.service(f"<srv:operatesOn {written}/>"))
        codes = iso.identifier("https://x.example/1") + iso.identifier("https://x.example/ns#d1")
        dataset = iso.read(iso.metadata(citation=codes))
        assert bool(service.operates_on & dataset.keys) == met

    def test_code_space(self, iso):
        """Code space and code together name the data too."""
        identifier = (
            "<gmd:identifier><gmd:RS_Identifier><gmd:code><gco:CharacterString>DE-1"
            "</gco:CharacterString></gmd:code><gmd:codeSpace><gco:CharacterString>"
            "https://x.example/</gco:CharacterString></gmd:codeSpace></gmd:RS_Identifier>"
            "</gmd:identifier>"
        )
        assert "https://x.example/DE-1" in iso.read(iso.metadata(citation=identifier)).keys
