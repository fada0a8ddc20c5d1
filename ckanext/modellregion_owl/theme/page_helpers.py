"""Template helpers of the dataset pages; theme/plugin.py registers all `modellregion_*` of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.theme import (
    dataset,
    extent,
    facets,
    licences,
    portal,
    presentation,
    region_ground,
)
from ckanext.modellregion_owl.theme import details as dataset_details
from ckanext.modellregion_owl.theme.search import clause
from ckanext.modellregion_owl.theme.words.spelling import Spelling, spelling


def page_helpers() -> dict[str, Callable[..., Any]]:
    """Return the helpers of this module by the name that templates use."""
    return {name: found for name, found in globals().items() if name.startswith("modellregion_")}


def modellregion_dataset_row(package: dict[str, Any]) -> dict[str, Any]:
    """Return title, line and the four facts of a dataset (theme.dataset.row)."""
    return dataset.row(package, tk.h.lang())


def modellregion_dataset_page(package: dict[str, Any]) -> dict[str, Any]:
    """Return the first screen and the files of a dataset (theme.dataset.page)."""
    return dataset.page(package, modellregion_permalink(package), tk.h.lang())


def modellregion_extent(package: dict[str, Any]) -> dict[str, Any] | None:
    """Return a dataset's own area `{"drawn": extent.Extent, "words": text}`, None without one."""
    lang = tk.h.lang()
    drawn = extent.extent(package, region_ground.positions(portal.drawing(lang)))
    if not drawn:
        return None
    west, south, east, north = (
        f"{number:.2f}".replace(".", "," if lang == "de" else ".") for number in drawn.bounds
    )
    if (west, south) == (east, north):
        words = tk._("Longitude {west}°, latitude {south}°.").format(west=west, south=south)
    else:
        words = tk._("Longitude {west}° to {east}°, latitude {south}° to {north}°.").format(
            west=west, east=east, south=south, north=north
        )
    if drawn.inside:
        words += " " + tk._("Within: {places}.").format(places=", ".join(drawn.inside))
    return {"drawn": drawn, "words": words}


def modellregion_dataset_details(package: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the labelled values of a dataset (theme.details.details)."""
    return dataset_details.details(package, tk.h.lang())


def modellregion_dataset_further(package: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the readable free extras of a dataset (theme.details.further)."""
    return dataset_details.further(package)


def modellregion_file_row(resource: dict[str, Any], package: dict[str, Any]) -> dict[str, Any]:
    """Return one file or service (theme.dataset.file_row)."""
    return dataset.file_row(resource, str(package.get("license_id") or ""), tk.h.lang())


def modellregion_mixed_licences(package: dict[str, Any]) -> bool:
    """Tell whether the files of a dataset have different licences."""
    return licences.terms_of(licences.licences_of(package)).kind == "mixed"


def modellregion_permalink(package: dict[str, Any]) -> str:
    """Return the dataset's address without a language, for people to keep."""
    return str(
        tk.h.url_for("dataset.read", id=package.get("name"), qualified=True, locale="default")
    )


def modellregion_rdf_links(package: dict[str, Any]) -> list[dict[str, str]]:
    """Return the machine-readable forms of a dataset [{label, type, url}] that this site serves."""
    if not (tk.h.plugin_loaded("modellregion_owl_feed") or tk.h.plugin_loaded("dcat")):
        return []
    rdf = "rdf" if tk.h.plugin_loaded("modellregion_owl_feed") else "xml"
    address = modellregion_permalink(package)
    return [
        {"label": label, "type": kind, "url": f"{address}.{suffix}"}
        for label, kind, suffix in (
            ("Turtle", "text/turtle", "ttl"),
            ("RDF/XML", "application/rdf+xml", rdf),
            ("JSON-LD", "application/ld+json", "jsonld"),
        )
    ]


def modellregion_facet_groups(
    titles: dict[str, str],
    search_facets: dict[str, Any],
    chosen: dict[str, list[str]],
    query: str,
    empty: bool = False,
) -> list[dict[str, Any]]:
    """Return the groups of the filter form (theme.facets.groups).

    :param empty: nothing was found; the page spends its searches on a spelling instead.
    """
    searches = 0 if empty else facets.MAX_EXTRA
    return facets.groups(titles, search_facets, chosen, query, searches, tk.h.lang())


def modellregion_active_filters(groups: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return the ticked options (theme.facets.active)."""
    return facets.active(groups)


def modellregion_spelling(query: str, chosen: dict[str, list[str]]) -> Spelling | None:
    """Return other words for a search without a hit (theme.words.spelling)."""
    filters = " ".join(clause(name, values) for name, values in chosen.items())
    return spelling(query, f"+dataset_type:dataset {filters}")


def modellregion_sorting(selected: str) -> list[dict[str, Any]]:
    """Return the sort links of the list (theme.facets.sorting)."""
    return facets.sorting(selected)


def modellregion_number(value: int) -> str:
    """Return a whole number with the separators of the page's language."""
    return presentation.format_number(value, tk.h.lang())


def modellregion_safe_url(value: Any) -> str:
    """Return an address that may stand in `href`, else "" (theme.presentation.safe_url)."""
    return presentation.safe_url(value)


def modellregion_query_url(words: str) -> str:
    """Return the address of the list on the screen with other words, from its first page on."""
    kept = [(k, v) for k, v in tk.request.args.items(multi=True) if k not in ("page", "q")]
    return f"?{urlencode([('q', words), *kept])}"


def modellregion_feed_url() -> str:
    """Return the address of CKAN's Atom feed of the search on the screen.

    The list of an organisation or group has its filter in the path; the feed needs it said.
    """
    kept = [(k, v) for k, v in tk.request.args.items(multi=True) if k not in ("page", "sort") and v]
    shown = (tk.request.view_args or {}).get("id") if _is_list_of_a_group() else None
    if group := model.Group.get(shown) if shown else None:
        kept.append(("organization" if group.is_organization else "groups", group.name))
    address = tk.url_for("feeds.custom", locale="default")
    return f"{address}?{urlencode(kept)}" if kept else address


def _is_list_of_a_group() -> bool:
    blueprint, _, view = str(tk.request.endpoint or "").rpartition(".")
    return view == "read" and blueprint != "dataset"


def modellregion_sort_url(order: str) -> str:
    """Return the address of the list on the screen in another order, from its first page on."""
    kept = [(k, v) for k, v in tk.request.args.items(multi=True) if k not in ("page", "sort")]
    return f"?{urlencode([*kept, ('sort', order)])}"
