"""What a dataset must say: one list of rules for the form, the findings and the dataset's page.

Pure functions over a package dict, without CKAN: `validators` turns the breaches into a person's
form errors, `findings` into findings on every dataset, harvested and old ones too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from ckanext.modellregion_owl.findings import Finding, Severity
from ckanext.modellregion_owl.rdf.complete import HVD_ACT
from ckanext.modellregion_owl.rdf.rows import Row, load_rows
from ckanext.modellregion_owl.rdf.rules import N_
from ckanext.modellregion_owl.rdf.stored import items, texts
from ckanext.modellregion_owl.vocabularies import Term, vocabulary

Values = Mapping[str, Any]

MISSING = "obligation.missing"
ATTRIBUTION = "licence.attribution"
PERIOD_BOUNDS = "period.bounds"
PERIOD_ORDER = "period.order"
HVD_CATEGORY = "hvd.category"
HVD_LICENCE = "hvd.licence"
SERVICE_DOWNLOAD = "service.download"

# Rule → what people read of it; also the form's error.
MESSAGES: Mapping[str, str] = {
    MISSING: N_("Please fill in this field"),
    ATTRIBUTION: N_("Please enter how the source is to be named; this licence asks for it"),
    PERIOD_BOUNDS: N_("Please enter a beginning or an end"),
    PERIOD_ORDER: N_("The end is before the beginning"),
    HVD_CATEGORY: N_("Please choose a category of high-value data; the legal basis demands it"),
    HVD_LICENCE: N_("High-value data need an open licence, CC BY 4.0 at most"),
    SERVICE_DOWNLOAD: N_("Please leave this empty: a service has no download link"),
}

# Mandatory field → field that stands in for it: the feed names the organisation as publisher, the
# resource's link as access address, the dataset's licence as the resource's.
STAND_IN = {"publisher": "owner_org", "access_url": "url", "license": "license_id"}
_OF_THE_DATASET = frozenset(("license",))  # fields of a file for which the dataset's stands in


@dataclass(frozen=True)
class Breach:
    """A rule that a dataset does not keep.

    `resource` is the position of the file or service, None for the dataset itself; `entry` and
    `part` are position and subfield in a repeating field.
    """

    rule: str
    field: str
    resource: int | None = None
    entry: int | None = None
    part: str = ""

    @property
    def key(self) -> tuple[Any, ...]:
        """Return the key of the field in CKAN's flattened dicts."""
        start = () if self.resource is None else ("resources", self.resource)
        end = () if self.entry is None else (self.entry, self.part)
        return (*start, self.field, *end)


def breaches(dataset: Values) -> list[Breach]:
    """Return what a dataset (as `package_show` gives it, or as a form sends it) does not keep."""
    resources = [r for r in dataset.get("resources") or () if isinstance(r, Mapping)]
    return [
        *_of_dataset(dataset),
        *chain.from_iterable(_of_resource(dataset, r, n) for n, r in enumerate(resources)),
    ]


def findings(dataset: Values) -> list[Finding]:
    """Return the breaches of a stored dataset as findings, with the ids of dataset and resource."""
    resources = dataset.get("resources") or ()
    return [
        Finding(
            rule=breach.rule,
            severity=Severity.WRONG,
            field=f"{breach.field}.{breach.part}".rstrip("."),
            dataset_id=str(dataset.get("id") or ""),
            resource_id=_id_of(resources, breach),
        )
        for breach in breaches(dataset)
    ]


def added(now: Values, before: Values) -> list[Breach]:
    """Return the breaches that a change brings: those of `now` that `before` did not have.

    An old dataset may stay as incomplete as it was; one that is in order stays in order.
    """
    known = {_identity(before, breach) for breach in breaches(before)}
    return [breach for breach in breaches(now) if _identity(now, breach) not in known]


def _identity(dataset: Values, breach: Breach) -> tuple[str, str, str]:
    return (breach.rule, breach.field, _id_of(dataset.get("resources") or (), breach))


def _id_of(resources: Any, breach: Breach) -> str:
    return "" if breach.resource is None else str(resources[breach.resource].get("id") or "")


def _of_dataset(dataset: Values) -> Iterator[Breach]:
    for row in _mandatory(load_rows().dataset):
        stand_in = STAND_IN.get(row.field, row.field)
        if not _filled(row, dataset.get(row.field)) and not dataset.get(stand_in):
            yield Breach(MISSING, stand_in)
    yield from _periods(dataset)
    if HVD_ACT in _texts("dataset", "applicable_legislation", dataset) and not is_hvd(dataset):
        yield Breach(HVD_CATEGORY, "hvd_category")


def _periods(dataset: Values) -> Iterator[Breach]:
    for index, period in enumerate(_entries(dataset.get("temporal_coverage"))):
        start, end = (_date(period.get(part)) for part in ("start", "end"))
        if not start and not end and any(period.values()):
            yield Breach(PERIOD_BOUNDS, "temporal_coverage", entry=index, part="start")
        # 2020 until 2020-05 is fine: as far as both are said, the end is not earlier.
        if start and end and end < start[: len(end)]:
            yield Breach(PERIOD_ORDER, "temporal_coverage", entry=index, part="end")


def _entries(value: Any) -> list[Values]:
    """Return the entries with their empty ones: the position is the form's."""
    if isinstance(value, list):
        return [v if isinstance(v, Mapping) else {} for v in value]
    return list(items(value))


def _date(value: Any) -> str:
    """Return year, month and day as far as they stand there, "" for another text."""
    text = str(value or "").strip()[:10]
    return text if text[:4].isdigit() and text.replace("-", "").isdigit() else ""


def is_hvd(dataset: Values) -> bool:
    """Tell whether the dataset is one of high value: it has a category of those."""
    return bool(_texts("dataset", "hvd_category", dataset))


def _of_resource(dataset: Values, resource: Values, index: int) -> Iterator[Breach]:
    for row in _mandatory(load_rows().resource):
        # A dataset's own `url` is its page at the source, no file's address.
        holder = dataset if row.field in _OF_THE_DATASET else resource
        stand_in = holder.get(STAND_IN.get(row.field, row.field))
        if not _filled(row, resource.get(row.field)) and not stand_in:
            yield Breach(MISSING, row.field, index)
    licence = _licence(dataset, resource)
    if licence and licence.by and not resource.get("license_attribution_by_text"):
        yield Breach(ATTRIBUTION, "license_attribution_by_text", index)
    # Regulation (EU) 2023/138, article 4(3): CC BY 4.0 or less restrictive.
    if licence and (licence.copyleft or not licence.open) and is_hvd(dataset):
        yield Breach(HVD_LICENCE, "license", index)
    if items(resource.get("access_services")) and resource.get("download_url"):
        yield Breach(SERVICE_DOWNLOAD, "download_url", index)


def _licence(dataset: Values, resource: Values) -> Term | None:
    said = str(resource.get("license") or dataset.get("license_id") or "")
    return vocabulary("licences").find(said) if said else None


def _mandatory(rows: Iterable[Row]) -> Iterator[Row]:
    return (row for row in rows if row.mandatory and not row.via)


def _filled(row: Row, value: Any) -> bool:
    return bool(items(value) if row.subrows else texts(row, value))


def _texts(entity: str, field: str, owner: Values) -> list[str]:
    return texts(load_rows().find(entity, field), owner.get(field))
