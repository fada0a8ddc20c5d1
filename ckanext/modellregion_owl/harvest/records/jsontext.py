"""From an answer to JSON values, with everything refused that a hostile server may try."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.harvest.exceptions import N_, SourceUnavailable
from ckanext.modellregion_owl.harvest.transport.answer import Answer
from ckanext.modellregion_owl.harvest.transport.text import check_is_data, to_text

# Of objects and lists; a dataset of any protocol needs ten. pyoxigraph 0.5.13, which reads JSON-LD
# after us, ends the whole process at some ten thousand.
MAX_DEPTH = 100
MAX_DIGITS = 30  # longer whole numbers stay text: Python refuses to convert very long ones

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def parse_json(answer: Answer) -> Any:
    """Return what an answer says in JSON, whatever media type it claims.

    Raw control characters in texts pass, for DKAN writes tabs. NaN and infinity, which are no JSON,
    become None and are noted; a number too large for Python stays text.

    :raises SourceUnavailable: empty, a web page, cut off, or nested deeper than `MAX_DEPTH`; says
        which address and why.
    """
    text = to_text(answer)
    check_is_data(text, answer.url)
    return load_json(text, answer.url)


def load_json(
    text: str, url: str, pairs: Callable[[list[tuple[str, Any]]], Any] | None = None
) -> Any:
    """Return the values of a JSON text that came from an address.

    :param pairs: makes an object of its members, where a key may stand twice.
    :raises SourceUnavailable: not readable or nested too deeply.
    """
    try:
        data = json.loads(
            text,
            strict=False,
            parse_int=_whole,
            parse_float=_number,
            parse_constant=_constant,
            object_pairs_hook=pairs,
        )
    except RecursionError as err:
        raise SourceUnavailable(N_("The data of {url} are nested too deeply."), url=url) from err
    except ValueError as err:
        raise SourceUnavailable(
            N_("The data of {url} can't be read, perhaps they are cut off: {error}"),
            url=url,
            error=str(err)[:300],
        ) from err
    if any(depth > MAX_DEPTH for depth, _key, _value in walk_json(data)):
        raise SourceUnavailable(N_("The data of {url} are nested too deeply."), url=url)
    return _mended(data) if _SURROGATE.search(text) else data


def walk_json(data: Any) -> Iterator[tuple[int, str, Any]]:
    """Yield (depth, key, value) of everything inside, without recursion.

    Below `MAX_DEPTH` it goes one step, so that a caller sees that there is more.
    """
    open_ = [(0, "", data)]
    while open_:
        depth, key, value = open_.pop()
        yield depth, key, value
        if depth > MAX_DEPTH:
            continue
        if isinstance(value, dict):
            open_.extend((depth + 1, k, v) for k, v in value.items())
        elif isinstance(value, list):
            open_.extend((depth + 1, "", v) for v in value)


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) <= MAX_DIGITS else digits


def _number(digits: str) -> float | str:
    number = float(digits)
    return number if math.isfinite(number) else digits


def _constant(name: str) -> None:
    note(Finding("page.number", Severity.WRONG, before=name))


def _mended(value: Any) -> Any:
    """Replace halves of surrogate pairs, which no database and no RDF takes, by U+FFFD."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_mended(item) for item in value]
    if isinstance(value, dict):
        return {_mended(key): _mended(item) for key, item in value.items()}
    return value
