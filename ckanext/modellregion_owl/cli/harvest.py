"""`ckan modellregion harvest`: harvests sources in the foreground."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.cli import harvest_texts as texts
from ckanext.modellregion_owl.texts import translate as _
from ckanext.modellregion_owl.texts import translate_plural as ngettext

if TYPE_CHECKING:
    from ckanext.modellregion_owl.harvest.report import RunReport


class _SourcesFirst(click.Group):
    """A group whose arguments are sources, unless the first one is the name of a command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command `run` in front of sources and of its own options."""
        if not args or (args[0] not in self.commands and args[0] != "--help"):
            args = ["run", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_SourcesFirst, short_help="Harvest sources; confirm; report.")
def harvest() -> None:
    """Harvest sources in the foreground: `harvest [SOURCE]...` (options: `harvest run --help`)."""


@harvest.command(short_help="Harvest sources in the foreground.")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--json", "as_json", is_flag=True, help="Print only the counts, as JSON.")
@click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
@click.option(
    "--processes", type=click.IntRange(1, 16), default=1, help="Processes that write each source."
)
def run(sources: tuple[str, ...], as_json: bool, dry_run: bool, processes: int) -> None:
    """Harvest the named sources (name or id), or all active ones.

    Sources of different servers are harvested at the same time (setting parallel_sources), those of
    one server one after the other. A source that fails does not stop the others. The exit code is 1
    when one could not be read to its end or was left as it is on doubt.
    """
    rows = _rows(sources)
    if dry_run:
        _preview(rows, as_json)
        return
    reports = _harvest(rows, processes)
    if as_json:
        click.echo(json.dumps({r.source: r.counts() for r in reports}, ensure_ascii=False))
        for line in (line for r in reports for line in texts.reasons(r)):
            click.echo(line, err=True)
    else:
        click.echo(texts.summary(reports))
    if any(r.state.value != "finished" for r in reports):
        sys.exit(1)


def _rows(sources: Sequence[str]) -> list[dict[str, Any]]:
    from ckanext.modellregion_owl.harvest.frame.ckan_harvester import source_dict, source_names

    try:
        rows = [source_dict(name) for name in sources or source_names()]
    except tk.ObjectNotFound as err:
        raise click.ClickException(str(err)) from err
    if not rows:
        click.echo(_("There is no harvest source. Run “ckan modellregion init”."), err=True)
    return rows


def _harvest(rows: Sequence[dict[str, Any]], processes: int) -> list[RunReport]:
    from ckanext.modellregion_owl.harvest.parallel import harvest_many, harvest_one

    if len(rows) == 1:
        with texts.progress_bar(rows[0]["name"]) as progress:
            return [harvest_one(rows[0], processes, progress)]

    def ended(report: RunReport) -> None:
        counts = ", ".join(f"{n} {labels[c]}" for c, n in report.counts().items())
        click.echo(f"{report.source}: {counts}, {report.seconds:.1f} s", err=True)

    labels = texts.labels()
    return harvest_many(rows, processes, ended)


def _preview(rows: Sequence[dict[str, Any]], as_json: bool) -> None:
    from ckanext.modellregion_owl.harvest.preview import preview
    from ckanext.modellregion_owl.harvest.web.report import difference

    found = {row["name"]: difference(preview(row)) for row in rows}
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        click.echo("\n\n".join(texts.difference(name, data) for name, data in found.items()))
    if any(data["state"] != "finished" for data in found.values()):
        sys.exit(1)


@harvest.command(short_help="Decide on datasets that a run has missed.")
@click.argument("source")
@click.option("--list", "only_list", is_flag=True, help="Only show the list.")
@click.option("--yes", is_flag=True, help="Remove the listed datasets without asking.")
def confirm(source: str, only_list: bool, yes: bool) -> None:
    """Show which datasets SOURCE no longer delivers, and remove them after a confirmation."""
    act = tk.get_action("modellregion_harvest_confirm")
    try:
        asked = act({"ignore_auth": True}, {"id": source})
        if not asked["list"]:
            click.echo(_("There is nothing to confirm for {source}.").format(source=source))
            return
        click.echo(texts.losses(asked))
        if only_list or not (yes or click.confirm(_("Remove these datasets?"), default=False)):
            return
        done = act({"ignore_auth": True}, {"id": source, "list": asked["list"]})
    except tk.ObjectNotFound as err:
        raise click.ClickException(str(err)) from err
    except tk.ValidationError as err:
        raise click.ClickException("; ".join(err.error_dict["list"])) from err
    n = done["removed"]
    text = ngettext("{n} dataset was withdrawn.", "{n} datasets were withdrawn.", n)
    click.echo(text.format(n=n))


@harvest.command(short_help="What a run did, and what was noticed.")
@click.argument("source")
@click.option("--run", "run_id", default="", help="Id of the run; default: the latest.")
@click.option("--csv", "as_csv_", is_flag=True, help="A table for a spreadsheet.")
@click.option("--json", "as_json", is_flag=True, help="Everything, as JSON.")
def report(source: str, run_id: str, as_csv_: bool, as_json: bool) -> None:
    """Report on a run of SOURCE: every record that changed or failed, findings by rule."""
    from ckanext.modellregion_owl.harvest.web.report import as_csv
    from ckanext.modellregion_owl.harvest.web.report import report as report_

    (row,) = _rows([source])
    if as_csv_:
        click.echo(as_csv(row, run_id), nl=False)
        return
    data = report_(row, run_id, limit=None)
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False))
        return
    click.echo(texts.report_of(data))
