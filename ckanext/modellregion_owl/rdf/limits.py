"""What fits into GovData's index: no value, and no list of values, of more than 32,766 bytes.

A longer one costs GovData the whole dataset (spec govdata.md 2). CKAN keeps everything; the feed
shortens a text and leaves out the end of a list. Descriptions may be longer there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.rows import Row
from ckanext.modellregion_owl.rdf.statements import Literal, Node

MAX_BYTES = 32_000
MORE = " …"
Value = tuple[Node, Mapping[str, Any]]  # with the stored node that it was made of, if any

_UNLIMITED = frozenset((iri("dct:description"),))


def size(text: str) -> int:
    """Return the bytes of a text in UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def shortened(text: str) -> str:
    """Return a text that fits, cut between two words where that is possible."""
    if len(text) * 4 <= MAX_BYTES or size(text) <= MAX_BYTES:
        return text
    room = MAX_BYTES - size(MORE)
    cut = text.encode("utf-8", "ignore")[:room].decode("utf-8", "ignore")
    words = cut.rpartition(" ")[0]
    return (words if len(words) > len(cut) // 2 else cut) + MORE


def limited(row: Row) -> bool:
    """Tell whether a row's values may not be longer than allowed."""
    return row.predicate not in _UNLIMITED and row.kind not in ("node", "geometry")


def fitting(row: Row, values: Sequence[Value]) -> Sequence[Value]:
    """Return a row's values as far as they fit, long texts shortened."""
    total = sum(len(str(value)) for value, _ in values)
    if total * 4 <= MAX_BYTES or not limited(row):
        return values
    found: list[Value] = []
    room = MAX_BYTES
    for value, item in values:
        if isinstance(value, Literal):
            text = shortened(str(value))
            if text != str(value):
                value = Literal(text, value.language, value.datatype)
        room -= size(str(value)) + 4  # quotation marks and comma of the list as JSON
        if room < 0 and found:
            break
        found.append((value, item))
    return found


def note_limits(row: Row, value: object) -> None:
    """Note what the feed will shorten or leave out of a row's text or texts."""
    if type(value) is str and len(value) * 4 <= MAX_BYTES:  # nearly all of them
        return
    texts = value if isinstance(value, list) else (str(value),)
    if sum(map(len, texts)) * 4 <= MAX_BYTES or not limited(row):
        return
    room = MAX_BYTES
    for number, text in enumerate(texts):
        if shortened(text) != text:
            note(Finding("text.shortened", Severity.IMPROVE, row.field, text, shortened(text)))
        room -= size(shortened(text)) + 4
        if room < 0 and number:
            note(Finding("value.too_many", Severity.IMPROVE, row.field, text))


def indexable(indexed: dict[str, Any]) -> dict[str, Any]:
    """Return what goes into our own search index: no field of one word that is too long.

    CKAN writes each extra twice, as searchable text (`extras_x`) and as one word (`x`), and Solr
    refuses a dataset with a longer word. The text stays, and so does the whole dataset in
    `data_dict`.
    """
    return {
        key: value
        for key, value in indexed.items()
        if not (f"extras_{key}" in indexed and isinstance(value, str) and size(value) > MAX_BYTES)
    }
