"""`ckan modellregion read-only`: nothing is written while the portal is being upgraded."""

from __future__ import annotations

import click

from ckanext.modellregion_owl.texts import translate as _


@click.command("read-only", short_help="Only reading during an upgrade: on, off.")
@click.argument("wanted", required=False, type=click.Choice(["on", "off"]))
def read_only(wanted: str | None) -> None:
    """Switch reading only on or off; without an argument: tell how it is.

    While it is on, pages, API and feed are read as ever. Whoever writes is told so plainly, and
    harvests wait before their next batch; nothing is lost.
    """
    from ckanext.modellregion_owl import readonly

    if wanted is not None:
        readonly.switch(wanted == "on")
    if readonly.on():
        click.echo(_("The portal can only be read: nothing is written, harvests wait."))
    else:
        click.echo(_("The portal is read and written as usual."))
