"""The operator's own RDF profiles, beside ours and ckanext-dcat's."""

from __future__ import annotations

from functools import lru_cache

import ckan.plugins.toolkit as tk
from ckanext.dcat.processors import RDFSerializer
from ckanext.dcat.profiles import RDFProfile

from ckanext.modellregion_owl.rdf.profile import DcatApDe3Profile


def operator_profiles() -> tuple[type[RDFProfile], ...]:
    """Return the configured profiles that are neither ours nor ckanext-dcat's own.

    ckanext-dcat's add nothing that has no row, cost most of the time, and stop with an
    AttributeError at a locn:geometry that is a node, as the official shapes demand it.
    """
    return _profiles(str(tk.config.get("ckanext.dcat.rdf.profiles", "") or ""))


def operator_profile_names() -> list[str]:
    """Return the names to give to ckanext-dcat's parser."""
    return [profile.name for profile in operator_profiles()]


@lru_cache(maxsize=4)
def _profiles(setting: str) -> tuple[type[RDFProfile], ...]:
    # Looking them up scans the entry points of all packages, 11 ms (spec performance.md 2).
    configured = RDFSerializer(profiles=setting.split() or None)._profiles
    return tuple(
        p
        for p in configured
        if p is not DcatApDe3Profile and not p.__module__.startswith("ckanext.dcat.")
    )
