"""The European points for a description: one row for each metric (405 points, five dimensions).

Points and lists are those of data.europa.eu's Metadata Quality Assessment (methodology at
https://data.europa.eu/mqa/methodology; formats: its `edp-machine-readable-format` and
`edp-non-proprietary-format`). As there, a metric of files is met by the best one. Another decision
than there: a licence of GovData's list counts as a known one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ckanext.modellregion_owl.govdata.statements import Node
from ckanext.modellregion_owl.quality.formats import FREE, READABLE
from ckanext.modellregion_owl.texts import N_
from ckanext.modellregion_owl.vocabularies import vocabulary

Test = Callable[[Node], bool]
# Metrics that hang on more than the text: what servers answer, what the check has found.
ACCESS, DOWNLOAD, CONFORMS = "access_answers", "download_answers", "conforms"


@dataclass(frozen=True)
class Metric:
    """A metric: its dimension, points, field of the form, and what brings the points.

    `test` says whether a dataset (`of_file`: a file of it) has them; None: see ACCESS, DOWNLOAD,
    CONFORMS. `label` and `advice` are English msgids.
    """

    name: str
    dimension: str
    points: int
    field: str
    label: str
    advice: str
    test: Test | None = None
    of_file: bool = False


@dataclass(frozen=True)
class Dimension:
    """A dimension and its name, an English msgid."""

    name: str
    label: str


def _has(curie: str) -> Test:
    return lambda node: any(not _is_empty(value) for value in node.values(curie))


def _is_empty(value: object) -> bool:
    return not str(getattr(value, "value", value)).strip()


def _listed(curie: str, table: str) -> Test:
    return lambda node: any(one.text in vocabulary(table) for one in node.nodes(curie))


def _coded(codes: frozenset[str]) -> Test:
    return lambda node: any(
        one.text.rpartition("/")[2] in codes for one in node.nodes("dct:format")
    )


def _any(*tests: Test) -> Test:
    return lambda node: any(test(node) for test in tests)


def _is_media_type(node: Node) -> bool:
    known = "https://www.iana.org/assignments/media-types/", "http://www.iana.org/assignments/"
    return any(one.text.startswith(known) for one in node.nodes("dcat:mediaType"))


FINDABILITY, ACCESSIBILITY = "findability", "accessibility"
INTEROPERABILITY, REUSABILITY = "interoperability", "reusability"
CONTEXTUALITY = "contextuality"
DIMENSIONS = (
    Dimension(FINDABILITY, N_("Easy to find")),
    Dimension(ACCESSIBILITY, N_("Can be fetched")),
    Dimension(INTEROPERABILITY, N_("Works with other systems")),
    Dimension(REUSABILITY, N_("Can be reused")),
    Dimension(CONTEXTUALITY, N_("Background")),
)
# fmt: off
METRICS = (
    Metric("keyword", FINDABILITY, 30, "tag_string", N_("Keywords"), N_("Enter keywords"), _has("dcat:keyword")),  # noqa: E501
    Metric("theme", FINDABILITY, 30, "theme", N_("Theme of the data"), N_("Choose a theme"), _has("dcat:theme")),  # noqa: E501
    Metric("place", FINDABILITY, 20, "spatial_coverage", N_("Place"), N_("Say which area the data cover"), _has("dct:spatial")),  # noqa: E501
    Metric("time", FINDABILITY, 20, "temporal_coverage", N_("Period"), N_("Say which period the data cover"), _has("dct:temporal")),  # noqa: E501
    Metric(ACCESS, ACCESSIBILITY, 50, "url", N_("The address of a file answers"), N_("Correct the addresses of the files: none of them answers"), of_file=True),  # noqa: E501
    Metric("download", ACCESSIBILITY, 20, "download_url", N_("A file can be downloaded directly"), N_("Give the address from which a file is downloaded directly"), _has("dcat:downloadURL"), of_file=True),  # noqa: E501
    Metric(DOWNLOAD, ACCESSIBILITY, 30, "download_url", N_("The download answers"), N_("Give a download address that answers"), of_file=True),  # noqa: E501
    Metric("format", INTEROPERABILITY, 20, "format", N_("Format"), N_("Choose the format of the files"), _has("dct:format"), of_file=True),  # noqa: E501
    Metric("media_type", INTEROPERABILITY, 10, "mimetype", N_("Media type"), N_("Choose the media type of the files"), _has("dcat:mediaType"), of_file=True),  # noqa: E501
    Metric("format_listed", INTEROPERABILITY, 10, "format", N_("Format of the European list"), N_("Choose a format of the European list"), _any(_listed("dct:format", "file_types"), _is_media_type), of_file=True),  # noqa: E501
    Metric("free_format", INTEROPERABILITY, 20, "format", N_("Format that every program may read"), N_("Offer a file in an open format, such as CSV or GeoJSON"), _coded(FREE), of_file=True),  # noqa: E501
    Metric("readable_format", INTEROPERABILITY, 20, "format", N_("Format that programs can work with"), N_("Offer a file that programs can work with, such as CSV or JSON"), _coded(READABLE), of_file=True),  # noqa: E501
    Metric(CONFORMS, INTEROPERABILITY, 30, "", N_("Keeps the rules of DCAT-AP.de"), N_("Correct the errors of the description")),  # noqa: E501
    Metric("licence", REUSABILITY, 20, "license", N_("Licence"), N_("Choose the licence of the files"), _has("dct:license"), of_file=True),  # noqa: E501
    Metric("licence_listed", REUSABILITY, 10, "license", N_("Licence of the list"), N_("Choose a licence of the list"), _listed("dct:license", "licences"), of_file=True),  # noqa: E501
    Metric("access_rights", REUSABILITY, 10, "access_rights", N_("Who may have the data"), N_("Say who may have the data"), _has("dct:accessRights")),  # noqa: E501
    Metric("access_listed", REUSABILITY, 5, "access_rights", N_("Access as the European list has it"), N_("Choose the access from the list"), _listed("dct:accessRights", "access_rights")),  # noqa: E501
    Metric("contact", REUSABILITY, 20, "contact", N_("Contact"), N_("Say whom people can ask"), _has("dcat:contactPoint")),  # noqa: E501
    Metric("publisher", REUSABILITY, 10, "publisher", N_("Publisher"), N_("Say who publishes the data"), _has("dct:publisher")),  # noqa: E501
    Metric("rights", CONTEXTUALITY, 5, "rights", N_("Terms of use"), N_("Write down the terms of use of a file"), _has("dct:rights"), of_file=True),  # noqa: E501
    Metric("size", CONTEXTUALITY, 5, "size", N_("Size of the files"), N_("Say how large the files are"), _has("dcat:byteSize"), of_file=True),  # noqa: E501
    Metric("issued", CONTEXTUALITY, 5, "issued", N_("Day of publication"), N_("Say when the data were published"), _has("dct:issued")),  # noqa: E501
    Metric("modified", CONTEXTUALITY, 5, "modified", N_("Day of the last change"), N_("Say when the data were last changed"), _has("dct:modified")),  # noqa: E501
)
# fmt: on
BY_NAME = {metric.name: metric for metric in METRICS}
MOST = sum(metric.points for metric in METRICS)
EXCELLENT, GOOD, SUFFICIENT = 351, 221, 121


def most_of(dimension: str) -> int:
    """Return the points of a dimension."""
    return sum(metric.points for metric in METRICS if metric.dimension == dimension)


def rating(points: float) -> str:
    """Return data.europa.eu's word for so many points, an English msgid."""
    if points >= EXCELLENT:
        return N_("Excellent")
    if points >= GOOD:
        return N_("Good")
    return N_("Sufficient") if points >= SUFFICIENT else N_("Insufficient")
