"""The stewards' page `/datenpflege/links`: links that do not answer, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response
from werkzeug.wrappers import Response as AnyResponse

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.csrf import check_token
from ckanext.modellregion_owl.desk import page, tables
from ckanext.modellregion_owl.links import words
from ckanext.modellregion_owl.links.listing import FAILED, all_places
from ckanext.modellregion_owl.links.store import State
from ckanext.modellregion_owl.texts import translate as _

NAME = "modellregion_links"
INDEX = f"{NAME}.index"
ROWS = 50  # places on a page


def index() -> str:
    """Show the links. Context: `summary`, `result` of the two actions, see links.actions."""
    shown = page.Page(INDEX)
    filters = _filters(shown)
    asked = {name: value for name, value in filters.items() if value}
    asked |= {"limit": ROWS, "offset": shown.offset(ROWS)}
    result = tk.get_action("modellregion_link_list")({}, asked)
    summary = tk.get_action("modellregion_link_summary")({}, {})
    chosen = {name: tk.request.args.get(name, "") for name in ("state", "host")}
    organisation = tk.request.args.get("organisation", "")
    context = {
        "summary": summary,
        "places": [_place(row) for row in result["results"]],
        "count": result["count"],
        "last": -(-result["count"] // ROWS),
        "chosen": chosen,
        "table": tk.url_for(f"{NAME}.index_csv", **chosen, organisation=organisation),
        "states": [(one.value, words.state(one.value)) for one in reversed(FAILED)],
        "word": words.state,
    }
    return tk.render("desk/links.html", {**shown.context(), **context})


def index_csv() -> Response:
    """Send all places of the filters as a table."""
    filters = _filters(page.Page(INDEX))
    states = (State(filters["state"]),) if filters["state"] else FAILED
    within = replace(page.scope(), organisation=filters["organisation"]).wanted()
    return tables.response(_table(all_places(within, states, filters["host"])), "links")


def check() -> AnyResponse:
    """Queue a check of all links."""
    check_token()
    page.scope()  # 403 for who edits nothing
    if tk.get_action("modellregion_link_check")({}, {})["queued"]:
        tk.h.flash_success(tk._("The links are asked in the background; that can take hours."))
    else:
        tk.h.flash_notice(tk._("A check of the links is waiting or running already."))
    return tk.redirect_to(INDEX)


def _filters(shown: page.Page) -> dict[str, Any]:
    """Return the filters of the address as the action takes them; what it does not know is none."""
    args = tk.request.args
    state = args.get("state", "")
    return {
        "state": state if state in {one.value for one in FAILED} else "",
        "host": args.get("host", "").lower()[:255],
        "organisation": shown.filters()["organisation"],
    }


def _place(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a place for people: words for codes, and where it is read and edited."""
    dataset = row["kind"] == "dataset"
    where = ("dataset.read", {"id": row["name"]})
    if not dataset:
        where = ("modellprojekte.read", {"name": row["name"]})
    return {
        **row,
        "state_text": words.state(row["state"]),
        "answer": words.answer(row["fault"], row["status"]),
        "label": words.field(row["field"], row["kind"], row["resource_id"]),
        "page": str(tk.url_for(where[0], **where[1])) if row["name"] else "",
        "edit": str(tk.url_for("dataset.edit", id=row["name"])) if dataset and row["name"] else "",
    }


def _table(rows: Iterable[Mapping[str, Any]]) -> Iterator[tables.Row]:
    yield (
        _("Link"),
        _("State"),
        _("What the server said"),
        _("Not answered since"),
        _("Title"),
        _("Address"),
        _("Field"),
    )
    for row in map(_place, rows):
        since = (row["failing_since"] or "")[:10]
        text = (row["url"], row["state_text"], row["answer"], since)
        yield (*text, row["title"] or row["name"] or "", _outside(row), row["label"])


def _outside(row: Mapping[str, Any]) -> str:
    """Return the whole address of a place's page."""
    return f"{tk.config['ckan.site_url'].rstrip('/')}{row['page']}" if row["page"] else ""


def make_blueprint() -> Blueprint:
    """Return the routes."""
    blueprint = Blueprint(NAME, __name__)
    add = blueprint.add_url_rule
    add("/datenpflege/links", "index", index)
    add("/datenpflege/links.csv", "index_csv", index_csv)
    add("/datenpflege/links/pruefen", "check", check, methods=["POST"])
    return blueprint
