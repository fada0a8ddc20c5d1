"""Private datasets: checked when one of their editors looks, nothing of it is kept.

What is kept is of the catalogue and counted there. One dataset takes some milliseconds, and
whoever prepares one should see what is wrong before it is published (issue 8, 2).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.feed.catalogue import UnavailableError
from ckanext.modellregion_owl.govdata.names import files_of
from ckanext.modellregion_owl.quality.store import COUNTS
from ckanext.modellregion_owl.validation.check import validate_dataset
from ckanext.modellregion_owl.validation.result import Result


def is_unpublished(package: model.Package | None) -> bool:
    """Tell whether a dataset is complete, and seen by its organisation alone."""
    return bool(package and package.private and package.state == "active")


def results(package: model.Package) -> Iterator[tuple[Result, str]]:
    """Yield what is wrong with a private dataset, with the file's id or "", the hardest first.

    Nothing for people who may not edit it, and where it could never be written.
    """
    user = tk.current_user.name if tk.current_user.is_authenticated else ""
    try:
        tk.check_access("package_update", {"user": user}, {"id": package.id})
        report = validate_dataset(package.id, user)
    except (tk.NotAuthorized, tk.ObjectNotFound, UnavailableError, ValueError):
        return
    files = files_of([package.id])
    for result in report.results:
        yield result, files.get(result.focus, "")


def modellregion_unpublished(dataset_id: str) -> dict[str, int] | None:
    """Return `errors`, `warnings`, `hints` of a private dataset for its page; None for others."""
    package = model.Package.get(dataset_id)
    if not is_unpublished(package):
        return None
    found = Counter(result.severity for result, _file in results(package))
    return {name: found[severity] for name, severity in COUNTS.items()}
