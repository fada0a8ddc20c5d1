"""What the address of a withdrawn dataset answers: 410, what it was, and where to go."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import Response, g, request
from flask.globals import request_ctx

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.curation import blocks
from ckanext.modellregion_owl.harvest.identity.owners import JOIN
from ckanext.modellregion_owl.model import record

GONE = 410
# Pages of one dataset.
_PAGES = ("dataset.read", "dataset_resource.read", "resource.read")
_FEED = "modellregion_feed.dataset_"
_MISSING = (403, 404)


@dataclass(frozen=True)
class Gone:
    """A dataset that was withdrawn because its source no longer delivers it."""

    title: str
    source: str
    source_name: str
    date: datetime


def find(id_or_name: str) -> Gone | None:
    """Return the withdrawn dataset of that id or former name, None when there is none."""
    package = model.Package.__table__
    there = package.alias("there")
    source = package.alias("source")
    query = (
        sa.select(record.c.title, record.c.removed, source.c.title.label("source"), source.c.name)
        .outerjoin(source, source.c.id == record.c.source_id)
        .outerjoin(there, there.c.id == record.c.package_id)
        .where(
            record.c.removed.is_not(None),
            sa.or_(record.c.package_id == id_or_name, record.c.name == id_or_name),
            sa.or_(there.c.state.is_(None), there.c.state != "active"),
            # The title of what was private last is nobody's business.
            sa.func.coalesce(there.c.private, sa.false()).is_(False),
        )
        .order_by(record.c.removed.desc())
        .limit(1)
    )
    row = model.Session.execute(query).first()
    return Gone(row.title, row.source or "", row.name or "", row.removed) if row else None


def stands_in(id_or_name: str) -> str:
    """Return the name of the dataset that a person has joined this one with, "" for none."""
    package = model.Package
    query = (
        sa.select(package.name)
        .join(record, record.c.duplicate_of == package.id)
        .where(
            record.c.duplicate_by == JOIN,
            sa.or_(record.c.package_id == id_or_name, record.c.name == id_or_name),
            package.state == "active",
            package.private.is_(False),
        )
    )
    return str(model.Session.scalar(query.limit(1)) or "")


def answer(response: Response) -> Response:
    """Replace CKAN's "not found" by 410 where the dataset was withdrawn; all else goes through.

    Runs behind every answer, and looks into the database only behind one that is "not found" at
    the address of a dataset: pages that are there cost nothing.
    """
    if response.status_code not in _MISSING:
        return response
    wanted = _wanted()
    if "\0" in wanted:
        return response  # PostgreSQL has no text with it
    if wanted and blocks.find(wanted) is not None:
        return _blocked()
    if wanted and request.endpoint in _PAGES and (instead := stands_in(wanted)):
        # Not permanent: a person may separate the two again.
        return tk.redirect_to("dataset.read", id=instead)
    found = find(wanted) if wanted else None
    if found is None:
        return response
    if request.endpoint == "api.action":
        return _as_json(found)
    if (request.endpoint or "").startswith(_FEED):
        return Response(sentence(found) + "\n", GONE, content_type="text/plain; charset=utf-8")
    _forget_first_page()
    return Response(tk.render("harvest/gone.html", {"gone": found}), GONE)


def _blocked() -> Response:
    """Say that a dataset was blocked; neither its title nor the reason, which may name somebody."""
    said = tk._("This dataset was blocked and is not shown.")
    if request.endpoint == "api.action":
        return _json({"__type": "Gone", "message": said})
    if (request.endpoint or "").startswith(_FEED):
        return Response(said + "\n", GONE, content_type="text/plain; charset=utf-8")
    _forget_first_page()
    return Response(tk.render("curation/gone.html"), GONE)


def _forget_first_page() -> None:
    """Undo what rendering CKAN's "not found" has left: style sheets that count as included, and its
    message, which would stand above ours."""
    g.pop("_webassets", None)
    request_ctx.flashes = []


def sentence(gone: Gone) -> str:
    """Return in one sentence what has happened."""
    return tk._("“{title}” is no longer delivered by {source}; withdrawn on {date}.").format(
        title=gone.title, source=gone.source or "–", date=tk.h.render_datetime(gone.date)
    )


def _wanted() -> str:
    endpoint, values = request.endpoint or "", request.view_args or {}
    if endpoint in _PAGES or endpoint.startswith(_FEED):
        return str(values.get("id") or "")
    if endpoint == "api.action" and values.get("logic_function") == "package_show":
        data = request.get_json(silent=True) if request.is_json else None
        asked = data if isinstance(data, dict) else request.values
        return str(asked.get("id") or "")
    return ""


def _as_json(gone: Gone) -> Response:
    error = {
        "__type": "Gone",
        "message": sentence(gone),
        "title": gone.title,
        "source": gone.source,
        "withdrawn": gone.date.isoformat(),
    }
    return _json(error)


def _json(error: dict[str, str]) -> Response:
    body = {"help": request.base_url, "success": False, "error": error}
    return Response(
        json.dumps(body, ensure_ascii=False), GONE, content_type="application/json;charset=utf-8"
    )
