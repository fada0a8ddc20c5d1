"""`ckan modellregion leave`: makes the portal ready for a CKAN without us; and back."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import click

from ckanext.modellregion_owl.texts import translate as _

NEXT = """\
  docs/operators/leaving.md
  ckan db downgrade -p modellregion_owl
  ckan.plugins, scheming.dataset_schemas, ckanext.dcat.rdf.profiles
  ckan search-index rebuild"""


@click.command(short_help="Make the portal ready for a CKAN without us.")
@click.option("--dry-run", is_flag=True, help="Only tell; nothing is written.")
@click.option("--file", "path", type=click.Path(path_type=Path), help="Where the way back is kept.")
@click.option("--undo", "kept", type=click.Path(exists=True, path_type=Path), help="The way back.")
def leave(dry_run: bool, path: Path | None, kept: Path | None) -> None:
    """Write every dataset in plain fields, with the same addresses and licences.

    What was there before is kept in a file, by which --undo restores it after a new installation.
    """
    from ckanext.modellregion_owl.adoption import leaving, traces

    if kept is not None:
        _undo(kept)
        return
    if number := leaving.busy():
        said = _("{n} harvests are ordered or running. Wait, or: ckan harvester job-abort")
        raise click.ClickException(said.format(n=number))
    path = path or Path(f"modellregion-leave-{datetime.now(timezone.utc):%Y%m%d-%H%M%S}.json.gz")
    if not dry_run and path.exists():
        raise click.ClickException(_("{file} is there already.").format(file=path))
    done = leaving.run(None if dry_run else path)
    click.echo(_("{n} datasets in plain fields").format(n=done["datasets"]))
    if done["statements"]:
        said = _("{n} of them with statements that only the file keeps")
        click.echo(said.format(n=done["statements"]))
    click.echo(_("{n} model projects as ordinary groups").format(n=done["projects"]))
    click.echo(_("{n} sources switched off").format(n=done["sources"]))
    said = _("to delete: {keys} entries in Redis, {jobs} jobs in the queue, {files} folders")
    counted = {
        "keys": len(traces.keys()),
        "jobs": len(traces.jobs()),
        "files": 1 if traces.folder() else 0,
    }
    click.echo(said.format(**counted))
    if dry_run:
        return
    traces.remove()
    click.echo(_("The way back is in {file}. Now:").format(file=path))
    click.echo(NEXT)


def _undo(path: Path) -> None:
    from ckanext.modellregion_owl import root
    from ckanext.modellregion_owl.adoption import leaving
    from ckanext.modellregion_owl.harvest.write.solr import index_datasets

    try:
        kept = leaving.read(path)
    except ValueError as err:
        raise click.ClickException(_("{file} is no file of ours.").format(file=path)) from err
    root.fix(str(kept["root"]))
    ids = leaving.back(kept)
    index_datasets(ids)
    click.echo(_("{n} datasets are as before.").format(n=len(ids)))
