"""One text that changes whenever the same dataset would be written differently."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from hashlib import blake2b
from importlib import metadata, resources
from importlib.abc import Traversable

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.rdf.others import operator_profile_names, operator_profiles
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
    text = json.dumps(parts, sort_keys=True, default=str)
    return blake2b(text.encode(), digest_size=8).hexdigest()


@cache
def _content() -> str:
    """Hash the files, once per process: those changed afterwards are not the running code."""
    whole = blake2b(digest_size=8)
    for folder in FOLDERS:
        module, _, below = folder.partition("/")
        for entry in _files(resources.files(f"ckanext.modellregion_owl.{module}") / below):
            whole.update(entry.name.encode())
            whole.update(entry.read_bytes())
    for name in MODULES:
        whole.update(resources.files(__package__ or "").joinpath(name).read_bytes())
    return whole.hexdigest()


def _files(folder: Traversable) -> list[Traversable]:
    found = [e for e in folder.iterdir() if e.is_file() and not e.name.endswith(".pyc")]
    return sorted(found, key=lambda e: e.name)
