"""Finds the entries of persons and offices among the triples of a record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as _field

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ckanext.modellregion_owl.harvest.personal import terms

Node = NamedNode | BlankNode


@dataclass
class Agent:
    """One entry: its node (None for an agent that is a mere text) and what is said of it.

    `person`: the source says that it is a person. `triples` are all, of the node and of blank nodes
    below; the other lists sort them.
    """

    node: Node | None
    field: str
    triples: list[Triple] = _field(default_factory=list)
    names: list[Triple] = _field(default_factory=list)
    parts: list[Triple] = _field(default_factory=list)
    phones: list[Triple] = _field(default_factory=list)
    types: list[Triple] = _field(default_factory=list)
    others: list[Triple] = _field(default_factory=list)
    person: bool = False

    @property
    def vocabulary(self) -> str:
        """Return which vocabulary the entry is written in."""
        used = " ".join(t.predicate.value for t in self.triples)
        return next((v for v in ("vcard", "foaf", "schema") if v in used), "foaf")


def agents(triples: Sequence[Triple]) -> list[Agent]:
    """Return the entries in the order in which the triples name them."""
    by_subject: dict[object, list[Triple]] = defaultdict(list)
    fields: dict[Node, str] = {}
    found: list[Agent] = []
    for triple in triples:
        by_subject[triple.subject].append(triple)
        _notice(triple, fields, found)
    found += [
        _sorted(Agent(node, name), _below(node, by_subject, fields))
        for node, name in fields.items()
        if by_subject.get(node) or isinstance(node, NamedNode)
    ]
    return found


def _notice(triple: Triple, fields: dict[Node, str], found: list[Agent]) -> None:
    predicate, target = triple.predicate.value, triple.object
    if predicate == terms.RDF_TYPE:
        known = terms.text(target) in terms.AGENT_TYPES
        if known and isinstance(triple.subject, (NamedNode, BlankNode)):
            fields.setdefault(triple.subject, "agent")
        return
    name = terms.AGENT_FIELDS.get(terms.local(predicate))
    if name is None:
        return
    if isinstance(target, Literal):
        found.append(Agent(None, name, triples=[triple], names=[triple]))
    elif isinstance(target, (NamedNode, BlankNode)) and fields.get(target, "agent") == "agent":
        fields[target] = name


def _below(node: Node, by_subject: dict[object, list[Triple]], fields: dict) -> Iterable[Triple]:
    open_, seen = [node], {node}
    while open_:
        for triple in by_subject.get(open_.pop(), ()):
            yield triple
            target = triple.object
            if isinstance(target, BlankNode) and target not in seen and target not in fields:
                seen.add(target)
                open_.append(target)


def _sorted(agent: Agent, triples: Iterable[Triple]) -> Agent:
    for triple in triples:
        agent.triples.append(triple)
        predicate, value = triple.predicate.value, terms.text(triple.object)
        if predicate == terms.RDF_TYPE:
            agent.types.append(triple)
            agent.person = agent.person or value in terms.PERSON_TYPES
        elif predicate in terms.PARTS:
            agent.parts.append(triple)
            agent.person = agent.person or predicate in terms.NAME_PARTS
        elif (predicate in terms.PHONES or value.startswith("tel:")) and terms.is_number(value):
            agent.phones.append(triple)
        elif predicate in terms.NAMES and isinstance(triple.object, Literal):
            agent.names.append(triple)
        elif value and not isinstance(triple.object, BlankNode):
            agent.others.append(triple)
    return agent
