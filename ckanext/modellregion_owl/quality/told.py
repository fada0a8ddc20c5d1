"""The points as people read them: dimensions, metrics, and what brings the next points."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ckanext.modellregion_owl.govdata.rules import fix_of, message_of
from ckanext.modellregion_owl.govdata.rules_dashboard import DASHBOARD
from ckanext.modellregion_owl.quality.metrics import (
    BY_NAME,
    DIMENSIONS,
    METRICS,
    MOST,
    most_of,
    rating,
)
from ckanext.modellregion_owl.texts import translate as _


def points(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the points of a dataset.

    Keys: `points`, `most` (405), `unknown` (points that nobody knows yet), `rating`, `next` (what
    brings points, the most first: `name`, `text`, `points`, `field`), `dimensions` (`name`,
    `label`, `points`, `most`, `metrics`: `name`, `label`, `points`, `state`: "met", "missing" or
    "unknown"), `govdata` (rules of GovData's dashboard: `rule`, `text`, `fix`, `kept`).

    :param row: of `model.quality.check`.
    """
    return {
        "points": row["points"],
        "most": MOST,
        "unknown": row["unknown"],
        "rating": _(rating(row["points"])),
        "next": [step(name) for name in row["missing"]],
        "dimensions": [
            {
                "name": dimension.name,
                "label": _(dimension.label),
                "points": row[dimension.name],
                "most": most_of(dimension.name),
                "metrics": _metrics(dimension.name, row["missing"], row["open"]),
            }
            for dimension in DIMENSIONS
        ],
        "govdata": govdata(row["govdata"]),
    }


def step(name: str) -> dict[str, Any]:
    """Return what brings the points of a metric."""
    metric = BY_NAME[name]
    return {
        "name": name,
        "text": _(metric.advice),
        "points": metric.points,
        "field": metric.field,
    }


def govdata(broken: Collection[str]) -> list[dict[str, Any]]:
    """Return the rules of GovData's dashboard."""
    return [
        {
            "rule": rule,
            "text": message_of(rule),
            "fix": fix_of(rule),
            "kept": rule not in broken,
        }
        for rule in DASHBOARD
    ]


def _metrics(
    dimension: str, missing: Sequence[str], unknown: Sequence[str]
) -> list[dict[str, Any]]:
    return [
        {
            "name": metric.name,
            "label": _(metric.label),
            "points": metric.points,
            "state": "missing"
            if metric.name in missing
            else "unknown"
            if metric.name in unknown
            else "met",
        }
        for metric in METRICS
        if metric.dimension == dimension
    ]
