"""Makes SHACL shapes from the rows, as `python -m` this module: the rules that we write by.

They demand what the standard demands and say so in German and English with the labels of the form.
Two checks of their own stand in for defects of the official shapes (spec dcat-ap-de-3.0.md 1.3):
availability under the namespace that everyone uses, and the publisher of a series. Vocabularies
are listed inside, so that the shapes need nothing but the data.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from rdflib import URIRef

from ckanext.modellregion_owl.rdf.namespaces import PREFIXES, iri
from ckanext.modellregion_owl.rdf.rows import Row, Rows, load_rows
from ckanext.modellregion_owl.rdf.shacl_checks import (
    SUBCLASSES,
    Check,
    any_check,
    min_check,
    notation_checks,
    outdated_checks,
    row_checks,
    short,
)
from ckanext.modellregion_owl.vocabularies import NAMES, vocabulary

SHAPES = "urn:modellregion-owl:shapes:"
HEAD = """# Made from the rows of schemas/dataset.yaml; do not edit. After a change there:
# python -m ckanext.modellregion_owl.rdf.shacl > ckanext/modellregion_owl/rdf/shapes.ttl
"""
CATALOGUE = iri("dcat:Catalog")
# What the standard demands of a catalogue as of a dataset; it has no rows of its own.
OF_CATALOGUE = ("title", "notes", "publisher", "language", "availability", "issued", "modified")
DATASET, SERIES = iri("dcat:Dataset"), iri("dcat:DatasetSeries")
DISTRIBUTION = iri("dcat:Distribution")
# Class → German and English name, as people know it.
NAMES_OF = {
    CATALOGUE: ("Katalog", "Catalogue"),
    DATASET: ("Datensatz", "Dataset"),
    SERIES: ("Datensatzserie", "Dataset series"),
    DISTRIBUTION: ("Datei oder Dienst", "File or service"),
    iri("dcat:DataService"): ("Datenservice", "Data service"),
    iri("dcat:CatalogRecord"): ("Katalogeintrag", "Catalogue entry"),
    iri("dcat:Relationship"): ("Beziehung", "Relation"),
    iri("dct:Location"): ("Gebiet", "Area"),
    iri("dct:PeriodOfTime"): ("Zeitraum", "Period"),
    iri("foaf:Agent"): ("Verantwortliche Stelle", "Responsible body"),
    iri("prov:Activity"): ("Aktivität", "Activity"),
    iri("prov:Attribution"): ("Rolle", "Role"),
    iri("spdx:Checksum"): ("Prüfsumme", "Checksum"),
    iri("adms:Identifier"): ("Kennung", "Identifier"),
    iri("vcard:Kind"): ("Kontakt", "Contact"),
}  # fmt: skip


def shapes(rows: Rows) -> str:
    """Return the shapes as Turtle, the same text for the same rows."""
    prefixes = [f"@prefix {p}: <{space}> ." for p, space in sorted(PREFIXES.items())]
    prefixes += ["@prefix sh: <http://www.w3.org/ns/shacl#> .", f"@prefix : <{SHAPES}> ."]
    blocks = [_class(cls, list(checks)) for cls, checks in _classes(rows)]
    lists = [_list(name) for name in NAMES if name in _used(rows)]
    return "\n".join([HEAD, *prefixes, "", *blocks, *lists])


def _classes(rows: Rows) -> Iterator[tuple[URIRef, Iterator[Check]]]:
    """Yield each class with its checks, in the order in which a dataset is made of them."""
    plain = [row for row in rows.resource if row.via is None]
    shared = [row for row in rows.dataset if row.field in OF_CATALOGUE]
    yield CATALOGUE, _checks("Catalog", CATALOGUE, shared)
    yield DATASET, _checks("Dataset", DATASET, rows.dataset, own=True)
    yield SERIES, _checks("DatasetSeries", SERIES, [r for r in rows.dataset if r.series])
    yield DISTRIBUTION, _checks("Distribution", DISTRIBUTION, plain, own=True)
    yield from ((cls, _checks(_name(cls), cls, found)) for cls, found in _below(rows))
    for row in (*rows.dataset, *rows.resource):
        if row.kind == "identifier" and row.cls is not None:
            yield row.cls, notation_checks(_name(row.cls), NAMES_OF[row.cls])
            return


def _below(rows: Rows) -> Iterator[tuple[URIRef, list[Row]]]:
    """Yield the classes of nodes below datasets and distributions with their rows, each once."""
    found: dict[URIRef, list[Row]] = {}
    open_ = [*rows.dataset, *rows.resource]
    while open_:
        row = open_.pop(0)
        if row.via is not None:
            known = found.setdefault(row.via[1], [])
            known += [row] if row not in known else []
        elif row.kind == "node" and row.cls is not None and row.cls not in found:
            found[row.cls] = list(row.subrows)
            open_ += row.subrows
    yield from found.items()


def _checks(name: str, cls: URIRef, rows: list[Row] | tuple[Row, ...], own: bool = False) -> (
    Iterator[Check]
):  # fmt: skip
    words = NAMES_OF[cls]
    for row in rows:
        if row.kind == "type" or row.inverse is not None:
            continue
        duty = row.series if cls == SERIES else row.duty
        yield from min_check(name, words, row, duty)
        yield from row_checks(name, words, row)
        if own:
            yield from outdated_checks(name, words, row)
    for row in (*load_rows().dataset, *load_rows().resource):
        if row.cls == cls and row.any_of:
            yield any_check(name, words, row)


def _name(cls: URIRef) -> str:
    return short(cls).partition(":")[2]


def _class(cls: URIRef, checks: list[Check]) -> str:
    unique = {check.name: check for check in checks}
    links = " ,\n    ".join(f":{name}" for name in unique)
    targets = " , ".join(short(c) for c in (cls, *SUBCLASSES.get(cls, ())))
    head = f":{_name(cls)} a sh:NodeShape ;\n  sh:targetClass {targets} ;"
    return "\n".join([f"{head}\n  sh:property {links} .\n", *(c.turtle() for c in unique.values())])


def _used(rows: Rows) -> set[str]:
    found: set[str] = set()
    open_ = [*rows.dataset, *rows.resource]
    while open_:
        row = open_.pop()
        found.add(row.vocabulary if row.kind == "term" else "")
        open_ += row.subrows
    return found


def _list(name: str) -> str:
    terms = "\n    ".join(f"<{term.uri}>" for term in vocabulary(name))
    return f":in-{name} a sh:NodeShape ; sh:in (\n    {terms} ) .\n"


if __name__ == "__main__":
    sys.stdout.write(shapes(load_rows()))
