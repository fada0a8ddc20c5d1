"""Reports as data: for the action, the command line and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from ckanext.modellregion_owl.harvest import messages
from ckanext.modellregion_owl.harvest.store import reports
from ckanext.modellregion_owl.spreadsheet import cell
from ckanext.modellregion_owl.texts import translate as _

COUNTS = ("added", "changed", "unchanged", "removed", "failed", "taken_over", "missing")


def report(
    source: Mapping[str, Any], run_id: str = "", offset: int = 0, limit: int | None = reports.ROWS
) -> dict[str, Any]:
    """Return the latest runs, what one of them did to each record, and the findings by rule.

    :param source: `source_dict`.
    :param run_id: which run; default the latest.
    :returns: `source`, `runs`, `run` (one of them or None), `records`, `total` (their number),
        `rules`; all JSON values, texts in the reader's language. Three queries.
    """
    listed = [_run(row) for row in reports.runs(source["id"])]
    chosen = next((r for r in listed if r["id"] == run_id), listed[0] if listed else None)
    if run_id and (chosen is None or chosen["id"] != run_id):
        chosen = None
    rows = reports.outcomes(chosen["id"], offset, limit) if chosen else []
    return {
        "source": {key: source[key] for key in ("id", "name", "title", "url")},
        "runs": listed,
        "run": chosen,
        "records": [_record(row) for row in rows],
        "total": rows[0].total if rows else 0,
        "rules": [_rule(found) for found in reports.rules(source["id"])],
    }


def _run(row: reports.RunRow) -> dict[str, Any]:
    values = row.values
    finished = values["finished"]
    return {
        "id": values["id"],
        "started": values["started"].isoformat(),
        "finished": finished.isoformat() if finished else "",
        "state": values["state"],
        "state_text": _("Decided") if values["confirmed"] else messages.state(values["state"]),
        "complete": values["complete"],
        "message": row.message,
        **{name: values[name] for name in COUNTS},
    }


def _record(row: Any) -> dict[str, Any]:
    return {
        "guid": row.guid,
        "title": row.title,
        "dataset": row.name or "",
        "action": row.action,
        "action_text": messages.action(row.action),
        "reason": reports.sentence(row.message),
    }


def _rule(found: reports.Rule) -> dict[str, Any]:
    return {
        "rule": found.rule,
        "message": messages.message(found.rule),
        "advice": messages.advice(found.rule),
        "severity": found.severity,
        "severity_text": messages.severity(found.severity),
        "field": found.field,
        "field_text": messages.field(found.field),
        "number": found.number,
        "datasets": found.datasets,
        "before": found.before,
        "after": found.after,
    }


def as_csv(source: Mapping[str, Any], run_id: str = "") -> str:
    """Return a table of all records of a run and all findings, for a spreadsheet.

    Semicolons and a byte order mark: so German spreadsheets open it with the right characters. A
    cell that a spreadsheet would take for a formula gets an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    head = (_("Kind"), _("Dataset"), _("Title"), _("What"), _("Field"), _("Value"), _("Now"))
    writer.writerow((*head, _("What to do")))
    data = report(source, run_id, limit=None)
    for row in data["records"]:
        cells = (row["action_text"], row["guid"], row["title"], row["reason"], "", "", "", "")
        writer.writerow(_safe(cells))
    for item in reports.findings(source["id"]):
        writer.writerow(
            _safe(
                (
                    messages.severity(item.severity),
                    item.name or "",
                    item.title or "",
                    messages.message(item.rule),
                    messages.field(item.field),
                    item.before,
                    item.after,
                    messages.advice(item.rule),
                )
            )
        )
    return "\ufeff" + out.getvalue()


def _safe(cells: Iterable[str]) -> list[str]:
    return [cell(c) for c in cells]


def difference(found: Any) -> dict[str, Any]:
    """Return a preview (preview.Preview) as JSON values."""
    by_action: dict[str, list[dict[str, Any]]] = {}
    for item in found.outcomes:
        changes = [vars(c) for c in found.changes.get(item.package_id, ())]
        row = {
            "guid": item.guid,
            "title": item.title,
            "reason": str(item.reason or ""),
            "fields": changes,
        }
        by_action.setdefault(item.action.value, []).append(row)
    by_action["missing"] = [{"guid": guid, "title": title} for guid, title in found.missing]
    result = found.report
    return {
        "state": result.state.value,
        "state_text": messages.state(result.state.value),
        "message": str(result.message or ""),
        "counts": {**result.counts(), "taken_over": result.taken_over, "missing": result.missing},
        "records": by_action,
        "notes": [str(message) for _guid, message in result.notes],
    }
