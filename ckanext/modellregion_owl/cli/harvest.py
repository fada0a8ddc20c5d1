"""`ckan modellregion harvest`: harvests sources in the foreground."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.texts import translate as _
from ckanext.modellregion_owl.texts import translate_plural as ngettext

if TYPE_CHECKING:
    from ckanext.modellregion_owl.harvest.report import RunReport
    from ckanext.modellregion_owl.harvest.run import Progress

MAX_REASONS = 20  # of one source on the screen; all of them are in the job's report
COUNTS = ("added", "changed", "unchanged", "removed", "failed")


@click.command(short_help="Harvest sources in the foreground.")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--json", "as_json", is_flag=True, help="Print only the counts, as JSON.")
def harvest(sources: tuple[str, ...], as_json: bool) -> None:
    """Harvest the named sources (name or id), or all active ones, one after the other.

    A source that fails does not stop the others. The exit code is 1 when one could not be read to
    its end or was left as it is on doubt.
    """
    from ckanext.modellregion_owl.harvest.frame.ckan_harvester import source_dict, source_names

    try:
        rows = [source_dict(name) for name in sources or source_names()]
    except tk.ObjectNotFound as err:
        raise click.ClickException(str(err)) from err
    if not rows:
        click.echo(_("There is no harvest source. Run “ckan modellregion init”."), err=True)
    reports = [_harvest(row) for row in rows]
    if as_json:
        click.echo(json.dumps({r.source: r.counts() for r in reports}, ensure_ascii=False))
    else:
        click.echo(summary(reports))
    if any(r.state.value != "finished" for r in reports):
        sys.exit(1)


def _harvest(row: dict[str, Any]) -> RunReport:
    from ckanext.modellregion_owl.harvest.frame.books import HarvestBooks
    from ckanext.modellregion_owl.harvest.pipeline import harvest

    with _progress(row["name"]) as progress:
        return harvest(row, HarvestBooks(row["id"]), progress)


@contextmanager
def _progress(label: str) -> Iterator[Progress]:
    """Show a bar on stderr; it grows while the source announces more."""
    with click.progressbar(
        length=1, label=label, file=sys.stderr, show_pos=True, show_eta=False
    ) as bar:

        def step(done: int, total: int | None) -> None:
            bar.length = max(total or 0, done, 1)
            bar.update(done - bar.pos)

        yield step


def summary(reports: Sequence[RunReport]) -> str:
    """Return a table of the runs, then what went wrong in each."""
    width = max([len(_("Source")), *(len(r.source) for r in reports)])
    labels = {
        "added": _("added"),
        "changed": _("changed"),
        "unchanged": _("unchanged"),
        "removed": _("removed"),
        "failed": _("failed"),
    }
    lines = [f"{_('Source'):<{width}}" + "".join(f"  {labels[c]:>12}" for c in COUNTS)]
    for report in reports:
        numbers = "".join(f"  {n:>12}" for n in report.counts().values())
        lines.append(f"{report.source:<{width}}{numbers}  {report.seconds:6.1f} s")
    return "\n".join([*lines, *(line for r in reports for line in _reasons(r))])


def _reasons(report: RunReport) -> Iterator[str]:
    if report.message is not None:
        yield f"\n{report.source}: {report.message}"
    elif report.reasons or report.notes:
        yield f"\n{report.source}:"
    for outcome in report.reasons[:MAX_REASONS]:
        yield f"  – {outcome.title or outcome.guid}: {outcome.reason}"
    more = len(report.reasons) - MAX_REASONS
    if more > 0:
        yield "  " + ngettext("– and {n} more", "– and {n} more", more).format(n=more)
    for _guid, message in report.notes[:MAX_REASONS]:
        yield f"  – {message}"
