"""Cuts out of a page what belongs to one dataset."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from ckanext.modellregion_owl.harvest.exceptions import N_, RecordInvalid
from ckanext.modellregion_owl.rdf import boundary

DCAT = "http://www.w3.org/ns/dcat#"
DCT = "http://purl.org/dc/terms/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
FOAF = "http://xmlns.com/foaf/0.1/"
HYDRA = "http://www.w3.org/ns/hydra/core#"

TYPE = NamedNode(RDF + "type")
DATASET = NamedNode(DCAT + "Dataset")
SERIES = NamedNode(DCAT + "DatasetSeries")
PRIMARY_TOPIC = NamedNode(FOAF + "primaryTopic")
IS_PRIMARY_TOPIC_OF = NamedNode(FOAF + "isPrimaryTopicOf")

MAX_TRIPLES = 20_000  # of one dataset; more is a mistake of the source
MAX_DEPTH = 30  # steps from the dataset; distributions' services' contacts are at four

OTHERS = {NamedNode(text) for text in boundary.OTHERS}
LINKS = {NamedNode(text) for text in boundary.LINKS}


class PageGraph:
    """The statements of a page by their subject, out of which its datasets are cut.

    Filled by the parser without a store between: that took a third of the time of reading a page.
    """

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._about: dict[Any, list[Triple]] = defaultdict(list)
        self._again: set[Any] = set()  # nodes that are described in several places
        self._entries: dict[Any, list[Any]] = defaultdict(list)
        self._others: set[Any] = set()
        self._typed: dict[Any, dict[Any, None]] = defaultdict(dict)
        last: Any = None
        about: list[Triple] = []
        for quad in quads:
            triple = quad.triple
            subject, predicate = triple.subject, triple.predicate
            if subject != last:  # a node's statements mostly stand together
                last, about = subject, self._about[subject]
                if about:
                    self._again.add(subject)
            about.append(triple)
            if predicate == TYPE:
                self._typed[triple.object][subject] = None
                if triple.object in OTHERS:
                    self._others.add(subject)
            elif predicate == PRIMARY_TOPIC:
                self._entries[triple.object].append(subject)

    def __len__(self) -> int:
        """Return the number of different statements."""
        return len({triple for about in self._about.values() for triple in about})

    def typed(self, *classes: NamedNode) -> list[NamedNode | BlankNode]:
        """Return the nodes of any of the classes, in an order that does not depend on the file."""
        return sorted({node for cls in classes for node in self._typed.get(cls, ())}, key=str)

    def texts(self, node: NamedNode | BlankNode, predicate: NamedNode) -> list[str]:
        """Return the values of a property as text, whether IRI or literal."""
        found = (t.object for t in self._about.get(node, ()) if t.predicate == predicate)
        return [str(getattr(value, "value", "")).strip() for value in found]

    def subgraph(self, subject: NamedNode | BlankNode) -> list[Triple]:
        """Return the triples of a dataset and of the nodes on the page that belong to it.

        Followed are blank nodes and IRIs that the page describes (distributions, agents, services,
        places), but not sibling datasets, the catalogue or whole vocabularies. The catalogue's
        entry about the dataset points to it; it is said the other way round. A series is a
        dataset, too: ckanext-dcat's parser looks for nothing else (spec dcat-ap-de-3.0.md 1.5, 5).

        :raises RecordInvalid: more than `MAX_TRIPLES` triples or `MAX_DEPTH` steps.
        """
        found = self._as_dataset(subject)
        seen: set[object] = {subject}
        open_: list[tuple[int, Any]] = [(0, subject)]
        for entry in self._entries.get(subject, ()):
            found.append(Triple(subject, IS_PRIMARY_TOPIC_OF, entry))
            if entry not in seen:
                seen.add(entry)
                open_.append((1, entry))
        while open_:
            depth, node = open_.pop()
            about = self._statements(node)
            found += about
            for triple in about:
                target = triple.object
                if target in self._about and target not in seen and self._belongs(triple, target):
                    seen.add(target)
                    open_.append((depth + 1, target))
            if len(found) > MAX_TRIPLES or depth > MAX_DEPTH:
                raise RecordInvalid(
                    N_("The dataset holds more than {number} statements or is nested too deeply."),
                    number=MAX_TRIPLES,
                )
        return found

    def _statements(self, node: Any) -> list[Triple]:
        """Return what the page says of a node, each once.

        Catalogues repeat a publisher with each of its datasets: taken as it stands, every dataset
        would hold the same statements as often as it has siblings.
        """
        if node in self._again:
            self._again.discard(node)
            self._about[node] = list(dict.fromkeys(self._about[node]))
        return self._about[node]

    def _as_dataset(self, subject: NamedNode | BlankNode) -> list[Triple]:
        types = {t.object for t in self._about.get(subject, ()) if t.predicate == TYPE}
        series_only = SERIES in types and DATASET not in types
        return [Triple(subject, TYPE, DATASET)] if series_only else []

    def _belongs(self, triple: Triple, target: object) -> bool:
        if triple.predicate in LINKS:
            # A blank node has no other home than here.
            return isinstance(target, BlankNode)
        return target not in self._others


def texts(
    triples: list[Triple], subject: NamedNode | BlankNode, predicate: str
) -> Iterator[Literal]:
    """Yield the literals of a property of the dataset itself, German first, in a stable order."""
    wanted = NamedNode(predicate)
    found = [
        t.object
        for t in triples
        if t.predicate == wanted and t.subject == subject and isinstance(t.object, Literal)
    ]
    rank = {"de": 0, None: 1, "": 1}
    yield from sorted(found, key=lambda o: (rank.get((o.language or "")[:2] or None, 2), o.value))
