"""Takes a blocked field out of a source's record before anything is stored of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from pyoxigraph import BlankNode, NamedNode, Triple

from ckanext.modellregion_owl.curation.blocks import Block
from ckanext.modellregion_owl.harvest.records.record import Record
from ckanext.modellregion_owl.harvest.records.subgraph import DCAT, DCT
from ckanext.modellregion_owl.rdf.rows import load_rows

_DISTRIBUTION = DCAT + "distribution"
# CKAN's own fields that no row has; several properties are read into some.
_MORE = {
    "tags": (DCAT + "keyword",),
    "tag_string": (DCAT + "keyword",),
    "url": (DCAT + "landingPage", DCAT + "accessURL", DCAT + "downloadURL"),
    "name": (DCT + "title",),
    "contact": (DCAT + "contactPoint",),
}


def stripped(record: Record, blocks: Sequence[Block]) -> Record:
    """Return the record without what is blocked, under the digest of what the source has said."""
    if not blocks:
        return record
    gone = {triple for one in blocks for triple in _of(record, one)}
    left = _without_orphans([t for t in record.triples if t not in gone], record)
    title = "" if any(one.field == "title" for one in blocks) else record.title
    kept = tuple(f for f in record.findings if f.field not in {one.field for one in blocks})
    return replace(record, triples=tuple(left), title=title, findings=kept)


def _of(record: Record, one: Block) -> Iterable[Triple]:
    names = _properties(one)
    mine: Collection[object] = {record.subject}
    nodes = _files(record, one.resource_key) if one.resource_key else mine
    return (t for t in record.triples if t.subject in nodes and t.predicate.value in names)


def _properties(one: Block) -> set[str]:
    rows = load_rows()
    entity = rows.resource if one.resource_key else rows.dataset
    found = {str(p) for r in entity if r.field == one.field for p in (r.predicate, *r.read_from)}
    return found | set(_MORE.get(one.field, ()))


def _files(record: Record, key: str) -> Collection[object]:
    """Return the nodes of the file with that IRI; of one that is known by an id only, all files.

    Too much is taken away rather than too little.
    """
    found = {
        t.object
        for t in record.triples
        if t.predicate.value == _DISTRIBUTION and isinstance(t.object, (NamedNode, BlankNode))
    }
    return {node for node in found if isinstance(node, NamedNode) and node.value == key} or found


def _without_orphans(triples: Sequence[Triple], before: Record) -> list[Triple]:
    """Return the triples without nodes that only hung on what is gone: an agent and its address."""
    lost = _reached(before.triples, before.subject) - _reached(triples, before.subject)
    return [t for t in triples if t.subject not in lost]


def _reached(triples: Iterable[Triple], root: NamedNode | BlankNode) -> set[object]:
    below: dict[object, set[object]] = defaultdict(set)
    for triple in triples:
        below[triple.subject].add(triple.object)
    found: set[object] = set()
    waiting: list[object] = [root]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += below.get(node, ())
    return found
