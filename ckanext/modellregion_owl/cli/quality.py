"""`ckan modellregion quality`: checks, points, and the sums of the day, for cron."""

from __future__ import annotations

import sys

import click

from ckanext.modellregion_owl.texts import translate as _


@click.group(short_help="How good the descriptions are: nightly sums, points of a dataset.")
def quality() -> None:
    """Check datasets, count their points, and keep the sums of each day."""


@quality.command(short_help="Check what has changed, count points, write the day. For cron.")
@click.pass_context
def nightly(ctx: click.Context) -> None:
    """Check the datasets that have no check yet, take over what links answer, write today's sums.

    May be ended at any time; the next run goes on where it stopped.
    """
    from ckanext.modellregion_owl.desk.today import today
    from ckanext.modellregion_owl.quality import days, relink

    with ctx.meta["flask_app"].test_request_context():
        checked = fill()
        rescored = relink.rescore()
        number = days.write(today())
    text = _("{checked} datasets checked, {rescored} counted anew, {number} in today's sums.")
    click.echo(text.format(checked=checked, rescored=rescored, number=number))


@quality.command(short_help="The points of a dataset, and what brings the next ones.")
@click.argument("dataset")
@click.pass_context
def show(ctx: click.Context, dataset: str) -> None:
    """Show the points of DATASET (name or id)."""
    from ckanext.modellregion_owl.quality.show import of_dataset

    with ctx.meta["flask_app"].test_request_context():
        found = of_dataset(dataset)
    if found is None:
        raise click.UsageError(f"There is no check of “{dataset}”.")
    click.echo(f"{found['points']} / {found['most']}: {found['rating']}")
    for one in found["dimensions"]:
        click.echo(f"  {one['label']}: {one['points']} / {one['most']}")
    for step in found["next"]:
        click.echo(f"  +{step['points']} {step['text']}")
    if found["unknown"]:
        click.echo(f"  ?{found['unknown']}")


def fill() -> int:
    """Check the datasets that have no check of what they say now; return how many.

    Progress is on stderr when somebody looks: cron mails what stands there.
    """
    from ckanext.modellregion_owl.quality import refresh, store

    if not sys.stderr.isatty():
        return sum(refresh.refresh())
    number = store.count_stale()
    with click.progressbar(length=number, label=f"{number} datasets", file=sys.stderr) as progress:
        done = 0
        for size in refresh.refresh():
            progress.update(size)
            done += size
    return done
