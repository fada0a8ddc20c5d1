"""Fields of our form as a CKAN without it can show and save them: plain text, ckanext-dcat's names.

Each repeating field becomes further fields as ckanext-dcat knows them (`contact_name`,
`temporal_start`), the second entry with a number (`contact_2_name`); lists become text with commas.
What only machines read (statements that no field holds) is not carried: the file of `leave` has it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ckanext.modellregion_owl.harvest.adapters.ckan_names import AGENTS, NESTED
from ckanext.modellregion_owl.rdf.geometry import as_wkt
from ckanext.modellregion_owl.rdf.unclaimed import fields

DROPPED = frozenset(("kept_statements",))
JOINT = ", "
# (field, part) → the name by which ckanext-dcat knows it; the first that means the part.
_NAMES: dict[tuple[str, str], str] = {}
for _key, _place in NESTED.items():
    _NAMES.setdefault(_place, _key)
for _role, (_field, _parts) in AGENTS.items():
    for _end, _part in _parts.items():
        _NAMES.setdefault((_field, _part), f"{_role}_{_end}")
_OURS = fields("dataset") | fields("resource")
# GeoJSON is what ckanext-spatial and -dcat want there; any other geometry is written as WKT.
_GEOJSON = "spatial"


def flat(extras: Mapping[str, Any]) -> dict[str, str]:
    """Return stored fields without any JSON; what is plain already stays under its name."""
    found: dict[str, str] = {}
    for key, value in extras.items():
        if key in DROPPED or key == _GEOJSON:
            continue
        for name, text in _flattened(key, _loaded(value)):
            if name != key:
                taken = extras.get(name) not in (None, "", text)
                if text:
                    found.setdefault(f"{name}_2" if taken else name, text)
            elif text or key not in _OURS:  # the form leaves empty boxes; a free one may be meant
                found[name] = text
    return {**found, **({_GEOJSON: str(extras[_GEOJSON])} if _GEOJSON in extras else {})}


def _flattened(key: str, value: Any) -> Iterator[tuple[str, str]]:
    if key == "other_values" and isinstance(value, Mapping):
        yield from _languages(value)
    elif isinstance(value, Mapping):
        yield from _node(key, 1, value)
    elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        for number, item in enumerate(value, 1):
            yield from _node(key, number, item if isinstance(item, Mapping) else {"name": item})
    else:
        yield key, plain(value)


def _node(key: str, number: int, item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for part, value in item.items():
        if part in DROPPED or value in (None, "", [], {}):
            continue
        name = _NAMES.get((key, part), f"{key}_{part}")
        if number > 1:
            name = f"{key}_{number}_{part}"
        text = plain(value)
        yield name, text if name == _GEOJSON else _readable(text)


def _languages(value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield a field's further values: `title_en`, or `issued_weitere` without a language."""
    for field, languages in value.items():
        for language, texts in languages.items() if isinstance(languages, Mapping) else ():
            yield f"{field}_{language or 'weitere'}", plain(texts)


def plain(value: Any) -> str:
    """Return any value as a text for people."""
    if isinstance(value, Mapping):
        return JOINT.join(f"{k}: {plain(v)}" for k, v in value.items() if v and k not in DROPPED)
    if isinstance(value, list):
        return JOINT.join(plain(v) for v in value if v not in (None, ""))
    return "" if value is None else str(value)


def _readable(text: str) -> str:
    """Return JSON text without JSON: a geometry as WKT, anything else as its values."""
    is_json = text.lstrip()[:1] in ("[", "{")
    return (as_wkt(text) or plain(_loaded(text))) if is_json else text


def _loaded(value: Any) -> Any:
    if isinstance(value, str) and value.lstrip()[:1] in ("[", "{"):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value
