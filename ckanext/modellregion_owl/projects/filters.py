"""The filters of the project list: plain GET parameters, worked out over the few project rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypedDict

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.projects import presenter, transfer_words
from ckanext.modellregion_owl.projects.store import Record
from ckanext.modellregion_owl.region import Region


class Option(TypedDict):
    """A choice: value of the address, label, number of projects that choosing it would show."""

    value: str
    label: str
    count: int


class Filter(TypedDict):
    """One filter: label, chosen value ("" = all), options."""

    label: str
    selected: str
    options: list[Option]


STATED, OPEN = "genannt", "keine-angabe"  # values of the address


def _reuse(record: Record) -> list[str]:
    """Return the transfer status, and STATED: whoever sees heather on a card finds it by this."""
    status = str(record.get("transfer_status") or "")
    known = [STATED] if record.get("transfer_tag") else []
    return [*known, status] if status else known or [OPEN]


# parameter → the record's values for it
VALUES: dict[str, Callable[[Record], Sequence[str]]] = {
    "handlungsfeld": lambda record: record.get("action_fields") or (),
    "kommune": lambda record: [str(record.get("municipality") or "")],
    "status": lambda record: [str(record.get("status") or "")],
    "nachnutzung": _reuse,
}


def chosen(arguments: Mapping[str, str]) -> dict[str, str]:
    """Return the filters of an address that are set."""
    return {name: arguments[name] for name in VALUES if arguments.get(name)}


def apply(records: Iterable[Record], selected: Mapping[str, str]) -> list[Record]:
    """Return the projects that fit all filters."""
    return [
        record
        for record in records
        if all(value in VALUES[name](record) for name, value in selected.items())
    ]


def filters(
    records: Sequence[Record], selected: Mapping[str, str], region: Region, language: str
) -> dict[str, Filter]:
    """Return the filters by parameter; an option counts what the other filters leave."""
    labels = _labels(region, language)
    titles = {
        "handlungsfeld": tk._("Action field"),
        "kommune": tk._("Municipality"),
        "status": tk._("Status"),
        "nachnutzung": tk._("Reuse"),
    }
    return {
        name: {
            "label": titles[name],
            "selected": selected.get(name, ""),
            "options": _options(name, records, selected, labels[name]),
        }
        for name in VALUES
    }


def _options(
    name: str, records: Sequence[Record], selected: Mapping[str, str], labels: Mapping[str, str]
) -> list[Option]:
    others = {key: value for key, value in selected.items() if key != name}
    used = {value for record in records for value in VALUES[name](record) if value}
    counts = Counter(v for record in apply(records, others) for v in VALUES[name](record))
    known = [value for value in labels if value in used]
    return [
        {"value": value, "label": labels.get(value, value), "count": counts[value]}
        for value in [*known, *sorted(used - set(known))]
    ]


def _labels(region: Region, language: str) -> dict[str, dict[str, Any]]:
    return {
        "handlungsfeld": {f.slug: presenter.label(f.label, language) for f in region.action_fields},
        "kommune": {m.slug: m.title["de"] for m in region.municipalities},
        "status": {step: presenter.status_word(step) for step in presenter.STEPS},
        "nachnutzung": {
            STATED: tk._("Something to take over"),
            **{value: transfer_words.status(value) for value in transfer_words.STATUSES},
            OPEN: tk._("not stated"),
        },
    }
