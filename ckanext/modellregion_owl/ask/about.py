"""What a question is about: a dataset, a project, a search without result, or the portal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ckan.plugins as p
import ckan.plugins.toolkit as tk

TEXT_LENGTH = 200


@dataclass(frozen=True)
class About:
    """`title` and `page` ("" for the portal), the organisation's name and title, form values.

    `transfer`: the project's own mailbox for those who want to take it over, "" without one.
    """

    title: str = ""
    page: str = ""
    organisation: str = ""
    office: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    transfer: str = ""


def about(values: Mapping[str, str]) -> About:
    """Return what the address or the form names; unknown and private things count as the portal."""
    if values.get("dataset"):
        return _dataset(values["dataset"])
    if values.get("project") and p.plugin_loaded("modellregion_owl_projects"):
        return _project(values["project"])
    query = one_line(values.get("q", ""))
    if query:
        return About(tk._("Search: {words}").format(words=query), hidden=(("q", query),))
    return About()


def one_line(text: str) -> str:
    """Return a text without anything that could begin another line of a mail's head."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:TEXT_LENGTH]


def _dataset(name: str) -> About:
    try:
        package = tk.get_action("package_show")({}, {"id": name})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return About()
    organisation = package.get("organization") or {}
    return About(
        one_line(package["title"]),
        str(tk.url_for("dataset.read", id=package["name"], qualified=True, locale="default")),
        str(organisation.get("name") or ""),
        one_line(str(organisation.get("title") or "")),
        (("dataset", package["name"]),),
    )


def _project(name: str) -> About:
    from ckanext.modellregion_owl.projects import store
    from ckanext.modellregion_owl.region import load_region

    record = store.project(name)
    if record is None:
        return About()
    place = load_region().municipality(str(record.get("municipality") or ""))
    return About(
        one_line(record["title"]),
        str(tk.url_for("modellprojekte.read", name=name, qualified=True, locale="default")),
        place.slug if place else "",
        place.title["de"] if place else "",
        (("project", name),),
        str(record.get("transfer_contact") or ""),
    )
