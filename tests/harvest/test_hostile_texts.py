"""A source that writes markup, scripts and formulas into every text it has (issue 5, security)."""

from __future__ import annotations

import csv
import io
import json
import re

import lxml.html
import pytest

import ckan.plugins.toolkit as tk
from ckan.tests import factories

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

MARK = "owlattack"
SCRIPT = (
    f'\\"><script>{MARK}()</script><img src=x onerror={MARK}()><a href=javascript:{MARK}()>x</a>'
)
MARKDOWN = f"[x](javascript:{MARK}()) <svg/onload={MARK}()> <iframe srcdoc='<b>'></iframe>"
BAD_LINKS = (
    f"javascript:{MARK}%28%29",
    f"data:text/html;base64,{MARK}",
    f"vbscript:{MARK}",
    f"java%0Ascript:{MARK}",
)
RUNS = re.compile(r"<\s*(?:javascript|data|vbscript):[^>\s]*>", re.IGNORECASE)
SAFE = re.compile(r"(?:https?:|mailto:|[/#?.]|[\w/-]*$)", re.IGNORECASE)


def hostile(number: int, title: str) -> str:
    """A dataset whose every property is an attack; Turtle."""
    iri = f"https://daten.example/dataset/{number}"
    links = "".join(f" ; foaf:page <{link}> ; dcat:landingPage <{link}>" for link in BAD_LINKS)
    files = "".join(
        f' ; dcat:distribution [ a dcat:Distribution ; dct:title "{SCRIPT}" ; dct:description'
        f' "{SCRIPT} {MARKDOWN}" ; dcat:accessURL <{link}> ; dcat:downloadURL <{link}> ;'
        f' dct:format "{SCRIPT}" ; dct:license <{link}> ; dct:rights "{SCRIPT}" ;'
        f" foaf:page <{link}> ]"
        for link in BAD_LINKS
    )
    return (
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        f'<{iri}> a dcat:Dataset ; dct:title "{title}" ; dct:description "{SCRIPT} {MARKDOWN}" ;'
        f' dct:identifier "{SCRIPT}{number}" ; dcat:keyword "{SCRIPT}", "=cmd|calc" ;'
        f' dct:publisher [ a foaf:Organization ; foaf:name "{SCRIPT}" ; foaf:homepage'
        f" <{BAD_LINKS[0]}> ] ;"
        f' dcat:contactPoint [ a vcard:Organization ; vcard:fn "{SCRIPT}" ;'
        f" vcard:hasURL <{BAD_LINKS[0]}> ; vcard:hasEmail <{BAD_LINKS[0]}> ] ;"
        " dct:spatial [ a dct:Location ; <http://www.w3.org/2004/02/skos/core#prefLabel>"
        f' "{SCRIPT}" ] ; dct:provenance [ rdfs:label "{SCRIPT}" ] ;'
        f' dct:language "{SCRIPT}" ; dcat:theme "{SCRIPT}" ; dct:accrualPeriodicity "{SCRIPT}" ;'
        f' dct:issued "{SCRIPT}" ; <urn:x#unknown> "{SCRIPT}"{links}{files} .\n'
    )


def dangers(html: str) -> list[str]:
    """Return what a page would run or lead to, of what the source wrote."""
    found = []
    for element in lxml.html.fromstring(html).iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "script" and element.get("type") == "application/ld+json":
            found += _runnable(element.text)
        elif MARK in (element.text or "") and element.tag in ("script", "style"):
            found.append(lxml.html.tostring(element, encoding="unicode")[:200])
        if element.tag == "iframe":
            found.append("iframe")
        for name, value in element.attrib.items():
            if name.startswith("on") or (
                name in ("href", "src", "action", "formaction", "srcdoc", "style")
                and not SAFE.match(value.strip())
                and MARK in value
            ):
                found.append(f"{element.tag} {name}={value[:100]}")
    return found


def _runnable(text: str) -> list[str]:
    """Return what data for search engines hold that could end them, or that leads elsewhere."""
    json.loads(text)
    leading = re.findall(r'"((?:javascript|vbscript|data):[^"]*)', text, re.IGNORECASE)
    return [text[:200]] if "<" in text else leading


@pytest.fixture
def harvested(feed, make_source, turtle, run):
    """A hostile dataset, and a record that failed."""
    texts = (hostile(1, f"=HYPERLINK(1) {SCRIPT}"), hostile(2, ""))
    source = make_source(feed.put("/1", turtle.catalogue(*texts)))
    report = run(source)
    assert (report.added, report.failed) == (1, 1)
    return source


class TestPages:
    def test_no_page_runs_it(self, harvested, packages, app):
        """Dataset, file, form, lists, source, run, job, and the page of what is gone; nor the CSV.

        What is no address of the web does not leave the portal as one.
        """
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        job = tk.get_action("harvest_job_list")(
            {"ignore_auth": True}, {"source_id": harvested["id"]}
        )[0]["id"]
        ((name, package),) = packages().items()
        pages = ["/dataset/", "/abruf/quelle", "/harvest/quelle", f"/harvest/quelle/job/{job}"]
        pages += [f"/dataset/{name}", f"/dataset/edit/{name}"]
        pages += [f"/dataset/{name}/resource/{r['id']}" for r in package["resources"][:1]]
        seen = "".join(_visit(app, page, headers) for page in pages)
        assert MARK in seen  # it is shown, as text
        assert not RUNS.search(app.get(f"/dataset/{name}.ttl").text)
        _check_csv(harvested)

        _withdraw(package)
        page = app.get(f"/dataset/{name}", status=410).text
        assert MARK in page
        assert dangers(page) == []


def _check_csv(source):
    """No cell is a formula to a spreadsheet."""
    from ckanext.modellregion_owl.harvest.web.report import as_csv

    rows = list(csv.reader(io.StringIO(as_csv(source).lstrip("\ufeff")), delimiter=";"))
    cells = [cell for row in rows for cell in row]
    assert any("=HYPERLINK" in cell for cell in cells)
    assert [cell for cell in cells if re.match(r"\s*[=+@-]|[\t\r]", cell)] == []


def _visit(app, page, headers):
    answer = app.get(page, headers=headers)
    assert answer.status_code == 200, page
    text = answer.text
    assert dangers(text) == [], page
    return text


def _withdraw(package):
    from datetime import datetime, timezone

    import ckan.model as model

    from ckanext.modellregion_owl.model import record

    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    model.Session.execute(
        record.update()
        .where(record.c.package_id == package["id"])
        .values(removed=datetime.now(timezone.utc), name=package["name"], title=package["title"])
    )
    model.Session.commit()
    tk.get_action("package_delete")({"ignore_auth": True, "user": user}, {"id": package["id"]})
