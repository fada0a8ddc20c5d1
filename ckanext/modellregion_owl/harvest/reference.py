"""Writes docs/reference/sources.md from the table of keys, as `python -m` this module."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from ckanext.modellregion_owl.harvest.adapters import ADAPTERS
from ckanext.modellregion_owl.harvest.exceptions import N_
from ckanext.modellregion_owl.harvest.keys import COMMON, Key, Kind, as_key

HEAD = """# Configuration of a source

Made from the keys in [harvest/keys.py](../../ckanext/modellregion_owl/harvest/keys.py) and of the
adapters; do not edit. After a change there:

```sh
python -m ckanext.modellregion_owl.harvest.reference > docs/reference/sources.md
```

A source's configuration is a JSON object. It stands in the form of the harvest source, and in
`sources.yaml` of the region's folder for the first start; what was changed in the browser stays.
A key that the protocol does not know is refused, so that a spelling mistake does not go unnoticed.

```json
{"protocol": "ckan", "municipality": "stadt-paderborn", "organisation": "paderborn"}
```
"""
KINDS: Mapping[Kind, str] = {
    Kind.TEXT: N_("text"),
    Kind.FLAG: N_("true or false"),
    Kind.NUMBER: N_("whole number"),
    Kind.TEXTS: N_("list of texts"),
    Kind.OBJECT: N_("object"),
}
COLUMNS = ("key", "value", "meaning", "without it", "example")


def tables() -> dict[str, dict[str, Key]]:
    """Return the keys by protocol, those of all protocols under ""."""
    own = {
        name: {key: as_key(declared) for key, declared in getattr(adapter, "KEYS", {}).items()}
        for name, adapter in sorted(ADAPTERS.items())
    }
    return {"": dict(COMMON), **own}


def current() -> str:
    """Return the page as Markdown."""
    parts = [HEAD]
    for protocol, keys in tables().items():
        parts.append(f"## {f'Protocol `{protocol}`' if protocol else 'Every protocol'}\n")
        parts.append("\n".join(_lines(keys)) + "\n" if keys else "No keys of its own.\n")
    return "\n".join(parts)


def values_of(key: Key) -> str:
    """Return the msgid of what a key's value is; its choices where there are some."""
    return ", ".join(key.choices) if key.choices else KINDS[key.kind]


def _lines(keys: Mapping[str, Key]) -> Iterator[str]:
    yield f"| {' | '.join(COLUMNS)} |"
    yield f"| {' | '.join('---' for _ in COLUMNS)} |"
    for name, key in keys.items():
        kind = f"{values_of(key)}; list `{key.vocabulary}`" if key.vocabulary else values_of(key)
        cells = (f"`{name}`", kind, key.help, _json(key.default), _json(key.example))
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _json(value: Any) -> str:
    return "" if value in (None, "") else f"`{json.dumps(value, ensure_ascii=False)}`"


if __name__ == "__main__":
    sys.stdout.write(current())
