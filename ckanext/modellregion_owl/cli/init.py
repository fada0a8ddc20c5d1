"""`ckan modellregion init`: organisations, model projects and sources from the region's content."""

from __future__ import annotations

import click

from ckanext.modellregion_owl.region import RegionError, load_region
from ckanext.modellregion_owl.region.setup import Outcome, init_region


@click.command(short_help="Create organisations, model projects and sources.")
@click.option("--demo-url", help="Root of the server with the sample catalogues, for sources.")
def init(demo_url: str | None) -> None:
    """Create what the region's content folder describes and is not there yet.

    Nothing that exists is changed; differences are listed. The exit code is 1 when something could
    not be created or the content folder is wrong.
    """
    try:
        region = load_region()
    except RegionError as err:
        raise click.ClickException(str(err)) from err
    report = init_region(region, {"demo_url": demo_url})
    click.echo(report.render())
    if report.names(Outcome.FAILED):
        raise SystemExit(1)
