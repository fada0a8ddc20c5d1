"""`ckan modellregion doctor`: looks after an installation, and before one."""

from __future__ import annotations

import json
from contextlib import nullcontext

import click

from ckanext.modellregion_owl.texts import translate as _


@click.command(short_help="What is missing, what is in the way.")
@click.option("--before", is_flag=True, help="Look at a portal before anything of ours is on.")
@click.option("--mail", "mailbox", metavar="ADDRESS", help="Send a test mail there.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(before: bool, mailbox: str | None, as_json: bool) -> None:
    """Check what an installation needs, each line with its remedy; or look before installing.

    Reads only; a mail is sent with --mail alone. Exit code 1: something does not work.
    """
    from ckanext.modellregion_owl.doctor.check import State, ask_all, render

    if before:
        from ckanext.modellregion_owl.doctor.before import CONFLICTS as TABLE
    else:
        from ckanext.modellregion_owl.doctor.table import CHECKS as TABLE
    app = click.get_current_context().meta.get("flask_app")
    with app.app_context() if app else nullcontext():  # commands of entry points get none
        results = ask_all(TABLE)
    if as_json:
        click.echo(json.dumps([row.as_dict() for row in results], ensure_ascii=False, indent=2))
    else:
        click.echo(render(results, in_one_line=before))
    if mailbox:
        _send(mailbox)
    if any(row.state is State.WRONG for row in results):
        raise SystemExit(1)


def _send(mailbox: str) -> None:
    """Send the test mail; CKAN's settings say by which server."""
    from ckanext.modellregion_owl import mail

    if not mail.ready():
        raise click.ClickException(_("no mail server is set"))
    try:
        mail.send(mailbox, _("Test mail of the data portal"), _("Mail from the portal arrives."))
    except mail.NotSent as err:
        raise click.ClickException(_("The mail server did not take the mail.")) from err
    mail.mark_test_mail_sent()
    click.echo(_("Sent to {mailbox}.").format(mailbox=mailbox), err=True)


@click.group(short_help="Modellregion OWL: look before it is switched on.")
def modellregion() -> None:
    """Look at a portal before the plugins of the model region are switched on.

    With the plugin modellregion_owl there are more commands.
    """


modellregion.add_command(doctor)
