"""CKAN's validation of a dataset with the same result in half the time, while a batch is written.

CKAN 2.12 flattens a schema five times for each dataset and sorts its keys four times (`navl.
dictization_functions._validate`, `augment_data`); a harvest validates each dataset three times. All
validators run as always, in the same order. tests/harvest/test_inside_ckan.py compares both, and
fails when CKAN changes the functions that these stand for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import ckan.lib.navl.dictization_functions as navl

from ckanext.modellregion_owl.harvest.write.instead import Instead

Key = tuple[Any, ...]
Flat = dict[Key, Any]


def validate_flat(data: Flat, schema: dict[str, Any], context: Any) -> tuple[Flat, Flat]:
    """Do what `navl.dictization_functions._validate` does, and return (data, errors) as it."""
    flat_schema = navl.flatten_schema(schema)
    combinations = key_combinations(data, flat_schema)
    full = full_schema(schema, combinations)
    converted = augmented(data, flat_schema, combinations, full)
    errors: Flat = {key: [] for key in full}
    before, main, extras, after = _stages(full)
    for key in (*before, *main, *extras, *reversed(after)):
        _convert(full[key], key, converted, errors, context)
    if ("__junk",) in full:
        _convert(full["__junk",], ("__junk",), converted, errors, context)
    return converted, errors


def _convert(converters: Any, key: Key, data: Flat, errors: Flat, context: Any) -> None:
    for converter in converters:
        try:
            navl.convert(converter, key, data, errors, context)
        except navl.StopOnError:
            break


def _stages(full: Flat) -> tuple[list[Key], list[Key], list[Key], list[Key]]:
    """Return the keys by the stage in which CKAN converts them, each in CKAN's order."""
    stages: dict[str, list[Key]] = {"__before": [], "": [], "__extras": [], "__after": []}
    for key in sorted(full, key=_order):
        name = key[-1] if key[-1].startswith("__") else ""
        if name in stages:
            stages[name].append(key)
    before, main, extras, after = stages.values()
    return before, main, extras, after


def _order(key: Key) -> Key:
    return (len(key), *key)


def key_combinations(data: Flat, flat_schema: Flat) -> set[Key]:
    """Do what `get_all_key_combinations` does: a parent comes before its children."""
    prefixes = {key[:-1] for key in flat_schema}
    found: set[Key] = {()}
    for key in sorted(data, key=len):
        if key[:-1:2] in prefixes and key[:-3] in found:
            found.add(key[:-1])
    return found


def full_schema(schema: dict[str, Any], combinations: set[Key]) -> Flat:
    """Do what `make_full_schema` does."""
    full: Flat = {}
    for combination in combinations:
        part = schema
        for key in combination[::2]:
            part = part[key]
        for key, value in part.items():
            if isinstance(value, list):
                full[combination + (key,)] = value  # noqa: RUF005 (no star in an index in 3.10)
    return full


def augmented(data: Flat, flat_schema: Flat, combinations: set[Key], full: Flat) -> Flat:
    """Do what `augment_data` does.

    :raises navl.DataError: something else than a list of dicts stands where one belongs.
    """
    starts = {key[:length] for key in flat_schema for length in range(len(key) + 1)}
    result = dict(data)
    junk: Flat = {}
    extras: dict[Key, Flat] = {}
    foreign = [key for key in data if key not in full]
    for key in foreign:
        value = data[key]
        if key[::2] in starts and value != []:
            raise navl.DataError(
                f"Only lists of dicts can be placed against subschema {key}, not {type(value)}"
            )
        if key[:-1] in combinations:
            extras.setdefault((*key[:-1], "__extras"), {})[key[-1]] = value
        else:
            junk[key] = value
    if junk:
        result["__junk",] = junk
    result.update(extras)
    for key in foreign:
        result.pop(key)
    for key in full:
        if key not in result and not key[-1].startswith("__"):
            result[key] = navl.missing
    return result


_PLACES = (
    Instead(navl, "_validate", lambda _original: validate_flat),
    Instead(navl, "flattened_order_key", lambda _original: _order),
)


@contextmanager
def quick_validation() -> Iterator[None]:
    """Let CKAN validate by this module inside. Other threads may see it too: it is equal."""
    with ExitStack() as stack:
        for place in _PLACES:
            stack.enter_context(place)
        yield
