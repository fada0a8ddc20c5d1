"""Where a text of before stands now: nothing may go that cannot be found again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any

from ckanext.modellregion_owl.findings import Finding


class Fate(str, Enum):
    """What becomes of a value."""

    MAPPED = "mapped"  # it stands in a field, as it was written
    NORMALISED = "normalised"  # a named rule has written it in the standard's spelling
    KEPT = "kept"  # no field means it; it stays where it is
    OPEN = "open"  # a field means it, but a person must decide


def explained(given: Iterable[str], values: Any, findings: Iterable[Finding]) -> Fate | None:
    """Tell how texts stand in values: as they were, by a rule, or (None) not all of them."""
    found = set(leaves(values))
    by_rule = {f.before.strip() for f in findings if f.after and _there(f.after, found)}
    fate = Fate.MAPPED
    for text in given:
        bare = text.strip().removeprefix("mailto:").removeprefix("tel:")
        if text.strip() in found or bare in found:
            continue
        if text.strip() not in by_rule:
            return None
        fate = Fate.NORMALISED
    return fate


def _there(after: str, found: set[str]) -> bool:
    return after in found or any(text.endswith(after) for text in found)


def leaves(value: Any) -> Iterator[str]:
    """Yield the texts of a value, however deep."""
    if isinstance(value, Mapping):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from leaves(item)
    elif value is not None:
        yield str(value).strip()


def texts(value: str) -> list[str]:
    """Return the texts of a further field: of JSON each, else the one."""
    if value.lstrip().startswith("["):
        try:
            return list(leaves(json.loads(value)))
        except ValueError:
            return [value]
    return [value]


def text_of(value: Any) -> str:
    """Return a value as CKAN keeps it in an extra."""
    return value if isinstance(value, str) else json.dumps(value)
