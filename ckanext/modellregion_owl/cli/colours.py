"""`ckan modellregion colours`: whether the municipality's own colours and logo are seen."""

from __future__ import annotations

import sys

import click


@click.command(short_help="Check the colours and the logo of the settings.")
def colours() -> None:
    """Say which of the settings' colours are refused, and the nearest tone that would pass.

    The logo (`ckan.site_logo`) is measured too when it is an SVG or a PNG of this portal.

    The exit code is 1 when one is refused.
    """
    from ckanext.modellregion_owl import config
    from ckanext.modellregion_owl.theme import logo
    from ckanext.modellregion_owl.theme.brand import refusals

    found = [*map(str, refusals(config.theme_colours())), *filter(None, [logo.refusal()])]
    for refusal in found:
        click.echo(refusal)
    if found:
        sys.exit(1)
    own = [name for name, value in config.theme_colours().items() if value]
    click.echo(
        f"own colours: {len(own)}; all of them read well" if own else "no colours of its own"
    )
