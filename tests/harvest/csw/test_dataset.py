"""iso/: element by element of a dataset (spec iso19139.md 2 and 3)."""

from __future__ import annotations

import pytest

from ckanext.modellregion_owl.harvest.iso.tree import parse_xml

pytestmark = pytest.mark.unit

THEME = "http://publications.europa.eu/resource/authority/data-theme/"
GEO = "http://dcat-ap.de/def/politicalGeocoding/"
INSPIRE = "GEMET - INSPIRE themes, version 1.0"


def keywords(iso, *words, thesaurus="", since="", **anchors) -> str:
    inside = "".join(iso.string("keyword", word) for word in words)
    inside += "".join(iso.anchor("keyword", href, text) for text, href in anchors.items())
    if thesaurus:
        title = (
            iso.anchor("title", thesaurus, "Liste")
            if thesaurus.startswith("http")
            else iso.string("title", thesaurus)
        )
        dated = iso.date(since, "publication") if since else ""
        inside += (
            f"<gmd:thesaurusName><gmd:CI_Citation>{title}{dated}</gmd:CI_Citation>"
            "</gmd:thesaurusName>"
        )
    return (
        f"<gmd:descriptiveKeywords><gmd:MD_Keywords>{inside}</gmd:MD_Keywords>"
        "</gmd:descriptiveKeywords>"
    )


def extent(inside: str) -> str:
    return f"<gmd:extent><gmd:EX_Extent>{inside}</gmd:EX_Extent></gmd:extent>"


def place(code: str) -> str:
    return extent(
        "<gmd:geographicElement><gmd:EX_GeographicDescription><gmd:geographicIdentifier>"
        f"<gmd:MD_Identifier>{code}</gmd:MD_Identifier></gmd:geographicIdentifier>"
        "</gmd:EX_GeographicDescription></gmd:geographicElement>"
    )


def box(west, south, east, north, description="") -> str:
    names = ("westBoundLongitude", "eastBoundLongitude", "southBoundLatitude", "northBoundLatitude")
    bounds = "".join(
        f"<gmd:{name}><gco:Decimal>{value}</gco:Decimal></gmd:{name}>"
        for name, value in zip(names, (west, east, south, north), strict=True)
    )
    return extent(
        f"{description}<gmd:geographicElement><gmd:EX_GeographicBoundingBox>{bounds}"
        "</gmd:EX_GeographicBoundingBox></gmd:geographicElement>"
    )


def period(begin: str, end: str, gml: str = "gml") -> str:
    return extent(
        "<gmd:temporalElement><gmd:EX_TemporalExtent><gmd:extent>"
        f"<{gml}:TimePeriod>{begin}{end}</{gml}:TimePeriod></gmd:extent>"
        "</gmd:EX_TemporalExtent></gmd:temporalElement>"
    )


def position(name: str, day: str, gml: str = "gml") -> str:
    return f"<{gml}:{name}Position>{day}</{gml}:{name}Position>"


class TestIdentity:
    def test_file_identifier(self, iso):
        """It passes through unchanged as dct:identifier (K25)."""
        said = iso.describe(iso.metadata(id="{0A1F-3C52}"))
        assert said["dct:identifier"] == ["{0A1F-3C52}"]
        assert said["adms:identifier"] == []

    @pytest.mark.parametrize(
        ("citation", "base", "iri"),
        [
            (["https://x.example/1"], "https://b.example/", "https://x.example/1"),
            (["DE-17", "https://x.example/1"], "", "https://x.example/1"),
            (["DE-17"], "https://b.example/", "https://b.example/id-1"),
            (["DE-17"], "", None),
        ],
    )
    def test_iri(self, iso, citation, base, iri):
        """The first identifier on the web; else the configured beginning and the fileIdentifier."""
        from ckanext.modellregion_owl.harvest.iso.dataset import dataset_iri

        identifiers = "".join(iso.identifier(value) for value in citation)
        metadata = iso.read(iso.metadata(citation=identifiers))
        assert dataset_iri(metadata, base) == (iri or "")

    def test_further_identifiers_are_kept(self, iso):
        """As adms:Identifier nodes, for the literal is the wrong range in 3.0."""
        said = iso.describe(iso.metadata(citation=iso.identifier("DE-17")))
        assert said["adms:identifier/skos:notation"] == ["DE-17"]

    @pytest.mark.parametrize("root", ["gmd:MD_Metadata", "gmi:MI_Metadata"])
    def test_root(self, iso, root):
        """gmi:MI_Metadata is read like gmd:MD_Metadata (ckanext-spatial#219)."""
        assert iso.describe(iso.metadata(root=root))["dct:title"] == ["Baumkataster@de"]

    @pytest.mark.parametrize(
        ("level", "series", "types"),
        [
            ("dataset", True, ["dcat:Dataset"]),
            ("series", False, ["dcat:Dataset"]),
            ("series", True, ["dcat:Dataset", "dcat:DatasetSeries"]),
            ("", False, ["dcat:Dataset"]),
        ],
    )
    def test_level(self, iso, level, series, types):
        """A series is a dataset, by a setting a series; no dct:type of INSPIRE."""
        said = iso.describe(iso.metadata(level=level), as_series=series)
        assert said["rdf:type"] == types
        assert said["dct:type"] == []


class TestTexts:
    def test_languages(self, iso):
        """The record's language, and each of its further ones."""
        free = (
            '<gmd:PT_FreeText><gmd:textGroup><gmd:LocalisedCharacterString locale="#EN">Trees'
            "</gmd:LocalisedCharacterString></gmd:textGroup></gmd:PT_FreeText>"
        )
        title = f"<gmd:title><gco:CharacterString>Bäume</gco:CharacterString>{free}</gmd:title>"
        locale = (
            '<gmd:locale><gmd:PT_Locale id="EN"><gmd:languageCode><gmd:LanguageCode '
            'codeListValue="eng"/></gmd:languageCode></gmd:PT_Locale></gmd:locale>'
        )
        said = iso.describe(iso.metadata(title="", citation=title, top=locale))
        assert said["dct:title"] == ["Bäume@de", "Trees@en"]

    @pytest.mark.parametrize(
        ("part", "path", "value"),
        [
            ("", "dct:description", "Standorte und Arten.@de"),
            ("purpose", "rdfs:comment", "Text@de"),
            ("supplementalInformation", "rdfs:comment", "Text@de"),
        ],
    )
    def test_description(self, iso, part, path, value):
        """Abstract, purpose and further information."""
        info = iso.string(part, "Text") if part else ""
        assert iso.describe(iso.metadata(info))[path] == [value]

    def test_citation(self, iso):
        """Alternative title and edition."""
        citation = iso.string("alternateTitle", "Bäume") + iso.string("edition", "2. Auflage")
        said = iso.describe(iso.metadata(citation=citation))
        assert said["dct:alternative"] == ["Bäume@de"]
        assert said["dcat:version"] == ["2. Auflage"]

    def test_provenance(self, iso):
        """The lineage's statement."""
        lineage = iso.string("statement", "Aus Luftbildern.")
        top = (
            "<gmd:dataQualityInfo><gmd:DQ_DataQuality><gmd:lineage><gmd:LI_Lineage>"
            f"{lineage}</gmd:LI_Lineage></gmd:lineage></gmd:DQ_DataQuality></gmd:dataQualityInfo>"
        )
        said = iso.describe(iso.metadata(top=top))
        assert said["dct:provenance/rdfs:label"] == ["Aus Luftbildern.@de"]


class TestCodes:
    @pytest.mark.parametrize(
        ("written", "code"),
        [("ger", "DEU"), ("deu", "DEU"), ("eng", "ENG"), ("fre", "FRA"), ("dut", "NLD")],
    )
    def test_language(self, iso, written, code):
        """Bibliographic and terminological codes of ISO 639-2."""
        said = iso.describe(iso.metadata(iso.code("language", written)))
        assert said["dct:language"] == [
            f"http://publications.europa.eu/resource/authority/language/{code}"
        ]

    def test_language_of_the_record(self, iso):
        """It counts where the data have none."""
        said = iso.describe(iso.metadata())
        assert said["dct:language"][0].endswith("/DEU")

    @pytest.mark.parametrize(
        ("written", "code"),
        [
            ("continual", "CONT"), ("daily", "DAILY"), ("weekly", "WEEKLY"),
            ("fortnightly", "BIWEEKLY"), ("monthly", "MONTHLY"), ("quarterly", "QUARTERLY"),
            ("biannually", "ANNUAL_2"), ("annually", "ANNUAL"), ("irregular", "IRREG"),
            ("unknown", "UNKNOWN"), ("asNeeded", "AS_NEEDED"), ("notPlanned", "NOT_PLANNED"),
        ],
    )  # fmt: skip
    def test_frequency(self, iso, written, code):
        """All twelve are in the EU's list, no INSPIRE address."""
        frequency = iso.code("maintenanceAndUpdateFrequency", written)
        info = (
            "<gmd:resourceMaintenance><gmd:MD_MaintenanceInformation>"
            f"{frequency}</gmd:MD_MaintenanceInformation></gmd:resourceMaintenance>"
        )
        said = iso.describe(iso.metadata(info))
        assert said["dct:accrualPeriodicity"] == [
            f"http://publications.europa.eu/resource/authority/frequency/{code}"
        ]

    @pytest.mark.parametrize(
        ("written", "metres"),
        [
            (("10", "m"), ["10"]),
            (("0.5", "km"), ["500"]),
            (("2", "urn:ogc:def:uom:EPSG::9001"), ["2"]),
            (("20", "http://x.example/uom.xml#m"), ["20"]),
            (("1", "deg"), []),
            (("fein", "m"), []),
        ],
    )
    def test_resolution(self, iso, written, metres):
        """Metres and kilometres only; the scale gives none."""
        value, unit = written
        info = (
            "<gmd:spatialResolution><gmd:MD_Resolution><gmd:distance>"
            f'<gco:Distance uom="{unit}">{value}</gco:Distance></gmd:distance>'
            "</gmd:MD_Resolution></gmd:spatialResolution>"
        )
        said = iso.describe(iso.metadata(info))
        assert said["dcat:spatialResolutionInMeters"] == metres
        assert ("iso.distance" in said.rules) == (not metres or unit == "km")

    @pytest.mark.parametrize(
        ("passed", "title", "expected"),
        [
            ("true", ("anchor", "http://data.europa.eu/eli/reg/2010/1089"), True),
            ("false", ("anchor", "http://data.europa.eu/eli/reg/2010/1089"), False),
            ("true", ("text", "Verordnung (EG) Nr. 1089/2010"), False),
        ],
    )
    def test_conformity(self, iso, passed, title, expected):
        """Only what passed and has an address; no text becomes one."""
        kind, value = title
        written = (
            iso.anchor("title", value, "Verordnung")
            if kind == "anchor"
            else iso.string("title", value)
        )
        top = (
            "<gmd:dataQualityInfo><gmd:DQ_DataQuality><gmd:report><gmd:DQ_DomainConsistency>"
            "<gmd:result><gmd:DQ_ConformanceResult><gmd:specification><gmd:CI_Citation>"
            f"{written}</gmd:CI_Citation></gmd:specification><gmd:pass><gco:Boolean>{passed}"
            "</gco:Boolean></gmd:pass></gmd:DQ_ConformanceResult></gmd:result>"
            "</gmd:DQ_DomainConsistency></gmd:report></gmd:DQ_DataQuality></gmd:dataQualityInfo>"
        )
        said = iso.describe(iso.metadata(top=top))
        assert said["dct:conformsTo"] == ([value] if expected else [])


class TestDates:
    @pytest.mark.parametrize(
        ("dates", "stamp", "issued", "modified"),
        [
            ([("2020", "creation"), ("2021", "publication")], "", ["2020"], []),
            ([("2021-05-01", "publication")], "", ["2021-05-01"], []),
            ([("2022-01-01", "revision")], "", [], ["2022-01-01"]),
            ([("2022-01-01", "revision")], "2023-02-03", [], ["2023-02-03"]),
            ([], "2018-01-10T10:00:00", [], ["2018-01-10T10:00:00"]),
            ([], "gestern", [], ["gestern"]),
            ([("2020-01-01", "")], "", [], []),
        ],
    )
    def test_which_counts(self, iso, dates, stamp, issued, modified):
        """Creation before publication; dateStamp before revision (K40); broken ones stay."""
        citation = "".join(iso.date(day, kind) for day, kind in dates)
        top = f"<gmd:dateStamp><gco:Date>{stamp}</gco:Date></gmd:dateStamp>" if stamp else ""
        said = iso.describe(iso.metadata(citation=citation, top=top))
        assert (said["dct:issued"], said["dct:modified"]) == (issued, modified)


class TestKeywords:
    def test_text_and_anchor(self, iso):
        """Both, each once; GovData's bridge drops Anchors."""
        info = keywords(iso, "Baum", "Baum", Strauch="https://x.example/strauch")
        assert iso.describe(iso.metadata(info))["dcat:keyword"] == ["Baum@de", "Strauch@de"]

    def test_languages(self, iso):
        """A keyword in a further language is one more."""
        node = (
            "<gmd:keyword><gco:CharacterString>Baum</gco:CharacterString><gmd:PT_FreeText>"
            '<gmd:textGroup><gmd:LocalisedCharacterString locale="#EN">tree'
            "</gmd:LocalisedCharacterString></gmd:textGroup></gmd:PT_FreeText></gmd:keyword>"
        )
        locale = (
            '<gmd:locale><gmd:PT_Locale id="EN"><gmd:languageCode><gmd:LanguageCode '
            'codeListValue="eng"/></gmd:languageCode></gmd:PT_Locale></gmd:locale>'
        )
        info = keywords(iso).replace("<gmd:MD_Keywords>", f"<gmd:MD_Keywords>{node}")
        said = iso.describe(iso.metadata(info, top=locale))
        assert said["dcat:keyword"] == ["Baum@de", "tree@en"]

    @pytest.mark.parametrize("word", ["opendata", "OpenData", "inspireidentifiziert"])
    @pytest.mark.parametrize("kept", [True, False])
    def test_markers(self, iso, word, kept):
        """They say nothing of the data; kept by a setting. INSPIRE's act is not derived."""
        said = iso.describe(iso.metadata(keywords(iso, word)), markers=kept)
        assert said["dcat:keyword"] == ([f"{word}@de"] if kept else [])
        assert said["dcatap:applicableLegislation"] == []


class TestThemes:
    @pytest.mark.parametrize(
        ("word", "thesaurus", "codes"),
        [
            ("TRAN", "", ["TRAN"]),
            ("Verkehrsnetze", INSPIRE, ["TRAN"]),
            ("Transport Networks", INSPIRE, ["TRAN"]),
            ("Geologie", INSPIRE, ["REGI", "TECH"]),
            ("Gebäude", "", []),
            ("TRAN", "Andere Liste", []),
        ],
    )
    def test_keywords(self, iso, word, thesaurus, codes):
        """EU codes without a list, INSPIRE themes of their list; a label alone is a word."""
        info = keywords(iso, word, thesaurus=thesaurus)
        said = iso.describe(iso.metadata(info))
        assert said["dcat:theme"] == [THEME + code for code in codes]

    def test_anchor(self, iso):
        """The theme's address counts, whatever the list and the label."""
        info = keywords(iso, Netze="http://inspire.ec.europa.eu/theme/tn")
        assert iso.describe(iso.metadata(info))["dcat:theme"] == [THEME + "TRAN"]

    def test_code_replaces(self, iso):
        """A code of the EU is what the owner chose."""
        info = keywords(iso, "ENVI") + keywords(iso, "Verkehrsnetze", thesaurus=INSPIRE)
        assert iso.describe(iso.metadata(info))["dcat:theme"] == [THEME + "ENVI"]

    @pytest.mark.parametrize(
        ("topics", "inspire", "codes"),
        [
            ("fallback", "", ["GOVE", "REGI"]),
            ("fallback", "Verkehrsnetze", ["TRAN"]),
            ("first", "", ["GOVE"]),
            ("all", "Verkehrsnetze", ["TRAN", "GOVE", "REGI"]),
            ("all", "Flurstücke/Grundstücke (Katasterparzellen)", ["ECON", "REGI", "GOVE", "JUST"]),
        ],
    )
    def test_topic_category(self, iso, topics, inspire, codes):
        """It fills in by default; rows for an INSPIRE theme add to it."""
        topic = (
            "<gmd:topicCategory><gmd:MD_TopicCategoryCode>planningCadastre"
            "</gmd:MD_TopicCategoryCode></gmd:topicCategory>"
        )
        info = topic + (keywords(iso, inspire, thesaurus=INSPIRE) if inspire else "")
        said = iso.describe(iso.metadata(info), topics=topics)
        assert said["dcat:theme"] == [THEME + code for code in codes]
        assert said["dct:subject"] == [
            "http://inspire.ec.europa.eu/metadata-codelist/TopicCategory/planningCadastre"
        ]


class TestHighValue:
    ACT = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
    MOBILITY = "http://data.europa.eu/bna/c_b79e35eb"

    @pytest.mark.parametrize(
        ("word", "thesaurus", "since", "found"),
        [
            ("Mobilität", "High-value dataset categories", "2023-09-27", True),
            ("mobilität", "high-value dataset categories", "2023-10-05", True),
            ("Mobilität", "http://data.europa.eu/bna/asd487ae75", "2023-09-27", True),
            ("Mobilität", "High-value dataset categories", "2020-01-01", False),
            ("Mobilität", "", "", False),
            ("Quatsch", "High-value dataset categories", "2023-09-27", False),
        ],
    )
    def test_category_and_act(self, iso, word, thesaurus, since, found):
        """By label in the list of the EU, in any case; then the act holds too."""
        info = keywords(iso, word, thesaurus=thesaurus, since=since)
        said = iso.describe(iso.metadata(info, top=iso.online("https://x.example/a", "download")))
        assert said["dcatap:hvdCategory"] == ([self.MOBILITY] if found else [])
        for path in ("", "dcat:distribution/"):
            assert said[f"{path}dcatap:applicableLegislation"] == ([self.ACT] if found else [])

    def test_anchor(self, iso):
        """The category's own address is enough."""
        said = iso.describe(iso.metadata(keywords(iso, Verkehr=self.MOBILITY)))
        assert said["dcatap:hvdCategory"] == [self.MOBILITY]


class TestPlaces:
    @pytest.mark.parametrize(
        ("key", "iri", "level"),
        [
            ("057740020020", "regionalKey/057740020020", "municipality"),
            ("05774020", "municipalityKey/05774020", "municipality"),
            ("03359004", "municipalityKey/03359004", "municipality"),
            ("05774", "districtKey/05774", "administrativeDistrict"),
            ("057740000000", "districtKey/05774", "administrativeDistrict"),
            ("057110000000", "regionalKey/057110000000", "municipality"),
            ("057", "governmentDistrictKey/057", ""),
            ("05", "stateKey/05", "state"),
            ("057740020", "municipalAssociationKey/057740020", ""),
        ],
    )
    @pytest.mark.parametrize("written", ["text", "registry"])
    def test_keys(self, iso, key, iri, level, written):
        """By the number of digits; also at the end of an address of the GDI-DE registry."""
        code = (
            iso.string("code", key)
            if written == "text"
            else iso.anchor("code", f"https://registry.gdi-de.org/id/de.bund.bkg.ars/{key}", "Ort")
        )
        said = iso.describe(iso.metadata(place(code)))
        assert said["dct:spatial"] == [GEO + iri]
        assert said["dcatde:politicalGeocodingLevelURI"] == (
            [f"{GEO}Level/{level}"] if level else []
        )

    @pytest.mark.parametrize("code", ["DEA47", "0101-0-117", "Sachsen-Anhalt", "99774", "1234"])
    def test_other_codes_are_names(self, iso, code):
        """NUTS and free text are no key."""
        said = iso.describe(iso.metadata(place(iso.string("code", code))))
        assert said["dct:spatial/skos:prefLabel"] == [f"{code}@de"]
        assert said["dcatde:politicalGeocodingLevelURI"] == []

    def test_box(self, iso):
        """WKT, longitude first, as dcat:bbox; no geometry literal. The description names it."""
        info = box(8.42, 51.7, 8.73, 51.83, iso.string("description", "Delbrück"))
        said = iso.describe(iso.metadata(info))
        assert said["dct:spatial/dcat:bbox"] == [
            "POLYGON ((8.42 51.7, 8.73 51.7, 8.73 51.83, 8.42 51.83, 8.42 51.7))"
        ]
        assert said["dct:spatial/skos:prefLabel"] == ["Delbrück@de"]
        assert said["dct:spatial/locn:geometry"] == []

    def test_point(self, iso):
        """A box without size is a point."""
        said = iso.describe(iso.metadata(box(8.42, 51.7, 8.42, 51.7)))
        assert said["dct:spatial/dcat:centroid"] == ["POINT (8.42 51.7)"]

    def test_several_boxes(self, iso):
        """Each is a place."""
        said = iso.describe(iso.metadata(box(8, 51, 9, 52) + box(7, 50, 8, 51)))
        assert len(said["dct:spatial/dcat:bbox"]) == 2

    @pytest.mark.parametrize(
        "bounds",
        [
            (9, 51, 8, 52), (8, 52, 9, 51), (3466000, 5734000, 3467000, 5735000), (8, 51, 8, 52),
            ("acht", 51, 9, 52), ("", 51, 9, 52), (-181, 51, 9, 52), ("nan", 51, 9, 52),
        ],
        ids=str,
    )  # fmt: skip
    def test_no_box(self, iso, bounds):
        """Turned round, in metres, flat, no number: left out with a finding."""
        said = iso.describe(iso.metadata(box(*bounds)))
        assert said["dct:spatial/dcat:bbox"] == []
        assert "iso.box" in said.rules

    @pytest.mark.parametrize("gml", ["gml", "gmlold"])
    def test_period(self, iso, gml):
        """Both namespaces of GML (GSA/data.gov#1861)."""
        info = period(position("begin", "2010-12-31", gml), position("end", "2013", gml), gml)
        said = iso.describe(iso.metadata(info))
        assert said["dct:temporal/dcat:startDate"] == ["2010-12-31"]
        assert said["dct:temporal/dcat:endDate"] == ["2013"]

    @pytest.mark.parametrize(
        ("begin", "end", "start", "stop"),
        [
            ("2010", '<gml:endPosition indeterminatePosition="now"/>', ["2010"], []),
            ("irgendwann", "<gml:endPosition>2013</gml:endPosition>", [], ["2013"]),
            ("irgendwann", "", [], []),
        ],
    )
    def test_bounds(self, iso, begin, end, start, stop):
        """What is no date is left out; without any bound there is no period (K38)."""
        said = iso.describe(iso.metadata(period(position("begin", begin), end)))
        assert said["dct:temporal/dcat:startDate"] == start
        assert said["dct:temporal/dcat:endDate"] == stop
        assert bool(said["dct:temporal/rdf:type"]) == bool(start or stop)


def party(iso, role="pointOfContact", organisation="Stadt Delbrück", href="", **more) -> str:
    name = (
        iso.anchor("organisationName", href, organisation)
        if href
        else iso.string("organisationName", *filter(None, [organisation]))
    )
    address = "".join(iso.string(k, v) for k, v in more.items() if k not in _OUTSIDE)
    outside = "".join(iso.string(k, v) for k, v in more.items() if k in _OUTSIDE[:2])
    voice = (
        "<gmd:phone><gmd:CI_Telephone>"
        f"{iso.string('voice', more['voice'])}</gmd:CI_Telephone></gmd:phone>"
        if "voice" in more
        else ""
    )
    url = (
        "<gmd:onlineResource><gmd:CI_OnlineResource><gmd:linkage><gmd:URL>"
        f"{more['url']}</gmd:URL></gmd:linkage></gmd:CI_OnlineResource></gmd:onlineResource>"
        if "url" in more
        else ""
    )
    return (
        f"<gmd:pointOfContact><gmd:CI_ResponsibleParty>{outside}{name}<gmd:contactInfo>"
        f"<gmd:CI_Contact>{voice}<gmd:address><gmd:CI_Address>{address}</gmd:CI_Address>"
        f"</gmd:address>{url}</gmd:CI_Contact></gmd:contactInfo>{iso.code('role', role)}"
        "</gmd:CI_ResponsibleParty></gmd:pointOfContact>"
    )


_OUTSIDE = ("individualName", "positionName", "voice", "url")


class TestParties:
    @pytest.mark.parametrize(
        ("role", "path"),
        [
            ("pointOfContact", "dcat:contactPoint/vcard:fn"),
            ("publisher", "dct:publisher/foaf:name"),
            ("custodian", "geodcatap:custodian/foaf:name"),
            ("originator", "geodcatap:originator/foaf:name"),
            ("author", "dct:creator/foaf:name"),
        ],
    )
    def test_roles(self, iso, role, path):
        """Each role has its property."""
        said = iso.describe(iso.metadata(party(iso, role)))
        assert said[path] == ["Stadt Delbrück"]

    @pytest.mark.parametrize("role", ["owner", "processor", "user", "distributor"])
    def test_roles_without_a_property(self, iso, role):
        """Beside a contact they are left out."""
        info = party(iso, organisation="Amt") + party(iso, role, "Andere")
        assert "Andere" not in str(iso.describe(iso.metadata(info)).values)

    @pytest.mark.parametrize(
        ("roles", "contact", "publisher"),
        [
            (["pointOfContact"], ["0"], ["0"]),
            (["pointOfContact", "publisher"], ["0"], ["1"]),
            (["publisher"], ["0"], ["0"]),
            (["owner"], ["0"], ["0"]),
            (["owner", "pointOfContact"], ["1"], ["1"]),
        ],
    )
    def test_who_stands_in(self, iso, roles, contact, publisher):
        """Without a publisher the contact is it; without both the first party is both."""
        info = "".join(party(iso, role, str(i)) for i, role in enumerate(roles))
        said = iso.describe(iso.metadata(info))
        assert said["dcat:contactPoint/vcard:fn"] == contact
        assert said["dct:publisher/foaf:name"] == publisher

    def test_metadata_contact_is_not_the_data_s(self, iso):
        """gmd:contact belongs to the catalogue's record."""
        top = party(iso).replace("pointOfContact>", "contact>")
        said = iso.describe(iso.metadata(top=top))
        assert said["dcat:contactPoint/vcard:fn"] == []

    @pytest.mark.parametrize(
        ("part", "written", "path", "value"),
        [
            ("electronicMailAddress", "a@b.example", "vcard:hasEmail", "mailto:a@b.example"),
            ("electronicMailAddress", "https://b.example/kontakt", "vcard:hasURL", None),
            ("voice", "+49 5250 99", "vcard:hasTelephone", None),
            ("url", "https://b.example", "vcard:hasURL", None),
            ("deliveryPoint", "Marktstraße 6", "vcard:hasStreetAddress", None),
            ("postalCode", "33129", "vcard:hasPostalCode", None),
            ("city", "Delbrück", "vcard:hasLocality", None),
            ("administrativeArea", "NRW", "vcard:hasRegion", None),
            ("country", "DEU", "vcard:hasCountryName", None),
            ("positionName", "Bauamt", "vcard:role", None),
        ],
    )
    def test_contact(self, iso, part, written, path, value):
        """Each part of the address has its property of vCard."""
        said = iso.describe(iso.metadata(party(iso, **{part: written})))
        assert said[f"dcat:contactPoint/{path}"] == [value or written]

    def test_agent(self, iso):
        """Mail, home page and the organisation's own address."""
        info = party(
            iso, "publisher", href="https://b.example/org", url="https://b.example",
            electronicMailAddress="a@b.example",
        )  # fmt: skip
        said = iso.describe(iso.metadata(info))
        assert said["dct:publisher"] == ["https://b.example/org"]
        assert said["dct:publisher/foaf:mbox"] == ["mailto:a@b.example"]
        assert said["dct:publisher/foaf:homepage"] == ["https://b.example"]

    def test_person(self, iso):
        """A person alone is an individual; below an organisation a member of it."""
        alone = party(iso, organisation="", individualName="Eva Muster")
        said = iso.describe(iso.metadata(alone))
        assert "vcard:Individual" in said["dcat:contactPoint/rdf:type"]
        assert "foaf:Person" in said["dct:publisher/rdf:type"]
        both = iso.describe(iso.metadata(party(iso, individualName="Eva Muster")))
        assert both["dcat:contactPoint/vcard:fn"] == ["Stadt Delbrück"]
        assert both["dcat:contactPoint/vcard:hasMember/vcard:fn"] == ["Eva Muster"]


class TestSafety:
    @pytest.mark.parametrize(
        "xml",
        [
            '<!DOCTYPE x [<!ENTITY a "aaa">]><x>&a;</x>',
            '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><x/>',
            "<x>" * 300 + "</x>" * 300,
            "<x>&unknown;</x>",
            "",
        ],
        ids=["entity", "dtd", "deep", "unknown", "empty"],
    )
    def test_refused(self, xml):
        """No DTD, no entities, no depth without end."""
        from ckanext.modellregion_owl.harvest.exceptions import SourceUnavailable

        with pytest.raises(SourceUnavailable):
            parse_xml(xml, "https://csw.example")

    def test_control_characters(self, iso):
        """One in a text does not cost the page."""
        assert iso.read(iso.metadata(title="Bäu\x0bme")).title == "Bäu me"

    @pytest.mark.parametrize(
        "broken", ["http://[kaputt/wms?service=WMS", "http://a#b#c", "%", "\\"]
    )
    def test_broken_addresses(self, iso, broken):
        """An address that nobody can take apart costs no record."""
        where = (
            f'<srv:operatesOn xlink:href="{broken}"/><srv:containsOperations>'
            "<srv:SV_OperationMetadata><srv:connectPoint><gmd:CI_OnlineResource><gmd:linkage>"
            f"<gmd:URL>{broken}</gmd:URL></gmd:linkage></gmd:CI_OnlineResource></srv:connectPoint>"
            "</srv:SV_OperationMetadata></srv:containsOperations>"
        )
        xml = iso.metadata(citation=iso.identifier(broken), top=iso.online(broken))
        service = iso.service(where)
        assert iso.read(service).operates_on == {broken}
        assert iso.describe(xml, service)["dct:title"] == ["Baumkataster@de"]
