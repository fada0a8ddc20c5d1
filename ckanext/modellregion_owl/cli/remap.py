"""`ckan modellregion remap`: maps stored originals again after a rule or setting has changed."""

from __future__ import annotations

import json
import sys

import click

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.cli.harvest_texts import progress_bar, summary


@click.command(short_help="Map stored originals again.")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--json", "as_json", is_flag=True, help="Print only the counts, as JSON.")
def remap(sources: tuple[str, ...], as_json: bool) -> None:
    """Map what the named sources (or all active ones) have delivered again, without the network.

    Only datasets that stand under another version of the rules, of the settings or of a steward's
    values are written. The exit code is 1 when a source could not be mapped to its end.
    """
    from ckanext.modellregion_owl.harvest.frame.ckan_harvester import source_dict, source_names
    from ckanext.modellregion_owl.harvest.pipeline import harvest
    from ckanext.modellregion_owl.harvest.remap import Remap

    try:
        rows = [source_dict(name) for name in sources or source_names()]
    except tk.ObjectNotFound as err:
        raise click.ClickException(str(err)) from err
    reports = []
    for row in rows:
        with progress_bar(row["name"]) as progress:
            reports.append(harvest(row, progress=progress, kind=Remap))
    if as_json:
        click.echo(json.dumps({r.source: r.counts() for r in reports}, ensure_ascii=False))
    else:
        click.echo(summary(reports))
    if any(r.state.value != "finished" for r in reports):
        sys.exit(1)
