"""What every page of the desk needs: the filters of its address, tabs, sources, organisations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from babel.dates import format_date
from flask import current_app

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.desk.access import scope_of
from ckanext.modellregion_owl.desk.cause import Scope
from ckanext.modellregion_owl.desk.listing import ROWS as ROWS
from ckanext.modellregion_owl.desk.today import today
from ckanext.modellregion_owl.findings import Severity
from ckanext.modellregion_owl.harvest.messages import severity
from ckanext.modellregion_owl.login import refuse

ALL = 100_000
HARVEST = "modellregion_owl_harvest"


@dataclass(frozen=True)
class Tab:
    """An entry of the desk's navigation."""

    label: str
    url: str
    current: bool


class Page:
    """The address of the page shown: filters `organisation`, `source` (names), `effect`, …"""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._scope = scope()
        self.organisations = _organisations(self._scope)
        self.sources = _sources(self._scope)

    def filters(self) -> dict[str, Any]:
        """Return the filters as the actions take them: ids; names that nobody has are left out."""
        args = tk.request.args
        owners = {o["name"]: o["id"] for o in self.organisations}
        sources = {s.name: s.id for s in self.sources}
        effect = args.get("effect", "")
        return {
            "organisation": owners.get(args.get("organisation", ""), ""),
            "source": sources.get(args.get("source", ""), ""),
            "effect": effect if effect in {e.value for e in Severity} else "",
            "accepted": args.get("accepted") == "1",
            "question": args.get("question") == "1",
        }

    def offset(self, rows: int) -> int:
        """Return how many rows stand on the pages before."""
        return (self.number() - 1) * rows

    def number(self) -> int:
        """Return the number of the page, from 1."""
        text = tk.request.args.get("page", "1")
        return int(text[:6]) if text.isdecimal() and text.isascii() and int(text[:6]) else 1

    def turn(self, **changed: object) -> str:
        """Return this address with other parameters; None takes one away."""
        args = {**tk.request.args.to_dict(), **changed}
        kept = {k: v for k, v in args.items() if v not in (None, "")}
        return str(tk.url_for(self.endpoint, **kept))

    def tabs(self) -> list[Tab]:
        """Return the pages of the desk; those of plugins that are not loaded are left out."""
        asked = tk.request.args.get("question") == "1"
        index = self.endpoint == "modellregion_desk.index"
        tasks = tk.url_for("modellregion_desk.index")
        questions = tk.url_for("modellregion_desk.index", question=1)
        found = [
            Tab(tk._("Tasks"), tasks, index and not asked),
            Tab(tk._("Questions"), questions, index and asked),
        ]
        more = [
            (tk._("Sources"), "modellregion_desk.sources", HARVEST),
            (tk._("Rules"), "modellregion_curation.rules", ""),
            (tk._("Links"), "modellregion_links.index", ""),
            (tk._("Log"), "modellregion_desk.history", ""),
            (tk._("Figures"), "modellregion_desk.figures", ""),
            (tk._("Check for GovData"), "modellregion_govdata.show", "modellregion_owl_feed"),
            (tk._("Delivery"), "modellregion_feed_desk.show", "modellregion_owl_feed"),
        ]
        known = current_app.view_functions
        for label, endpoint, plugin in more:
            if endpoint in known and (not plugin or p.plugin_loaded(plugin)):
                found.append(Tab(label, tk.url_for(endpoint), self.endpoint == endpoint))
        return found

    def context(self) -> dict[str, Any]:
        """Return what the templates of all pages get."""
        return {
            "desk": self,
            "tabs": self.tabs(),
            "organisations": self.organisations,
            "owners": {one["id"]: one["title"] for one in self.organisations},
            "sources": self.sources,
            "effects": [(e.value, severity(e.value)) for e in Severity],
            "chosen_filters": {
                k: tk.request.args.get(k, "") for k in ("organisation", "source", "effect")
            },
            "number": self.number(),
            "day": _day(),
        }


def scope() -> Scope:
    """Return what the user of this request looks at, without filters.

    A user who may see nothing gets 403, who has not signed in the login.
    """
    context = {"user": tk.current_user.name if tk.current_user.is_authenticated else ""}
    try:
        tk.check_access("modellregion_desk_list", dict(context), {})
    except tk.NotAuthorized:
        refuse(tk._("Only people who may edit datasets can see this page."))
    return scope_of(context, {})


def _day() -> str:
    """Return today in words: "Montag, 23. November", "Monday, 23 November"."""
    language = str(tk.h.lang())
    pattern = "EEEE, d. MMMM" if language == "de" else "EEEE, d MMMM"
    return format_date(today(), pattern, locale=language)


def in_a_month() -> date:
    """Return the day that is proposed for an acceptance."""
    return today() + timedelta(days=30)


def _organisations(looked: Scope) -> list[dict[str, str]]:
    """Return id, name and title of this user's organisations, by title; one query."""
    group = model.Group
    query = sa.select(group.id, group.name, group.title).where(
        group.is_organization.is_(True), group.state == "active"
    )
    if looked.organisations is not None:
        query = query.where(group.id.in_(looked.organisations))
    rows = model.Session.execute(query.order_by(group.title))
    return [{"id": r.id, "name": r.name, "title": r.title or r.name} for r in rows]


def _sources(looked: Scope) -> list[Any]:
    if not p.plugin_loaded(HARVEST):
        return []
    from ckanext.modellregion_owl.desk.source_causes import of_scope

    return of_scope(looked)
