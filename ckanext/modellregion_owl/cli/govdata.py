"""`ckan modellregion govdata`: what GovData will say, and the sheet with which it is told of us."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ckanext.modellregion_owl.govdata.report import Report


@click.group(short_help="The check before GovData comes: check.")
def govdata() -> None:
    """Check what GovData will make of the feed."""


@govdata.command(short_help="Read the feed as GovData does, and tell what it will say.")
@click.option(
    "--format", "kind", type=click.Choice(["text", "json", "csv"]), default="text", help="Output."
)
@click.option("--url", help="Address of the feed; default: this site's own.")
@click.option("--links", is_flag=True, help="Ask the link of every file, too; takes its time.")
@click.option(
    "--anmeldung",
    "sheet_file",
    is_flag=False,
    flag_value="-",
    metavar="[FILE]",
    help="Write the sheet for signing up at GovData, too; without FILE to the output.",
)
def check(kind: str, url: str | None, links: bool, sheet_file: str | None) -> None:
    """Read the feed over the network, page by page, and ask every rule of GovData.

    Exit code 0: GovData can take the catalogue; 1: something blocks it; 2: wrong address.
    """
    report = _report(url, links)
    if sheet_file != "-":
        click.echo(_written(report, kind))
    if sheet_file:
        _sheet(report, sheet_file)
    if report.blocks:
        sys.exit(1)


def _report(url: str | None, links: bool) -> Report:
    from ckanext.modellregion_owl.govdata import check, last
    from ckanext.modellregion_owl.govdata.clients import Network
    from ckanext.modellregion_owl.govdata.links import Links

    asked = Links() if links else None
    try:
        if url:
            return check.check(Network(), url, links=asked)
        report = check.check_ours(Network(), links=asked)
    except ValueError as err:
        raise click.UsageError(str(err)) from err
    last.keep(report)
    return report


def _written(report: Report, kind: str) -> str:
    from ckanext.modellregion_owl.govdata import write

    forms = {"text": write.as_text, "json": write.as_json, "csv": write.as_csv}
    return forms[kind](report)


def _sheet(report: Report, file: str) -> None:
    from ckanext.modellregion_owl.govdata.signup import sheet

    if file == "-":
        click.echo(sheet(report), nl=False)
    else:
        Path(file).write_text(sheet(report), encoding="utf-8")
