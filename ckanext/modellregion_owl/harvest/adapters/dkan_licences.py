"""Licences that a DKAN's data.json leaves out and its API names.

data.json gives a licence by its address only, and drops it where DKAN's own list has none: for 18
of Münster's 102 datasets, of which the API names 12 (spec sources.md 2, no. 12 and 13).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.modellregion_owl.findings import Finding, Severity, collect, note
from ckanext.modellregion_owl.harvest.adapters.dkan_names import ACTION, result_of
from ckanext.modellregion_owl.harvest.adapters.pod_walk import ACCEPT
from ckanext.modellregion_owl.harvest.exceptions import SourceMissing
from ckanext.modellregion_owl.harvest.records.dkan_package import licence_of
from ckanext.modellregion_owl.harvest.records.json_values import each, text_of
from ckanext.modellregion_owl.harvest.transport.http import Client


class ApiLicences:
    """Fills in what is missing; asks the API when the first licence is, and once per walk."""

    def __init__(self, client: Client, root: str) -> None:
        self._client = client
        self._root = root
        self._known: dict[str, str] | None = None

    def __call__(self, item: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return an item of data.json with its licence, as it is where the API has none either.

        :raises SourceUnavailable: the API exists, but can't be read: without it datasets would
            lose their licence until the next run.
        """
        if text_of(item.get("license")):
            return item
        if self._known is None:
            self._known = self._read()
        licence = self._known.get(text_of(item.get("identifier")), "")
        if not licence:
            return item
        note(Finding("licence.of_api", Severity.IMPROVE, "license", after=licence))
        return {**item, "license": licence}

    def _read(self) -> dict[str, str]:
        url = f"{self._root}{ACTION}current_package_list_with_resources"
        try:
            answer = self._client.get(url, ACCEPT)
        except SourceMissing:
            return {}
        packages = [p for p in each(result_of(answer)) if isinstance(p, Mapping)]
        with collect():  # what is noticed here is about other datasets
            return {text_of(p.get("id")): licence_of(p) for p in packages}
