"""`ckan modellregion config`: what people have set in the browser, to a file and from it."""

from __future__ import annotations

import click

from ckanext.modellregion_owl.texts import translate as _


@click.group(short_help="Settings of the browser: export, import.")
def config() -> None:
    """Carry sources, projects and corrections to another machine. No secrets, no accounts."""


@config.command(short_help="Write what people have set, as YAML.")
@click.option(
    "-o", "--output", type=click.File("w", encoding="utf-8"), default="-", help="Default: screen."
)
def export(output: click.utils.LazyFile) -> None:
    """Write organisations, sources, projects, rules, decisions; the same state, the same text."""
    from ckanext.modellregion_owl.carry.document import export as written

    output.write(written())


@config.command("import", short_help="Put such a file in.")
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--overwrite", is_flag=True, help="Replace what is there and differs.")
def import_(file: click.utils.LazyFile, overwrite: bool) -> None:
    """Create what is not there; what is there and differs is told, and stays.

    Exit code 1: something could not be put in.
    """
    from ckanext.modellregion_owl.carry.document import NotOurs, load
    from ckanext.modellregion_owl.region.setup import CHOICE, CORRECTION, Outcome

    try:
        report = load(file.read(), overwrite)
    except NotOurs as err:
        said = _("{file} is no file of ours.").format(file=file.name)
        raise click.ClickException(f"{said} {err}") from err
    click.echo(report.render())
    if any(report.names(Outcome.CREATED, kind) for kind in (CORRECTION, CHOICE)):
        click.echo(_("Corrections are shown after: ckan modellregion remap"))
    if report.names(Outcome.FAILED):
        raise SystemExit(1)
