"""`ckan modellregion validate`: datasets, or a file, by the rules of DCAT-AP.de."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ckanext.modellregion_owl.validation.write import Checked


@click.command(short_help="Check datasets, or a file, by the rules of DCAT-AP.de.")
@click.argument("dataset", required=False)
@click.option("--all", "everything", is_flag=True, help="All datasets of the feed.")
@click.option("--file", type=click.Path(exists=True, dir_okay=False), help="A file with RDF.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["text", "json", "csv", "ttl"]),
    default="text",
    show_default=True,
    help="Output.",
)
def validate(dataset: str | None, everything: bool, file: str | None, kind: str) -> None:
    """Check DATASET (name or id), all datasets, or a file.

    Exit code 0: no errors; 1: errors; 2: nothing to check, or it can't be read.
    """
    if sum(map(bool, (dataset, everything, file))) != 1:
        raise click.UsageError("Name a dataset, or --all, or --file.")
    from ckanext.modellregion_owl.validation.write import FORMATS

    broken = False
    for text, checked in FORMATS[kind](_checked(dataset, file, kind)):
        click.echo(text)
        broken = broken or not checked
    if broken:
        sys.exit(1)


def _checked(dataset: str | None, file: str | None, kind: str) -> Iterator[Checked]:
    """Yield what is checked; progress is on stderr."""
    import ckan.plugins.toolkit as tk

    from ckanext.modellregion_owl.feed.catalogue import UnavailableError
    from ckanext.modellregion_owl.validation import check
    from ckanext.modellregion_owl.validation.shapes import as_ntriples
    from ckanext.modellregion_owl.validation.write import Checked

    try:
        if file:
            yield Checked("", file, check.validate(as_ntriples(Path(file))))
        elif dataset:
            user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
            yield Checked(dataset, dataset, check.validate_dataset(dataset, user))
        else:
            yield from _all() if kind == "ttl" else _kept()
    except tk.ObjectNotFound as err:
        raise click.UsageError(f"There is no dataset “{dataset}”.") from err
    except (UnavailableError, ValueError) as err:
        raise click.UsageError(str(err) or "The feed can't be delivered.") from err


def _all() -> Iterator[Checked]:
    """Check all datasets now: the engine's own report is not kept."""
    from ckanext.modellregion_owl.validation.catalogue import datasets
    from ckanext.modellregion_owl.validation.check import validate
    from ckanext.modellregion_owl.validation.write import Checked

    number, found = datasets()
    with click.progressbar(
        found, length=number, label=f"{number} datasets", file=sys.stderr
    ) as progress:
        for named, data in progress:
            yield Checked(named.name, named.title, validate(data))


def _kept() -> Iterator[Checked]:
    """Check what has no check yet, then yield what is kept of all."""
    from ckanext.modellregion_owl.cli.quality import fill
    from ckanext.modellregion_owl.quality.kept import reports
    from ckanext.modellregion_owl.validation.write import Checked

    fill()
    for named, report in reports():
        yield Checked(named.name, named.title, report)
