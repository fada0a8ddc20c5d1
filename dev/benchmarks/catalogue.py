"""A synthetic German catalogue: the same bytes for the same size, on every machine."""

from __future__ import annotations

HEAD = """\
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcatde: <http://dcat-ap.de/def/dcatde/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix locn: <http://www.w3.org/ns/locn#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix eu: <http://publications.europa.eu/resource/authority/> .
@prefix lic: <http://dcat-ap.de/def/licenses/> .

"""
TOPICS = (
    ("Radwege", "TRAN"),
    ("Spielplätze", "SOCI"),
    ("Bebauungspläne", "REGI"),
    ("Wahlergebnisse", "GOVE"),
    ("Baumkataster", "ENVI"),
    ("Kindertagesstätten", "EDUC"),
    ("Haushaltsplan", "ECON"),
    ("Luftmesswerte", "ENVI"),
)
FORMATS = (("CSV", "text/csv"), ("GEOJSON", "application/geo+json"), ("XLSX", "application/zip"))
LICENCES = ("dl-zero-de/2.0", "dl-by-de/2.0", "cc-by/4.0")
ROOT = "https://daten.example.org"


def catalogue(size: int, changed_every: int = 0) -> str:
    """Return a Turtle catalogue of `size` datasets with three distributions each.

    :param changed_every: n > 0: every n-th dataset has another description (an edit at the source).
    """
    return HEAD + "\n".join(
        dataset(n, edited=bool(changed_every) and n % changed_every == 0) for n in range(size)
    )


def dataset(n: int, *, edited: bool = False) -> str:
    """Return one dataset, about 70 triples, in Turtle."""
    topic, theme = TOPICS[n % len(TOPICS)]
    ref = f"{ROOT}/dataset/{n:06d}"
    day = 1 + n % 28
    note = " Nachgetragen." if edited else ""
    parts = "\n".join(distribution(ref, n, k) for k in range(3))
    return f"""\
<{ref}> a dcat:Dataset ;
    dct:title "{topic} im Stadtgebiet, Blatt {n}"@de ;
    dct:description "Übersicht über {topic} mit Lage, Zustand und Größe. Stand {n}.{note}"@de ;
    dct:identifier "{ref}" ;
    dct:issued "2021-03-{day:02d}T08:00:00+01:00"^^xsd:dateTime ;
    dct:modified "2026-05-{day:02d}T09:30:00+02:00"^^xsd:dateTime ;
    dct:language <http://publications.europa.eu/resource/authority/language/DEU> ;
    dct:accrualPeriodicity <http://publications.europa.eu/resource/authority/frequency/ANNUAL> ;
    dct:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;
    dcat:theme <http://publications.europa.eu/resource/authority/data-theme/{theme}> ;
    dcat:keyword "{topic}"@de, "Stadtplanung"@de, "Geodaten"@de, "Blatt {n}"@de ;
    dcat:landingPage <{ref}/seite> ;
    dcatde:contributorID <http://dcat-ap.de/def/contributors/openNRW> ;
    dcatde:politicalGeocodingLevelURI
        <http://dcat-ap.de/def/politicalGeocoding/Level/municipality> ;
    dcatde:politicalGeocodingURI <http://dcat-ap.de/def/politicalGeocoding/districtKey/05711> ;
    dct:publisher <{ROOT}/stelle/{n % 20}> ;
    dcat:contactPoint [ a vcard:Organization ;
        vcard:fn "Amt {n % 20}" ; vcard:hasEmail <mailto:amt{n % 20}@example.org> ] ;
    dct:temporal [ a dct:PeriodOfTime ;
        dcat:startDate "2020-01-01"^^xsd:date ; dcat:endDate "2025-12-31"^^xsd:date ] ;
    dct:spatial [ a dct:Location ; dcat:bbox
        "POLYGON((8.3 51.9,8.7 51.9,8.7 52.1,8.3 52.1,8.3 51.9))"^^
        <http://www.opengis.net/ont/geosparql#wktLiteral> ] ;
    dcat:distribution <{ref}/datei/0>, <{ref}/datei/1>, <{ref}/datei/2> .
<{ROOT}/stelle/{n % 20}> a foaf:Organization ; foaf:name "Amt {n % 20}" .
{parts}
"""


def distribution(ref: str, n: int, k: int) -> str:
    """Return distribution `k` of the dataset `ref` in Turtle."""
    code, media = FORMATS[k]
    licence = LICENCES[n % len(LICENCES)]
    return f"""\
<{ref}/datei/{k}> a dcat:Distribution ;
    dct:title "Datei als {code}"@de ;
    dct:description "Alle Merkmale als {code}."@de ;
    dcat:accessURL <{ref}/datei/{k}/seite> ;
    dcat:downloadURL <{ref}/datei/{k}/daten.{code.lower()}> ;
    dct:license <http://dcat-ap.de/def/licenses/{licence}> ;
    dcatde:licenseAttributionByText "Amt {n % 20}"@de ;
    dct:format <http://publications.europa.eu/resource/authority/file-type/{code}> ;
    dcat:mediaType <https://www.iana.org/assignments/media-types/{media}> ;
    dct:modified "2026-05-01T09:30:00+02:00"^^xsd:dateTime ;
    dcat:byteSize "{1024 * (k + 1) + n}"^^xsd:nonNegativeInteger ."""
