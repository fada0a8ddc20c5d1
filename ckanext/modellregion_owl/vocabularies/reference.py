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
are read and replaced by their successor, no form offers them.
`ckan modellregion vocabularies check` names values in use that are no current entry.

| table | list | entries | retired | English only | German by us | version | source |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""


def reference() -> str:
    """Return the page as Markdown: one line per table."""
    return HEAD + "".join(f"| {' | '.join(_cells(vocabulary(name)))} |\n" for name in NAMES)


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
