"""The command line `ckan modellregion`; each plugin adds its own commands to this group."""

from __future__ import annotations

import click


@click.group(short_help="Modellregion OWL: set up, harvest, check.")
def modellregion() -> None:
    """Set up, harvest and check the catalogue of the model region."""
