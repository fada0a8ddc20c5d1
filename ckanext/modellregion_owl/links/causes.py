"""Causes of the desk: links that no longer answer, one line for each source or organisation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.desk import owners
from ckanext.modellregion_owl.desk.cause import Affected, Cause, Scope, Step
from ckanext.modellregion_owl.desk.together import Rows
from ckanext.modellregion_owl.findings import Severity
from ckanext.modellregion_owl.links import words
from ckanext.modellregion_owl.links.store import State, state_of
from ckanext.modellregion_owl.model import link, link_use
from ckanext.modellregion_owl.texts import translate as _
from ckanext.modellregion_owl.texts import translate_plural as ngettext

PREFIX = "links.dead"

_package = model.Package.__table__


def queries(scope: Scope) -> dict[str, sa.Select]:
    """Return what asks for the dead links, by source or organisation."""
    query = _dead(
        sa.select(
            *owners.COLUMNS,
            sa.func.count(sa.distinct(link.c.digest)).label("links"),
            sa.func.count(sa.distinct(_package.c.id)).label("datasets"),
            sa.func.count(sa.distinct(link.c.host)).label("servers"),
            sa.func.min(link.c.host).label("server"),
        )
    ).group_by(*owners.GROUPS)
    wanted = scope.wanted()
    if wanted is not None:
        query = query.where(_package.c.owner_org.in_(wanted))
    return {"dead": query}


def causes(_scope: Scope, rows: Rows) -> Iterator[Cause]:
    """Yield what links are dead, by source, those of datasets entered here by organisation."""
    for row in rows["dead"]:
        yield _cause(row)


def affected(_scope: Scope, key: str) -> Iterator[Affected]:
    """Yield the places of the dead links of a cause, with what their servers have told."""
    columns = (_package.c.name, _package.c.title, link_use.c.resource_id, link_use.c.field)
    query = _dead(sa.select(*columns, link.c.url, link.c.fault, link.c.status))
    query = query.where(owners.of(key.removeprefix(f"{PREFIX}:")))
    query = query.order_by(_package.c.title, link.c.url, link_use.c.field)
    for row in model.Session.execute(query.execution_options(yield_per=1000)):
        value = f"{row.url} ({words.answer(row.fault, row.status)})"
        label = words.field(row.field, resource_id=row.resource_id)
        yield Affected(row.name, row.title or "", row.resource_id, label, value)


def _dead(query: sa.Select) -> sa.Select:
    uses = link.join(link_use, link_use.c.digest == link.c.digest)
    tables = uses.join(_package, _package.c.id == link_use.c.owner_id)
    return query.select_from(owners.joined(tables)).where(
        state_of() == State.DEAD.value, _package.c.state == "active"
    )


def _cause(row: Any) -> Cause:
    key = f"{PREFIX}:{owners.name(row)}"
    text = ngettext(
        "{n} link has not answered for days", "{n} links have not answered for days", row.links
    )
    return Cause(
        key,
        Severity.WRONG,
        row.links,
        text.format(n=row.links),
        Step(_("Open the list"), str(tk.url_for("modellregion_desk.cause", key=key))),
        " ".join(_detail(row)),
        row.owner_org or "",
        row.source_id,
    )


def _detail(row: Any) -> Iterator[str]:
    if row.title:
        yield _("Source {source}.").format(source=row.title)
    datasets = ngettext("In {n} dataset.", "In {n} datasets.", row.datasets)
    yield datasets.format(n=row.datasets)
    if row.servers == 1:
        yield _("All of them lead to {server}.").format(server=row.server)
