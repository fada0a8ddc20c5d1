"""`ckan modellregion solr-schema`: CKAN's search schema with German stems."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TextIO

import click


@click.command("solr-schema", short_help="Write CKAN's Solr schema with German stems.")
@click.option("--from", "source", type=click.File(encoding="utf-8"), help="Default: CKAN's own.")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Default: the output.")
def solr_schema(source: TextIO | None, output: str | None) -> None:
    """Write the schema; nothing is changed in Solr.

    An option: the portal finds German words without it, too (docs/operators/search.md).
    """
    from ckanext.modellregion_owl.theme.words import schema

    try:
        text = schema.german(source.read() if source else schema.ckans())
    except schema.SchemaError as err:
        click.echo(str(err), err=True)
        sys.exit(1)
    if output:
        Path(output).write_text(text, encoding="utf-8")
    else:
        click.echo(text, nl=False)
