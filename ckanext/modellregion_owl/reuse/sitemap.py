"""`/sitemap.xml`: every page that a search engine should know (sitemaps.org, protocol 0.9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from xml.sax.saxutils import escape

import sqlalchemy as sa
from flask import Response, request

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.feed import generations, tables
from ckanext.modellregion_owl.feed.answers import refusal
from ckanext.modellregion_owl.region import load_region

MOST = 50_000  # addresses in one file
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
Entry = tuple[str, datetime | None]  # address, last change


def sitemap() -> Response:
    """Answer the list, or the list of its files when there are too many addresses for one."""
    count, room = _count(), _room()
    if count <= room:
        return _answer(_urls([*_pages(), *_datasets()]))
    parts = range(1, -(-count // room) + 1)
    urls = (_url("modellregion_reuse.part", number=number) for number in parts)
    rows = "".join(f"<sitemap><loc>{escape(url)}</loc></sitemap>\n" for url in urls)
    return _answer(f'<sitemapindex xmlns="{_NAMESPACE}">\n{rows}</sitemapindex>\n')


def part(number: int) -> Response:
    """Answer one file of the list; 404 behind the last one. The first has the pages, too."""
    first = [*_pages()] if number == 1 else []
    found = [*first, *_datasets(number)] if number else []
    if not found:
        return refusal(tk._("There is no such page."), 404)
    return _answer(_urls(found))


def _room() -> int:
    """Return how many datasets a file holds: beside the pages, which the first one has."""
    return MOST - len([*_pages()])


def _count() -> int:
    query = sa.select(sa.func.count()).select_from(tables.package).where(tables.PUBLIC)
    found = model.Session.execute(query).scalar() if generations.usable() else 0
    return int(found or 0)


def _datasets(number: int = 0) -> Iterator[Entry]:
    """Yield the public datasets of a file from 1, of all files for 0.

    None with an operator's permission labels: only the index can tell then what is public.
    """
    if not generations.usable():
        return
    columns = (tables.package.c.name, tables.package.c.metadata_modified)
    query = sa.select(*columns).where(tables.PUBLIC).order_by(tables.package.c.id)
    if number:
        query = query.limit(_room()).offset(_room() * (number - 1))
    for name, changed in model.Session.execute(query):
        yield _url("dataset.read", id=name), changed


def _pages() -> Iterator[Entry]:
    yield _url("home.index"), None
    yield _url("dataset.search"), None
    if p.plugin_loaded("modellregion_owl_projects"):
        yield _url("modellprojekte.index"), None
        region = load_region()
        for row in region.projects:
            if _is_there(row.slug):
                yield _url("modellprojekte.read", name=row.slug), None
        for municipality in region.municipalities:
            yield _url("kommunen.read", name=municipality.slug), None
        for field in region.action_fields:
            yield _url("handlungsfelder.read", name=field.slug), None
    if p.plugin_loaded("modellregion_owl_theme"):
        yield _url("modellregion_pages.numbers"), None
        yield _url("modellregion_pages.for_developers"), None


def _is_there(name: str) -> bool:
    group = model.Group.get(name)
    return group is not None and group.state == "active"


def _url(endpoint: str, **params: object) -> str:
    return str(tk.url_for(endpoint, qualified=True, locale="default", **params))


def _urls(entries: list[Entry]) -> str:
    rows = "".join(_row(url, changed) for url, changed in entries)
    return f'<urlset xmlns="{_NAMESPACE}">\n{rows}</urlset>\n'


def _row(url: str, changed: datetime | None) -> str:
    when = f"<lastmod>{changed:%Y-%m-%d}</lastmod>" if changed else ""
    return f"<url><loc>{escape(url)}</loc>{when}</url>\n"


def _answer(body: str) -> Response:
    response = Response(_HEAD + body, content_type="application/xml; charset=utf-8")
    response.add_etag()
    response.make_conditional(request)
    return response
