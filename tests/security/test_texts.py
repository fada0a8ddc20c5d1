"""Markup, scripts, formulas and line ends of a source: in no page and no file do they work."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections import Counter
from contextvars import Context
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import lxml.html
import pytest
from lxml import etree

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.cli.cli import ckan
from ckan.tests import factories

sys.path.append(str(Path(__file__).parents[1] / "harvest"))
from test_hostile_texts import MARK, RUNS, SCRIPT, dangers, hostile

pytestmark = [
    pytest.mark.stack,
    pytest.mark.usefixtures("clean_stack"),
]

MOST = 80  # pages of one walk
EACH = 3  # of those that differ in an id or in what is asked of them
LINE_END = f"Zeile\\r\\nBcc: {MARK}@evil.example"
STARTS = """
    / /dataset/ /organization/ /modellprojekte /zahlen /qualitaet /entwickler /datenpflege
    /abruf/quelle /abruf/quelle/protokoll.csv /harvest/quelle /sitemap.xml /feed-status.json
    /zahlen.csv /feeds/dataset.atom /datenpflege/aufgaben.csv /datenpflege/pruefung.csv
    /qualitaet.csv /datenpflege/zahlen.csv
    /modellprojekte.json /modellprojekte/projekt.jsonld /modellprojekte/projekt/projektblatt
    /catalog.ttl /catalog.rdf /catalog.jsonld /lieferung/catalog.rdf /api/3/action/package_search
    /datenpflege/feed /datenpflege/govdata /datenpflege/gesperrt /datenpflege/datenschutz
"""
# What ends the session, belongs to CKAN alone, or is another language of the same page.
NOT_FOLLOWED = re.compile(
    r"^/(user|ckan-admin|api|webassets|base|en/|dashboard|about|tags|dump)|/delete"
)
LEADS = re.compile(
    r'"@id"\s*:\s*"(?:javascript|data|vbscript):|="(?:javascript|data|vbscript):', re.IGNORECASE
)
FORMULA = re.compile(r"\s*[=+@]|[\t\r]|-\D")


@pytest.fixture
def site(feed, make_source, turtle, run, cli) -> str:
    """A source of attacks harvested, one dataset in a project, checked by night; a key for all."""
    texts = (hostile(1, f"=HYPERLINK(1) {SCRIPT}"), hostile(2, LINE_END), hostile(3, ""))
    report = run(make_source(feed.put("/1", turtle.catalogue(*texts))))
    assert (report.added, report.failed) == (2, 1)
    packages = model.Session.query(model.Package).filter_by(type="dataset", state="active").all()
    project = factories.Group(type="modellprojekt", name="projekt", title="Projekt")
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    context = {"ignore_auth": True, "user": user}
    for package in packages:
        data = {"id": project["id"], "object": package.id, "object_type": "package"}
        tk.get_action("member_create")(dict(context), {**data, "capacity": "public"})
    done = cli.invoke(ckan, ["modellregion", "quality", "nightly"])
    assert done.exit_code == 0, done.output
    return str(factories.SysadminWithToken()["token"])


def wrong(path: str, kind: str, text: str) -> list[str]:
    """Return what an answer would run, lead to or calculate, of what the source wrote."""
    if kind == "text/html":
        return dangers(text)
    if kind == "text/csv":
        rows = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";")
        return [cell for row in rows for cell in row if FORMULA.match(cell)]
    if kind.endswith(("json", "xml")):
        if kind.endswith("json"):
            json.loads(text)
        else:
            root = etree.fromstring(text.encode())
            if any(etree.QName(e).localname == "script" for e in root.iter("{*}script")):
                return ["script"]
        return LEADS.findall(text) if "/api/" not in path else []
    return RUNS.findall(text)


def leading(page: str, text: str) -> list[str]:
    """Return the paths of our own site that a page leads to."""
    found = []
    for link in lxml.html.fromstring(text).xpath("//a/@href"):
        target = urlsplit(urldefrag(urljoin(f"http://test.ckan.net{page}", link.strip())).url)
        if target.netloc in ("test.ckan.net", "") and target.scheme in ("http", ""):
            path = re.sub(r"^/de(?=/|$)", "", target.path) or "/"
            if not NOT_FOLLOWED.search(path):
                own = path.startswith(("/datenpflege", "/qualitaet")) and target.query
                found.append(f"{path}?{target.query}" if own else path)
    return found


def walk(app: Any, key: str) -> tuple[set[str], dict[str, list[str]], set[str]]:
    """Visit what the site leads to; return paths, what is wrong by path, paths with the mark."""

    def get(path: str) -> Any:
        with app.flask_app.test_client() as client:
            answer = client.get(path, headers={"Authorization": key})
            # Read here: what is sent piece by piece needs the context of its request.
            return answer, answer.get_data().decode(errors="replace")

    waiting, seen, bad, marked = STARTS.split(), set(), {}, set()
    kinds: Counter[str] = Counter()
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        shape = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", path.split("?")[0])
        if path in seen or kinds[shape] == EACH:
            continue
        seen.add(path)
        kinds[shape] += 1
        answer, text = Context().run(get, path)
        if answer.status_code != 200:
            if answer.status_code >= 500:
                bad[path] = [str(answer.status_code)]
            continue
        kind = answer.headers["Content-Type"].split(";")[0]
        if found := wrong(path, kind, text):
            bad[path] = found
        if MARK in text:
            marked.add(path)
        if kind == "text/html":
            waiting += leading(path, text)
    return seen, bad, marked


def test_nothing_runs_anywhere(site, app):
    """Whatever the portal leads to, pages and files: shown as text, no link, no formula."""
    seen, bad, marked = walk(app, site)
    assert not bad, bad
    rooms = ("/dataset", "/datenpflege", "/modellprojekte/projekt", "/abruf", "/catalog", "/feeds")
    for room in rooms:
        assert any(path.startswith(room) for path in marked), (room, sorted(seen))
