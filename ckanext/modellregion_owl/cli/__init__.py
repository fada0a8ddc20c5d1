"""The command line `ckan modellregion`; each plugin adds its own commands to this group."""

from __future__ import annotations

import click

from ckanext.modellregion_owl.cli.adopt import adopt
from ckanext.modellregion_owl.cli.config import config
from ckanext.modellregion_owl.cli.doctor import doctor
from ckanext.modellregion_owl.cli.init import init
from ckanext.modellregion_owl.cli.leave import leave
from ckanext.modellregion_owl.cli.readonly import read_only
from ckanext.modellregion_owl.cli.vocabularies import vocabularies


@click.group(short_help="Modellregion OWL: set up, harvest, check.")
def modellregion() -> None:
    """Set up, harvest and check the catalogue of the model region."""


modellregion.add_command(adopt)
modellregion.add_command(config)
modellregion.add_command(doctor)
modellregion.add_command(init)
modellregion.add_command(leave)
modellregion.add_command(read_only)
modellregion.add_command(vocabularies)
