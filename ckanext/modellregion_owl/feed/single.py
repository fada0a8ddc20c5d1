"""One dataset as a document: `/dataset/<id>.ttl`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from ckan.logic.auth.get import package_show

from ckanext.modellregion_owl.feed import generations
from ckanext.modellregion_owl.feed.catalogue import UnavailableError
from ckanext.modellregion_owl.feed.formats import Format
from ckanext.modellregion_owl.feed.pages import dataset_body, last_written, load, private_body
from ckanext.modellregion_owl.feed.search import NOT_DATASETS
from ckanext.modellregion_owl.feed.store import read_one
from ckanext.modellregion_owl.feed.version import writing_version


@dataclass(frozen=True)
class Single:
    """A dataset's document; `written`: since when it says that, None when it can't be told."""

    text: str
    written: datetime | None = None


def single(name_or_id: str, form: Format, user: str) -> Single:
    """Return the document of a dataset.

    :param user: name of who asks, "" for somebody whom nobody knows.
    :raises tk.ObjectNotFound: there is none, it is deleted, or it is a page of another kind.
    :raises tk.NotAuthorized: this user may not see it.
    :raises UnavailableError: it could never be written: a finding says so.
    """
    found = read_one(name_or_id, form, writing_version())
    if found is None:
        return _private(name_or_id, form, user)
    if not everybody_reads():
        tk.check_access("package_show", {"user": user}, {"id": found.dataset_id})
    # Without a series nothing beside a fresh piece is asked.
    pieces = [found] if found.fresh and not found.series else load([found.dataset_id], form)
    if not any(p.body for p in pieces if p.dataset_id == found.dataset_id):
        raise UnavailableError
    return Single(dataset_body(pieces, form), last_written(pieces))


def everybody_reads() -> bool:
    """Tell whether a public dataset is everybody's to read: by CKAN's own rule it is.

    A plugin that has another rule, or labels of its own, is asked for each dataset.
    """
    return generations.usable() and authz._AuthFunctions.get("package_show") is package_show


def _private(name_or_id: str, form: Format, user: str) -> Single:
    if "\0" in name_or_id:
        raise tk.ObjectNotFound
    found = tk.get_action("package_show")({"user": user}, {"id": name_or_id})
    if found["type"] in NOT_DATASETS or found["state"] != "active":
        raise tk.ObjectNotFound
    return Single(private_body(found, form))
