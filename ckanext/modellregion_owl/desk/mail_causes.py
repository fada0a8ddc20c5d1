"""Causes of the desk for who runs the portal: mails that nobody gets."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan.model.system_info import system_info_table

from ckanext.modellregion_owl import config, mail
from ckanext.modellregion_owl.desk import morning
from ckanext.modellregion_owl.desk.cause import Cause, Scope, Step
from ckanext.modellregion_owl.desk.together import Rows
from ckanext.modellregion_owl.findings import Severity
from ckanext.modellregion_owl.texts import translate as _

PREFIX = "mail."
SILENT = f"{PREFIX}silent"


def queries(scope: Scope) -> dict[str, sa.Select]:
    """Return what asks whether a test mail has gone; nothing where no mail is wanted."""
    if scope.organisations is not None or not config.desk_mailboxes():
        return {}
    table = system_info_table
    return {"tested": sa.select(table.c.value).where(table.c.key == mail.TESTED)}


def causes(_scope: Scope, rows: Rows) -> Iterator[Cause]:
    """Yield what keeps the morning mail from going."""
    if "tested" not in rows:
        return
    hindrance = morning.hindrance_if(tested=bool(rows["tested"]))
    if hindrance:
        text = _("Nobody is told by mail when something breaks or waits for an answer")
        step = Step(_("Look"), str(tk.url_for("modellregion_desk.cause", key=SILENT)))
        yield Cause(SILENT, Severity.WRONG, 1, text, step, hindrance)
