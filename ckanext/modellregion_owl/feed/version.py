"""One text that changes whenever the same dataset would be written differently."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import metadata, resources

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.fingerprint import files_of, of_files, of_parts
from ckanext.modellregion_owl.rdf.others import operator_profile_names, operator_profiles
from ckanext.modellregion_owl.rdf.profile import theirs
from ckanext.modellregion_owl.region import load_region

PACKAGES = ("ckanext-modellregion-owl", "ckanext-dcat", "pyoxigraph", "rdflib")
# Folders and modules of the package that decide what is written.
FOLDERS = ("schemas", "rdf", "vocabularies", "vocabularies/data")
MODULES = ("formats.py", "envelope.py", "pieces.py", "pages.py")


def writing_version() -> str:
    """Return 16 hexadecimal digits over code, vocabularies, settings, region and profiles.

    A stored piece of another version is written anew before it is served.
    """
    return _version(
        config.base_iri(),
        config.feed_compat(),
        config.feed_records(),
        config.region(),
        repr(theirs()),
        str(tk.config.get("ckan.locale_default") or ""),
        str(tk.config.get("ckanext.dcat.rdf.profiles") or ""),
    )


@lru_cache(maxsize=8)
def _version(*settings: str | bool) -> str:
    parts = {
        "packages": [metadata.version(name) for name in PACKAGES],
        "content": _content(),
        "settings": settings,
        "region": repr((load_region().municipalities, load_region().catalogue)),
        "profiles": [operator_profile_names(), [repr(x) for x in operator_profiles()]],
    }
    return of_parts(parts)


@cache
def _content() -> str:
    """Hash the files that decide what is written."""
    own = (resources.files(__package__ or "").joinpath(name) for name in MODULES)
    return of_files((*files_of(FOLDERS), *own))
