"""Writes docs/reference/vocabularies.md from the tables, as `python -m` this module."""

from __future__ import annotations

import sys
from importlib import resources

from ckanext.modellregion_owl.vocabularies import NAMES, Vocabulary, vocabulary

HEAD = """# The vocabularies

Made from the tables in `ckanext/modellregion_owl/vocabularies/data`; do not edit. After a change
there:

```sh
python -m ckanext.modellregion_owl.vocabularies.reference > docs/reference/vocabularies.md
```

*English only* counts entries for which no source has a German label: pages and forms show the
English one. *German by us* counts labels that no source had and that we wrote. *Retired* entries
are read and replaced by their successor, no form offers them. *not stated* as version: what the
table was made from names none, and we don't guess one.
`ckan modellregion vocabularies check` names values in use that are no current entry.

| table | list | entries | retired | English only | German by us | version | source |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""


# Tables whose entries have no address: they can be no choice of a field that holds addresses.
WITHOUT_ADDRESSES = ("musterdatensaetze",)
TAIL = """
## Names without addresses

`{table}`, {list}: {entries} entries, version {version}. {source}

That is all of the catalogue that was at hand. A field that offered its names would have to store a
name where the standard wants an address, or make addresses up that lead nowhere; among the keywords
nobody could tell that the catalogue is meant. So the form takes the entry's address, for whoever
has it, and the table waits for the addresses: with them in its column `uri` it is a vocabulary as
the others.
"""


def reference() -> str:
    """Return the page as Markdown: one line per table, then those without addresses."""
    table = "".join(f"| {' | '.join(_cells(vocabulary(name)))} |\n" for name in NAMES)
    return HEAD + table + "".join(_tail(name) for name in WITHOUT_ADDRESSES)


def _tail(name: str) -> str:
    path = resources.files(__package__) / "data" / f"{name}.tsv"
    head, *rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    versions = sorted({row[head.index("version")] for row in rows})
    title, source = sources()[name]
    return TAIL.format(
        table=name, list=title, entries=len(rows), version=", ".join(versions), source=f"{source}."
    )


def sources() -> dict[str, tuple[str, str]]:
    """Return (list, source) of each table, from data/SOURCES.md."""
    path = resources.files(__package__) / "data" / "SOURCES.md"
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "|" in line]
    return {row[0]: (row[1], row[2]) for row in rows if len(row) == 3}


def _cells(words: Vocabulary) -> list[str]:
    name, source = sources()[words.name]
    versions = sorted({t.extra["version"] for t in words if t.extra.get("version")})
    numbers = (
        len(words),
        sum(bool(t.extra.get("replaced_by")) for t in words),
        sum(not t.label_de for t in words),
        sum(t.extra.get("label_de_by") == "ours" for t in words),
    )
    said = ", ".join(versions) or "not stated"
    return [f"`{words.name}`", name, *(str(n or "") for n in numbers), said, source]


if __name__ == "__main__":
    sys.stdout.write(reference())
