"""What /entwickler shows: each interface with an address that answers on this site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.region import load_region


@dataclass(frozen=True)
class Example:
    """A working address and what it answers."""

    text: str
    url: str


@dataclass(frozen=True)
class Section:
    """One kind of interface: id of its heading, title, one or two sentences, examples."""

    name: str
    title: str
    text: str
    examples: tuple[Example, ...]


def sections() -> list[Section]:
    """Return the interfaces that this site has; examples use its newest dataset. One search."""
    package = _newest()
    found = [_search_api(package), _feeds(package)]
    if p.plugin_loaded("modellregion_owl_feed"):
        found.insert(1, _rdf(package))
        found += [_parts(package), _crawlers(package)]
    if p.plugin_loaded("modellregion_owl_projects"):
        found.append(_projects())
    return found


def _search_api(package: dict[str, Any]) -> Section:
    examples = [
        Example(tk._("Five datasets with a word"), _api("package_search", q="Verkehr", rows=5)),
        Example(
            tk._("The datasets that changed last"),
            _api("package_search", sort="metadata_modified desc", rows=5),
        ),
        Example(tk._("All municipalities"), _api("organization_list", all_fields="true")),
    ]
    if package:
        one = Example(tk._("One dataset with its files"), _api("package_show", id=package["name"]))
        examples.insert(0, one)
    return Section(
        "api",
        tk._("Search and read: API"),
        tk._(
            "The CKAN API answers in JSON. It needs no key for reading. A search takes words (q), "
            "filters (fq), an order (sort), and pages (start, rows up to 1,000)."
        ),
        tuple(examples),
    )


def _rdf(package: dict[str, Any]) -> Section:
    examples = [
        Example(tk._("The catalogue as {format}").format(format=name), _absolute(f"/catalog.{end}"))
        for name, end in (("Turtle", "ttl"), ("RDF/XML", "rdf"), ("JSON-LD", "jsonld"))
    ]
    whole = _url("modellregion_feed_dump.stream_ttl")
    examples.append(Example(tk._("The whole catalogue in one file"), whole))
    if package:
        address = _absolute(f"/dataset/{package['name']}.ttl")
        examples.append(Example(tk._("One dataset as {format}").format(format="Turtle"), address))
    return Section(
        "rdf",
        tk._("The whole catalogue: DCAT-AP.de 3.0"),
        tk._(
            "For portals and catalogues. It comes in pages that are linked to each other "
            "(hydra:next). An unchanged page is answered with 304 when you send its ETag. "
            "“.gz” behind the file's address gives last night's state, “.gz.sha256” its checksum."
        ),
        tuple(examples),
    )


def _parts(package: dict[str, Any]) -> Section:
    examples = [
        Example(
            tk._("What this portal delivers to GovData"),
            _url("modellregion_feed_parts.supply_ttl"),
        )
    ]
    owner = (package.get("organization") or {}).get("name")
    if owner and load_region().municipality(owner):
        one = _url("modellregion_feed_parts.municipality_ttl", name=owner)
        examples.append(Example(tk._("One municipality"), one))
    project = next((g["name"] for g in package.get("groups") or () if _is_project(g)), "")
    if project:
        one = _url("modellregion_feed_parts.project_ttl", name=project)
        examples.append(Example(tk._("One model project"), one))
    return Section(
        "parts",
        tk._("Parts of the catalogue"),
        tk._("In the same formats and pages as the whole. A part without datasets answers 503."),
        tuple(examples),
    )


def _is_project(group: dict[str, Any]) -> bool:
    return any(row.slug == group["name"] for row in load_region().projects)


def _crawlers(package: dict[str, Any]) -> Section:
    examples = [Example(tk._("All pages of the portal"), _url("modellregion_reuse.sitemap"))]
    if package:
        url = _url("dataset.read", id=package["name"])
        examples.append(Example(tk._("A dataset's page with schema.org in its head"), url))
    return Section(
        "crawlers",
        tk._("Search engines and programs in browsers"),
        tk._(
            "Each dataset's page describes it by schema.org, too. Programs that run in a browser "
            "may read the catalogue and the API from any site (CORS)."
        )
        if config.open_reads()
        else tk._("Each dataset's page describes it by schema.org, too."),
        tuple(examples),
    )


def _feeds(package: dict[str, Any]) -> Section:
    examples = [
        Example(tk._("All datasets"), _url("feeds.general")),
        Example(tk._("What a search finds"), _url("feeds.custom", q="Verkehr")),
    ]
    organisation = (package.get("organization") or {}).get("name")
    if organisation:
        one = Example(tk._("One municipality"), _url("feeds.organization", id=organisation))
        examples.append(one)
    return Section(
        "feeds",
        tk._("Stay up to date: Atom feeds"),
        tk._("A feed reader tells you when datasets are added or changed."),
        tuple(examples),
    )


def _projects() -> Section:
    return Section(
        "projects",
        tk._("Model projects"),
        tk._("Each dataset names its model projects in “groups”; a search filters by them."),
        (
            Example(
                tk._("All model projects as {format}").format(format="JSON"),
                _url("modellprojekte_data.index_json"),
            ),
            Example(
                tk._("All model projects as {format}").format(format="JSON-LD"),
                _url("modellprojekte_data.index_jsonld"),
            ),
            Example(
                tk._("All model projects by the API"),
                _api("group_list", type="modellprojekt", all_fields="true"),
            ),
            Example(
                tk._("Number of datasets by model project"),
                _api("package_search", rows=0, **{"facet.field": '["vocab_modellprojekt"]'}),
            ),
        ),
    )


def _newest() -> dict[str, Any]:
    query = {"rows": 1, "sort": "metadata_modified desc", "fq": "dataset_type:dataset"}
    try:
        results = tk.get_action("package_search")({}, query)["results"]
    except SearchError:
        return {}
    return results[0] if results else {}


def _api(action: str, **params: Any) -> str:
    return _url("api.action", logic_function=action, ver=3, **params)


def _url(endpoint: str, **params: Any) -> str:
    return str(tk.url_for(endpoint, qualified=True, locale="default", **params))


def _absolute(path: str) -> str:
    return str(tk.h.url_for(path, qualified=True, locale="default"))
