"""Where the money came from: a table of state, own share and total (design 04)."""

from __future__ import annotations

from typing import Any, TypedDict

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.projects import presenter
from ckanext.modellregion_owl.projects.presenter import Record, text
from ckanext.modellregion_owl.region import Region


class Money(TypedDict):
    """A row of the table "where the money came from".

    `share` is the part of the total in per cent, None when the total is not known.
    """

    label: str
    amount: str
    basis: str
    note: str
    share: int | None
    total: bool


def funding(record: Record, language: str, funder: str) -> list[Money]:
    """Return state, own share and total, those of which an amount is known; [] when none is.

    :param funder: who stands for "state" in the table.
    """
    total = _number(record.get("funding_total"))
    rows: list[Money] = []
    for name, words, is_total in (
        ("funding_state", funder, False),
        ("funding_own", tk._("Own share"), False),
        ("funding_total", tk._("Total"), True),
    ):
        amount = _number(record.get(name))
        if amount is None:
            continue
        rows.append(
            {
                "label": words,
                "amount": presenter.money(record, name, language),
                "basis": presenter.basis(record.get(f"{name}_basis")),
                "note": text(record, f"{name}_note", language)[0],
                "share": round(100 * amount / total) if total and not is_total else None,
                "total": is_total,
            }
        )
    return rows


def funder_of(region: Region) -> str:
    """Return the name of who pays the state funding of this region's programme."""
    programme = region.values.get("programme") or {}
    return str(programme.get("funder") or tk._("State funding"))


def _number(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None
