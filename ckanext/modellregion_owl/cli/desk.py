"""`ckan modellregion desk`: the list of the stewards' desk, nightly figures, morning mail."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

import click

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.texts import translate as _

if TYPE_CHECKING:
    from ckanext.modellregion_owl.desk.morning import Letter


@click.group(short_help="The stewards' desk: list, nightly figures, morning mail.")
def desk() -> None:
    """Show what is to be done, count it every night, and mail it in the morning."""


@desk.command("list", short_help="What is to be done, the most harmful first.")
@click.option("--json", "as_json", is_flag=True, help="Everything, as JSON.")
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """Show the causes of all organisations."""
    with _page(ctx):
        show = tk.get_action("modellregion_desk_list")
        found = show({"ignore_auth": True}, {"limit": 100_000})
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for one in found["results"]:
        click.echo(f"{one['effect_text']}: {one['text']}")
    if not found["results"]:
        click.echo(_("There is nothing to do."))


@desk.command(short_help="Count the causes; look for weak matches. For cron, every night.")
@click.pass_context
def nightly(ctx: click.Context) -> None:
    """Write today's figures, and keep which datasets might belong to a model project."""
    from ckanext.modellregion_owl.desk import figures

    with _page(ctx):
        if p.plugin_loaded("modellregion_owl_projects"):
            from ckanext.modellregion_owl.projects import assignment, suggestions

            suggestions.keep(assignment.rows())
        number = figures.write()
    click.echo(_("{n} causes are open.").format(n=number))


@desk.command(short_help="Send the morning mail, if there is something to do. For cron, at 7.")
@click.option("--dry-run", is_flag=True, help="Print the mails; send none.")
@click.pass_context
def mail(ctx: click.Context, dry_run: bool) -> None:
    """Write to the functional mailboxes of desk.mailboxes, at most once a day to each."""
    from ckanext.modellregion_owl.desk import morning

    with _page(ctx):
        hindrance = morning.hindrance()
        if hindrance and not dry_run:
            click.echo(hindrance, err=True)
            return
        if dry_run:
            _print(hindrance, morning.due())
            return
        sent, failed = morning.send()
    click.echo(_("{sent} mails were sent.").format(sent=sent))
    if failed:
        raise click.ClickException(_("The mail server did not take {n} mails.").format(n=failed))


def _page(ctx: click.Context) -> AbstractContextManager[object]:
    """Return the context of a page in the site's language: labels of the form are asked for."""
    app = ctx.find_root().meta.get("flask_app")
    return app.test_request_context() if app is not None else nullcontext()


def _print(hindrance: str, letters: Sequence[Letter]) -> None:
    if hindrance:
        click.echo(hindrance, err=True)
    for letter in letters:
        click.echo(f"{letter.mailbox}\n{letter.subject}\n\n{letter.body}\n")
