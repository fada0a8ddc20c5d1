"""From a record to a package dict: RDF profile, defaults, plugins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import ckan.plugins as p
from ckanext.dcat.processors import RDFParser

from ckanext.modellregion_owl.findings import Finding, collect
from ckanext.modellregion_owl.harvest.defaults import Defaults, add_defaults
from ckanext.modellregion_owl.harvest.exceptions import N_, RecordInvalid
from ckanext.modellregion_owl.harvest.records.graph import to_rdflib
from ckanext.modellregion_owl.harvest.records.record import Record
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.interfaces import IModellregion
from ckanext.modellregion_owl.rdf.others import profile_names
from ckanext.modellregion_owl.region import Municipality


@dataclass(frozen=True)
class Mapped:
    """A record as CKAN will get it; `package` lacks id, name and resource ids."""

    record: Record
    package: dict[str, Any]
    findings: tuple[Finding, ...]


class Mapper:
    """Maps the records of one run; built once per run.

    Constructing ckanext-dcat's parser scans the entry points of all packages, 11 ms each time
    (spec performance.md 2), so one parser gets one small graph after the other.
    """

    def __init__(self, source: Source, municipality: Municipality | None) -> None:
        self.source = source
        self.defaults = Defaults.of(source, municipality)
        self._parser = RDFParser(profiles=profile_names())
        self._plugins = list(p.PluginImplementations(IModellregion))

    def map(self, record: Record) -> Mapped:
        """Return the package of a record with what was noticed on the way.

        :raises RecordInvalid: the profile finds no dataset in it.
        """
        with collect() as findings:
            self._parser.g = to_rdflib(record)
            package = next(iter(self._parser.datasets()), None)
            if package is None:
                raise RecordInvalid(
                    N_("The record holds no dataset."), guid=record.guid, title=record.title
                )
            self._complete(package, record)
        return Mapped(record, package, tuple(findings))

    def _complete(self, package: dict[str, Any], record: Record) -> None:
        package["type"] = "dataset"
        package["title"] = package.get("title") or record.title
        package["owner_org"] = self.source.organisation_id
        # The address is this portal's own; ckanext-dcat guesses one from the title.
        package.pop("name", None)
        add_defaults(package, self.defaults)
        for plugin in self._plugins:
            plugin.modellregion_package(package, self.source.municipality)


def package_id(source: Source, guid: str) -> str:
    """Return the id that a record's dataset gets.

    Derived and not random: if the table of records is ever lost or older than the datasets, the
    next run finds them again instead of making each a second time.
    """
    return str(uuid5(NAMESPACE_URL, f"modellregion:{source.id}:{guid}"))
