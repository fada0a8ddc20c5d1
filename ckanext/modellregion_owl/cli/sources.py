"""`ckan modellregion sources`: lists the harvest sources and asks their servers what they speak."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.texts import translate as _
from ckanext.modellregion_owl.texts import translate_plural as ngettext

if TYPE_CHECKING:
    from ckanext.modellregion_owl.harvest.check import SourceCheck
    from ckanext.modellregion_owl.harvest.offers import Offer


@click.group(short_help="List and check the harvest sources.")
def sources() -> None:
    """List the harvest sources and ask their servers what they speak."""


@sources.command("list", short_help="List the harvest sources.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_sources(as_json: bool) -> None:
    """List all sources of our type: name, protocol, address, whether active, last run."""
    from ckanext.modellregion_owl.harvest.frame.overview import source_rows

    rows = source_rows()
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif rows:
        click.echo("\n".join(_table(rows)))
    else:
        click.echo(_("There is no harvest source. Run “ckan modellregion init”."), err=True)


@sources.command("check", short_help="Ask the servers what they speak.")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(names: tuple[str, ...], as_json: bool) -> None:
    """Ask the servers of the named sources, or of all active ones, what they speak.

    Reads only, and writes nothing. Exit code 0: every source can be harvested as it is configured;
    1: at least one can't; 2: there is no source of that name.
    """
    from ckanext.modellregion_owl.harvest.check import check_source
    from ckanext.modellregion_owl.harvest.frame.ckan_harvester import source_dict, source_names

    try:
        rows = [source_dict(name) for name in names or source_names()]
    except tk.ObjectNotFound as err:
        raise click.UsageError(str(err)) from err
    if not rows:
        click.echo(_("There is no harvest source. Run “ckan modellregion init”."), err=True)
    found: list[SourceCheck] = []
    for row in rows:
        found.append(check_source(row))
        if not as_json:
            click.echo("\n".join(_told(found[-1])))
    if as_json:
        checks = {one.name: one.as_dict() for one in found}
        click.echo(json.dumps(checks, ensure_ascii=False, indent=2))
    if not all(one.fits for one in found):
        sys.exit(1)


def _told(one: SourceCheck) -> Iterator[str]:
    yield f"{one.name}: {one.protocol or '–'}, {one.url}"
    if one.offer is not None:
        yield f"  {_counted(one.offer)}"
    if one.reason is not None:
        yield f"  {one.reason}"
    for offer in one.others:
        options = json.dumps({"protocol": offer.protocol, **offer.options}, ensure_ascii=False)
        yield "  " + _("Found: {url} with {config}").format(url=offer.url, config=options)
        yield f"    {_counted(offer)}"
    yield f"  → {one.advice}"


def _counted(offer: Offer) -> str:
    if offer.exact:
        text = ngettext("{n} dataset", "{n} datasets", offer.count)
    else:
        text = ngettext("at least {n} dataset", "at least {n} datasets", offer.count)
    return text.format(n=offer.count)


def _table(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    heads = (_("Source"), _("Protocol"), _("Condition"), _("Last run"), _("Address"))
    lines = [heads, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    for line in lines:
        yield "  ".join(cell.ljust(n) for cell, n in zip(line, widths, strict=True)).rstrip()


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    last = " ".join(filter(None, (row["last_run"][:16].replace("T", " "), row["last_state"])))
    state = _("active") if row["active"] else _("switched off")
    return (row["name"], row["protocol"] or "–", state, last or "–", row["url"])
