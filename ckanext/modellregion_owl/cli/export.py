"""`ckan modellregion export`: the whole catalogue to a file or to the next program."""

from __future__ import annotations

import sys

import click

# feed/dumps.py has them; named here so that `--help` needs no site.
FORMATS = ("ttl", "rdf", "jsonld", "nt")


@click.command(short_help="The whole catalogue as RDF.")
@click.option(
    "--format",
    "extension",
    type=click.Choice(FORMATS),
    default="ttl",
    show_default=True,
    help="Format of RDF.",
)
@click.option("-o", "--output", type=click.File("wb", lazy=False), help="File; default: screen.")
def export(extension: str, output: click.utils.LazyFile | None) -> None:
    """Write the catalogue as the feed has it now, part by part; the progress is on stderr."""
    from ckanext.modellregion_owl.feed.catalogue import UnavailableError
    from ckanext.modellregion_owl.feed.formats import FORMATS as KNOWN
    from ckanext.modellregion_owl.feed.whole import whole, written

    target = output or click.get_binary_stream("stdout")
    try:
        given = whole()
        total = len(given.members)
        with click.progressbar(
            length=total, label=f"{total} datasets", file=sys.stderr
        ) as progress:
            for number, text in written(given, KNOWN[extension]):
                target.write(text.encode())
                progress.update(number)
    except UnavailableError as err:
        raise click.ClickException(
            "The catalogue can't be delivered: see `ckan modellregion feed status`."
        ) from err
