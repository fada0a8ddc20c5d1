"""One text that changes whenever the same record would give another dataset."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from hashlib import blake2b
from importlib import metadata, resources
from importlib.abc import Traversable

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.interfaces import IModellregion
from ckanext.modellregion_owl.region import Municipality

PACKAGES = ("ckanext-modellregion-owl", "ckanext-dcat")
# Folders of the package whose files decide what a record becomes.
FOLDERS = ("schemas", "rdf", "vocabularies", "vocabularies/data", "harvest/personal")
MODULES = (
    "mapping.py",
    "defaults.py",
    "extras.py",
    "limits.py",
    "records/graph.py",
    "write/resources.py",
    "write/merge.py",
)
# Folders of harvest/ that come after the records; all else there decides which records an answer
# holds.
AFTER = ("frame", "identity", "personal", "store", "write", "__pycache__")
OPTIONS = (
    "ckanext.dcat.rdf.profiles",
    "ckanext.dcat.clean_tags",
    "scheming.dataset_schemas",
    "ckan.locale_default",
)


def mapping_version(source: Source, municipality: Municipality | None) -> str:
    """Return 16 hexadecimal digits over rows, profile, settings, source, defaults and plugins.

    An unchanged record is left alone only while this stays the same (issue 5, pipeline 1).
    """
    parts = {
        "packages": [metadata.version(name) for name in PACKAGES],
        "content": _content(),
        "options": [str(tk.config.get(key, "") or "") for key in OPTIONS],
        "limits": [
            config.harvest_max_resources(),
            config.harvest_max_tags(),
            config.harvest_max_text(),
        ],
        "source": [source.organisation_id, source.municipality, dict(source.config)],
        "municipality": asdict(municipality) if municipality else None,
        "plugins": sorted(
            f"{plugin.name}={plugin.modellregion_version()}"
            for plugin in p.PluginImplementations(IModellregion)
        ),
    }
    text = json.dumps(parts, sort_keys=True, default=str)
    return blake2b(text.encode(), digest_size=8).hexdigest()


def reading_version(source: Source) -> str:
    """Return 16 hexadecimal digits over the code and the configuration that read a page.

    A page of an earlier run is believed only while this stays the same.
    """
    parts = [
        metadata.version("pyoxigraph"),
        _reading(),
        source.url,
        source.protocol,
        dict(source.config),
    ]
    text = json.dumps(parts, sort_keys=True, default=str)
    return blake2b(text.encode(), digest_size=8).hexdigest()


@cache
def _reading() -> str:
    whole = blake2b(digest_size=8)
    root = resources.files(__package__ or "")
    folders = sorted(e.name for e in root.iterdir() if e.is_dir() and e.name not in AFTER)
    inside = (e for name in folders for e in _files(root / name))
    for entry in (*_files(root), *inside):
        whole.update(entry.name.encode())
        whole.update(entry.read_bytes())
    return whole.hexdigest()


@cache
def _content() -> str:
    """Hash the files that decide the mapping: a checkout being worked on maps again too.

    Once per process: files that change afterwards are not the code that is running.
    """
    whole = blake2b(digest_size=8)
    for folder in FOLDERS:
        module, _, below = folder.partition("/")
        for entry in _files(resources.files(f"ckanext.modellregion_owl.{module}") / below):
            whole.update(entry.name.encode())
            whole.update(entry.read_bytes())
    for name in MODULES:
        whole.update(resources.files(__package__ or "").joinpath(*name.split("/")).read_bytes())
    return whole.hexdigest()


def _files(folder: Traversable) -> list[Traversable]:
    if not folder.is_dir():
        return []
    found = [e for e in folder.iterdir() if e.is_file() and not e.name.endswith(".pyc")]
    return sorted(found, key=lambda e: e.name)
