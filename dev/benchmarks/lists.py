"""`page_list`: the pages that people open, beside those of a CKAN without us.

Ours: home, list of datasets, a model project, a dataset. The peer, CKAN's own theme with the
plugins of ckanext-dcat: list and dataset, twice as often. So both answer as many pages.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context

from benchmarks.sides import SIDES

ENTRY = "page_list"
ROUNDS = 25
PROJECT = "zentrale-open-data-plattform"
PAGES = {"ours": ("home", "list", "project", "dataset"), "peer": ("list", "dataset") * 2}


def settings(side: str, bench: str) -> dict[str, str]:
    """Return the plugins of the pages for our side; the peer has what it has."""
    if bench != ENTRY or side != "ours":
        return {}
    plugins = SIDES[side].settings["ckan.plugins"]
    ours = "modellregion_owl_theme modellregion_owl_projects modellregion_owl_feed"
    return {"ckan.plugins": f"{ours} {plugins}"}


def served(side: str, size: int) -> Callable[[], int]:
    """Return the work: every kind of page, of datasets always others, `ROUNDS` times.

    Each kind is asked once before the clock starts. The work tells `size`, for it is a measure of
    pages, not of datasets.

    :raises SystemExit: a page is an error, or is not what it should be.
    """
    names = _names(ROUNDS * PAGES[side].count("dataset"))
    if side == "ours":
        _projects(names)
    for kind in PAGES[side]:
        _get(kind, names[0])

    def work() -> int:
        for number in range(ROUNDS):
            for place, kind in enumerate(PAGES[side]):
                _get(kind, names[(number * len(PAGES[side]) + place) % len(names)])
        return size

    return work


def _names(limit: int) -> list[str]:
    from ckan import model

    query = model.Session.query(model.Package.name).filter_by(type="dataset", state="active")
    return [row[0] for row in query.order_by(model.Package.name).limit(limit)]


def _projects(names: list[str]) -> None:
    """Set the region's 16 projects up and give one of them datasets."""
    from dataclasses import replace

    import ckan.plugins.toolkit as tk

    from ckanext.modellregion_owl.region import load_region
    from ckanext.modellregion_owl.region.setup import init_region

    init_region(replace(load_region(), sources=()))
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    for name in names[:20]:
        context = {"user": user, "ignore_auth": True, "modellregion_harvest": True}
        tk.get_action("package_patch")(context, {"id": name, "groups": [{"name": PROJECT}]})


def _get(kind: str, name: str) -> None:
    from flask import current_app

    path = {
        "home": "/",
        "list": "/dataset/",
        "project": f"/modellprojekte/{PROJECT}",
        "dataset": f"/dataset/{name}",
    }[kind]
    client = current_app.test_client()
    # In a context of its own: inside the worker's, all requests would share what one has read.
    answer = Context().run(client.get, path, base_url="http://127.0.0.1:5000")
    if answer.status_code != 200 or b"</html>" not in answer.get_data():
        raise SystemExit(f"{path}: {answer.status}")
