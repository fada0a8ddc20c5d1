"""One text that changes whenever the same record would give another dataset."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from importlib import metadata, resources

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.fingerprint import PACKAGE, files_in, files_of, of_files, of_parts
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.interfaces import IModellregion
from ckanext.modellregion_owl.rdf.profile import theirs
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
# What the rooms that read take from elsewhere: it decides as they do which records an answer
# holds. Not the rules of the profile: these map again what is stored, without reading a page.
READING_FOLDERS = ("schemas", "vocabularies", "vocabularies/data")
READING_MODULES = (
    "boundary", "characters", "facet", "iris", "kept", "keywords", "namespaces", "ntriples",
    "rows", "statements", "stored", "unclaimed", "values",
)  # fmt: skip
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
        "fields": repr(theirs()),
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
    return of_parts(parts)


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
    return of_parts(parts)


@cache
def _reading() -> str:
    root = resources.files(__package__ or "")
    folders = sorted(e.name for e in root.iterdir() if e.is_dir() and e.name not in AFTER)
    inside = (e for name in folders for e in files_in(root / name))
    rdf = resources.files(f"{PACKAGE}.rdf")
    taken = (rdf / f"{name}.py" for name in READING_MODULES)
    return of_files((*files_in(root), *inside, *taken, *files_of(READING_FOLDERS)))


@cache
def _content() -> str:
    """Hash the files that decide the mapping: a checkout being worked on maps again too."""
    own = (resources.files(__package__ or "").joinpath(*name.split("/")) for name in MODULES)
    return of_files((*files_of(FOLDERS), *own))
