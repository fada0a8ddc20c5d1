"""Writes docs/reference/fields.md from the rows, as `python -m` this module."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import Any

from rdflib import URIRef

from ckanext.modellregion_owl.facets import WITHOUT_ROW
from ckanext.modellregion_owl.rdf.facet import Facet
from ckanext.modellregion_owl.rdf.namespaces import PREFIXES
from ckanext.modellregion_owl.rdf.rows import Row, Rows, load_rows, schema_of

HEAD = """# The fields

Made from the rows of [schemas/dataset.yaml](../../schemas/dataset.yaml); do not edit. After a
change there:

```sh
python -m ckanext.modellregion_owl.rdf.reference > docs/reference/fields.md
```

**Obligation** and **number** are those of DCAT-AP.de 3.0: how many values the standard allows.
*Convention* is the number in its handbook of conventions. *Also read* are outdated properties that
are taken over into the field, *also written* those that are added for readers that know only them.
*Filter* is the field of the search index by which the dataset list can be filtered (`?index=value`)
or the figures count, with its title in the list; one in brackets is only counted. Fields that begin
with `vocab_` are filled by us; the others are CKAN's and shown where `search.facets` names them.
CKAN's own fields without a property of the standard are not listed.

{others}
"""
COLUMNS = ("field", "German", "English", "property", "obligation", "number", "vocabulary",
           "convention", "filter", "also read", "also written")  # fmt: skip


def reference(rows: Rows, sections: Iterable[Mapping[str, Any]]) -> str:
    """Return the page as Markdown: a table of a dataset's fields per section, one of a file's."""
    titles = {s["name"]: s["label"]["en"] for s in sections}
    parts = [HEAD.format(others=_without_row())]
    for title, entity in (("Dataset", rows.dataset), ("File or service", rows.resource)):
        parts.append(f"## {title}\n")
        for name, label in titles.items():
            found = [row for row in entity if row.section == name]
            if found:
                parts.append(f"### {label}\n\n{_table(found)}\n")
    return "\n".join(parts)


def _table(rows: Iterable[Row]) -> str:
    lines = [[*COLUMNS], ["---"] * len(COLUMNS)]
    seen: dict[tuple[Row, ...], str] = {}
    for row in rows:
        known = seen.setdefault(row.subrows, row.field)
        lines += [_cells(row, row.field)]
        if row.subrows and known == row.field:
            lines += [_cells(inner, f"{row.field}.{inner.field}") for inner in row.subrows]
        elif row.subrows:
            lines[-1][0] += f" (parts as `{known}`)"
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cells(row: Row, name: str) -> list[str]:
    return [
        f"`{name}`",
        row.labels.get("de", ""),
        row.labels.get("en", ""),
        _short(row.predicate),
        row.duty,
        row.card,
        row.vocabulary,
        row.convention,
        ", ".join(map(_filter, row.facets)),
        ", ".join(map(_short, row.read_from)),
        ", ".join(_short(twin.predicate) for twin in row.compat),
    ]


def _filter(facet: Facet) -> str:
    return f"`{facet.index}` {facet.title('de')}" if facet.order else f"(`{facet.index}`)"


def _without_row() -> str:
    known = ", ".join(_filter(facet) for facet in WITHOUT_ROW)
    return f"Filters without a row, which no property of the standard says: {known}."


def _short(predicate: URIRef) -> str:
    """Return the property with its prefix; longest namespace first, since some lie in others."""
    for prefix, space in sorted(PREFIXES.items(), key=lambda item: -len(item[1])):
        if predicate.startswith(space) and "/" not in predicate[len(space) :]:
            return f"`{prefix}:{predicate[len(space) :]}`"
    return f"`{predicate}`"


def current() -> str:
    """Return the page for the extension's own schema."""
    return reference(load_rows(), schema_of()["form_sections"])


if __name__ == "__main__":
    sys.stdout.write(current())
