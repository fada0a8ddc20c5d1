"""`ckan modellregion feed`: how the feed stands, and an answer when datasets have left it."""

from __future__ import annotations

import json
import sys

import click

SHOWN = 20  # datasets that `status` names


@click.group(short_help="The feed for GovData: status, build, dump, release, keep.")
def feed() -> None:
    """Ask how the feed stands, and decide when too many datasets have left it."""


@feed.command(short_help="How the feed stands.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def status(as_json: bool) -> None:
    """Print list, count and the datasets that would be lost.

    The exit code is 1 when some wait for an answer.
    """
    from ckanext.modellregion_owl import config
    from ckanext.modellregion_owl.feed import guard
    from ckanext.modellregion_owl.feed.status import status as feed_status

    found = feed_status()
    if as_json:
        click.echo(json.dumps(found))
    else:
        if found["live"]:
            click.echo("no list: a plugin says by labels who may see a dataset")
        else:
            since, count = found["since"], found["count"]
            click.echo(f"list {found['generation']} since {since}: {count} datasets")
        click.echo(f"last read: {found['last_fetch'] or 'never'}")
        if other := config.unheeded_base_iri():
            click.echo(f"permanent addresses begin with {config.base_iri()}, fixed at init;")
            click.echo(f"the setting {config.BASE_IRI} = {other} has no effect")
        if found["held"]:
            click.echo(f"held back: {found['lost']} datasets have left at once")
            lost = guard.held()
            for one in lost[:SHOWN]:
                click.echo(f"  {one.title} ({one.id})")
            if len(lost) > SHOWN:
                click.echo("  …")
            click.echo("They are delivered as they were last. If they shall go:")
            click.echo("  ckan modellregion feed release [ID …]")
            click.echo("If they shall stay: make them public again, or")
            click.echo("  ckan modellregion feed keep")
    if found["held"]:
        sys.exit(1)


@feed.command(short_help="Write the catalogue as it is now.")
def build() -> None:
    """Write what is not written yet, and switch; done by the first request otherwise.

    After an upgrade all datasets are written anew: this command does it before a client waits.
    """
    from ckanext.modellregion_owl.feed import build as builder

    found = builder.compare(budget=None, wait=True)
    if found is None:
        raise click.ClickException("There is no public dataset: nothing can be delivered.")
    click.echo(f"list {found.id}: {found.count} datasets")


@feed.command(short_help="Make the files with the whole catalogue.")
def dump() -> None:
    """Write the whole catalogue to a packed file of each format; once a night by cron.

    They are at /dump/catalog.ttl.gz and so on, the checksum at /dump/catalog.ttl.gz.sha256.
    """
    from ckanext.modellregion_owl.feed import dumps
    from ckanext.modellregion_owl.feed.catalogue import UnavailableError

    for form in dumps.FORMATS.values():
        try:
            made = dumps.make(form)
        except UnavailableError as err:
            raise click.ClickException(str(err) or "The catalogue can't be delivered.") from err
        click.echo(f"{made.checksum}  {made.path}")


@feed.command(short_help="Let the lost datasets leave the feed.")
@click.argument("ids", nargs=-1)
def release(ids: tuple[str, ...]) -> None:
    """Deliver the catalogue without the datasets that have left; harvesters delete them.

    With IDS: only these. They are out of all older lists, too, at once.
    """
    from ckanext.modellregion_owl.feed.status import release as let_out

    click.echo(f"{let_out(list(ids) or None)} datasets have left the feed")


@feed.command(short_help="Go on delivering the lost datasets.")
def keep() -> None:
    """Deliver the datasets that have left as they were last, until they are public again."""
    from ckanext.modellregion_owl.feed.status import keep as stay

    click.echo(f"{stay()} datasets stay in the feed")
