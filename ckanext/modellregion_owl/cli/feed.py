"""`ckan modellregion feed`: how the feed stands, and letting a shorter one out."""

from __future__ import annotations

import json
import sys

import click

SHOWN = 20  # datasets that `status` names


@click.group(short_help="The feed for GovData: status, release.")
def feed() -> None:
    """Ask how the feed stands, and decide when it is held back."""


@feed.command(short_help="How the feed stands.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def status(as_json: bool) -> None:
    """Print list, count and, if it is held back, the datasets that would be lost.

    The exit code is 1 when the feed is held back.
    """
    from ckanext.modellregion_owl.feed import generations

    found = generations.status()
    if as_json:
        click.echo(json.dumps(found))
    else:
        click.echo(f"list {found['generation']} since {found['since']}: {found['count']} datasets")
        if found["held"]:
            click.echo(f"held back: {found['lost']} datasets have left at once")
            for line in _lost():
                click.echo(f"  {line}")
            click.echo("If that is right: ckan modellregion feed release")
    if found["held"]:
        sys.exit(1)


@feed.command(short_help="Let the feed out without the lost datasets.")
def release() -> None:
    """Deliver the catalogue as it is now; harvesters delete what it no longer has."""
    from ckanext.modellregion_owl.feed import generations

    found = generations.release()
    if found is None:
        raise click.ClickException("There is no public dataset: nothing can be delivered.")
    click.echo(f"list {found.id}: {found.count} datasets")


def _lost() -> list[str]:
    import ckan.model as model

    from ckanext.modellregion_owl.feed import generations

    try:
        generations.current()
    except generations.Held as err:
        rows = (model.Package.get(id_) for id_ in err.lost[:SHOWN])
        named = [p.name if p else id_ for p, id_ in zip(rows, err.lost, strict=False)]
        return named + (["…"] if len(err.lost) > SHOWN else [])
    return []
