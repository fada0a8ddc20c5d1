"""Template helpers of header, footer and home."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.region import Municipality, load_region
from ckanext.modellregion_owl.theme import (
    brand,
    legal,
    logo,
    navigation,
    portal,
    region_ground,
    search,
)
from ckanext.modellregion_owl.theme.hits import with_hit

log = logging.getLogger(__name__)

NEWEST = 4
EXAMPLES = 3
STOCK_FAVICON = "/base/images/ckan.ico"


def all_helpers() -> dict[str, Callable[..., Any]]:
    """Return the helpers by the name that templates use."""
    return {
        "modellregion_navigation": navigation.main,
        "modellregion_footer_links": navigation.catalogue,
        "modellregion_languages": navigation.languages,
        "modellregion_portal": portal_texts,
        "modellregion_drawing": drawing,
        "modellregion_places": places,
        "modellregion_ground": region_ground.region_ground,
        "modellregion_legal": legal.links,
        "modellregion_declaration_due": legal.reminder,
        "modellregion_dark": config.theme_dark,
        "modellregion_no_cookies": config.theme_no_cookies,
        "modellregion_brand": own_colours,
        "modellregion_logo": logo.used,
        "modellregion_favicon": favicon,
        "modellregion_newest": newest,
        "modellregion_examples": examples,
        "modellregion_section": section,
        "modellregion_organisations": organisations,
    }


def portal_texts() -> portal.Portal:
    """Return the region's texts in the language of the page."""
    return portal.portal(tk.h.lang())


def drawing() -> portal.Drawing | None:
    """Return the region's map with names in the language of the page, None when it has none."""
    return portal.drawing(tk.h.lang())


def places(map_: portal.Drawing, rows: Sequence[Any], land: bool) -> list[dict[str, Any]]:
    """Return `[{"place": Place, "row": municipality}]` of the areas (`land`) or of the springs.

    `rows` come from the projects plugin's `modellregion_municipalities`; a place without a row and
    a row without a place are left out.
    """
    by_mark = {row["mark"]: row for row in rows if row["mark"]}
    return [
        {"place": place, "row": by_mark[place.mark]}
        for place in map_.places
        if place.land is land and place.mark in by_mark
    ]


def own_colours() -> str:
    """Return the rule of the municipality's own colours, "" without any that reads well."""
    return brand.style(config.theme_colours(), config.theme_dark())


def favicon() -> str:
    """Return the address of the page's icon: the operator's own, else the mark."""
    url = str(tk.g.favicon or STOCK_FAVICON)
    return "/modellregion/mark.svg" if url.endswith(STOCK_FAVICON) else url


def newest() -> dict[str, Any] | None:
    """Return the datasets that changed last: `{"count": all of them, "results": [package, …]}`.

    None when the search does not answer: the home page stands, as CKAN's own does. On CKAN's home
    page its own search has found them (theme/search.py).
    """
    if hasattr(tk.g, "datasets"):
        return {"count": tk.g.package_count, "results": tk.g.datasets[:NEWEST]}
    try:
        found = tk.get_action("package_search")({}, {"rows": NEWEST, "sort": search.NEWEST})
    except SearchError:
        log.exception("the search does not answer")
        return None
    return {"count": found["count"], "results": found["results"]}


def examples() -> list[str]:
    """Return the first of the region's example searches that have a hit."""
    try:
        return with_hit(portal_texts().examples)[:EXAMPLES]
    except SearchError:
        return []


def organisations(items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return CKAN's organisations as rows: title, url, mark, description, german, datasets.

    `german`: the description is German on a page in another language.

    CKAN's own `package_count` counts harvest sources too; this counts datasets.
    """
    found = tk.get_action("package_search")(
        {},
        {
            "rows": 0,
            "fq": "dataset_type:dataset",
            "facet.field": ["organization"],
            "facet.limit": -1,
        },
    )
    counts = found["facets"].get("organization", {})
    region, language = load_region(), tk.h.lang()
    rows = []
    for item in items:
        known = region.municipality(item["name"])
        own_page = section("modellregion_municipality_url", item["name"])
        text = item.get("description") or ""
        description = _translated(text, known, language)
        rows.append(
            {
                "title": item.get("display_name") or item["name"],
                "url": own_page or tk.url_for("organization.read", id=item["name"]),
                "mark": known.mark if known else "",
                "description": description,
                "german": language != "de" and description == text,
                "datasets": counts.get(item["name"], 0),
            }
        )
    return rows


def _translated(text: str, known: Municipality | None, language: str) -> str:
    """Return the region's own words in the page's language while nobody has edited them."""
    if known and text == known.description.get("de"):
        return str(portal.pick(known.description, language))
    return text


def section(name: str, *args: Any, **kwargs: Any) -> Any:
    """Return what the helper `name` gives, () when its plugin is not loaded.

    The home page shows what the projects plugin knows and does without it when it is off.
    """
    helper = tk.h.get(name)
    return helper(*args, **kwargs) if helper else ()
