"""`ckan modellregion links`: whether the links of the catalogue answer."""

from __future__ import annotations

import click


@click.group(short_help="Whether links answer: check, list.")
def links() -> None:
    """Check the links of datasets, files and projects."""


@links.command(short_help="Ask the links that are due.")
@click.option("--minutes", type=click.FloatRange(min=0), help="Stop after so long; default: never.")
@click.option("--queue", is_flag=True, help="Let CKAN's job worker do it, and come back at once.")
def check(minutes: float | None, queue: bool) -> None:
    """Read which links there are, and ask those that are due; for a cron line every night.

    Can be stopped at any moment: the next call goes on. Exit code 0, also when links fail; 1: some
    are left, or another process is at it.
    """
    from ckanext.modellregion_owl.cli.harvest_texts import progress_bar
    from ckanext.modellregion_owl.links import check as work
    from ckanext.modellregion_owl.links import job

    if queue:
        click.echo("queued" if job.start() else "a check is waiting or running already")
        return
    click.echo(f"{work.look()} links", err=True)
    with progress_bar("links") as progress:
        done = work.check(None if minutes is None else minutes * 60, progress)
    click.echo(f"{done.asked} asked, {done.failed} failed, {done.left} left")
    if done.left:
        raise SystemExit(1)


@links.command("list", short_help="Links that do not answer, as CSV.")
@click.option("--dead", is_flag=True, help="Only those that count as dead.")
def list_(dead: bool) -> None:
    """Write the links that do not answer, and where they stand, as CSV."""
    from ckanext.modellregion_owl.links import listing
    from ckanext.modellregion_owl.links.store import State
    from ckanext.modellregion_owl.spreadsheet import line

    head = ("state", "since", "fault", "status", "url", "kind", "name", "resource_id", "field")
    click.echo(line(head))
    for row in listing.all_places(states=(State.DEAD,) if dead else listing.FAILED):
        values = {**row, "since": row["failing_since"]}
        click.echo(line(values[name] or "" for name in head))
