"""From a record to a package dict: RDF profile, defaults, plugins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import ckan.plugins as p
from ckanext.dcat.processors import RDFParser

from ckanext.modellregion_owl.findings import Finding, collect
from ckanext.modellregion_owl.harvest.defaults import Defaults, add_defaults
from ckanext.modellregion_owl.harvest.extras import restore_extras
from ckanext.modellregion_owl.harvest.limits import apply_limits
from ckanext.modellregion_owl.harvest.records.graph import statements, subject_of, to_rdflib
from ckanext.modellregion_owl.harvest.records.record import Record
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.health.logs import about
from ckanext.modellregion_owl.interfaces import IModellregion
from ckanext.modellregion_owl.rdf.lacks import note_lacks
from ckanext.modellregion_owl.rdf.merge import Known, merge_read
from ckanext.modellregion_owl.rdf.others import operator_profile_names
from ckanext.modellregion_owl.rdf.profile import schema_of, theirs
from ckanext.modellregion_owl.rdf.read import read_dataset
from ckanext.modellregion_owl.rdf.statements import RecordStatements
from ckanext.modellregion_owl.region import Municipality


@dataclass(frozen=True)
class Mapped:
    """A record as CKAN will get it; `package` lacks id, name and resource ids."""

    record: Record
    package: dict[str, Any]
    findings: tuple[Finding, ...]


class Mapper:
    """Maps the records of one run; built once per run.

    An operator's own profiles come first, through ckanext-dcat's parser: constructing one scans the
    entry points of all packages, 11 ms each time (spec performance.md 2), so one parser gets one
    small graph after the other. Without such profiles no rdflib graph is built at all.
    """

    def __init__(self, source: Source, municipality: Municipality | None) -> None:
        self.source = source
        self.defaults = Defaults.of(source, municipality)
        others = operator_profile_names()
        self._parser = RDFParser(profiles=others) if others else None
        schema = schema_of("dataset")
        self._known = Known.of(schema, theirs())
        self._fields = {f["field_name"] for f in (schema or {}).get("dataset_fields", ())}
        self._plugins = list(p.PluginImplementations(IModellregion))

    def map(self, record: Record) -> Mapped:
        """Return the package of a record with what was noticed on the way."""
        with collect() as findings, about(record=record.guid):
            found = statements(record)
            package = self._begun(found)
            merge_read(package, read_dataset(found, subject_of(record)), self._known)
            self._complete(package, record)
            apply_limits(package)
            note_lacks(package)
        return Mapped(record, package, (*record.findings, *findings))

    def _begun(self, found: RecordStatements) -> dict[str, Any]:
        """Return what the operator's own profiles make of a record."""
        if self._parser is None:
            return {}
        self._parser.g = to_rdflib(found)
        return next(iter(self._parser.datasets()), {})

    def _complete(self, package: dict[str, Any], record: Record) -> None:
        package["type"] = "dataset"
        package["title"] = package.get("title") or record.title
        package["owner_org"] = self.source.organisation_id
        # The address is this portal's own; ckanext-dcat guesses one from the title.
        package.pop("name", None)
        restore_extras(package, self._fields)
        add_defaults(package, self.defaults)
        for plugin in self._plugins:
            plugin.modellregion_package(package, self.source.municipality, self.source.name)


def package_id(source: Source, guid: str) -> str:
    """Return the id that a record's dataset gets.

    Derived and not random: if the table of records is ever lost or older than the datasets, the
    next run finds them again instead of making each a second time.
    """
    return str(uuid5(NAMESPACE_URL, f"modellregion:{source.id}:{guid}"))
