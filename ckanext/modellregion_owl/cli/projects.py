"""`ckan modellregion projects`: assign the datasets to their model projects."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import click

COLUMNS = ("dataset", "project", "strength", "step", "reason")


@click.group(short_help="Model projects: assign.")
def projects() -> None:
    """Assign datasets to model projects."""


@projects.command(short_help="Assign the datasets by rule; people's decisions stand first.")
@click.option("--dry-run", is_flag=True, help="Only show what would be done.")
@click.option(
    "--format", "kind", type=click.Choice(["text", "json", "csv"]), default="text", help="Output."
)
def assign(dry_run: bool, kind: str) -> None:
    """Show each dataset with its model project and the rule; without --dry-run assign it."""
    import ckan.plugins.toolkit as tk

    action = tk.get_action("modellregion_projects_assign")
    result = action({"ignore_auth": True}, {"dry_run": dry_run})
    click.echo({"text": _text, "json": _json, "csv": _csv}[kind](result), nl=False)
    if dry_run and kind == "text":
        click.echo("Nothing was written.")


def _text(result: dict[str, Any]) -> str:
    table = [COLUMNS, *(tuple(row[c] for c in COLUMNS) for row in result["rows"])]
    widths = [max(len(row[n]) for row in table) for n in range(len(COLUMNS))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]
    counts = ", ".join(f"{step} {number}" for step, number in sorted(result["counts"].items()))
    return "\n".join([*lines, "", counts or "no dataset fits a rule", ""])


def _json(result: dict[str, Any]) -> str:
    return json.dumps(result, ensure_ascii=False, indent=2) + "\n"


def _csv(result: dict[str, Any]) -> str:
    from ckanext.modellregion_owl.spreadsheet import cell

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([cell(str(row[c])) for c in COLUMNS] for row in result["rows"])
    return out.getvalue()
