"""Replaces persons by their offices in the triples of a record, before anything is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from pyoxigraph import BlankNode, NamedNode, Triple

from ckanext.modellregion_owl.findings import Severity
from ckanext.modellregion_owl.harvest.personal import terms
from ckanext.modellregion_owl.harvest.personal.agents import Agent, agents
from ckanext.modellregion_owl.harvest.personal.contacts import mail_kind, mails, mask_mail
from ckanext.modellregion_owl.harvest.personal.entries import clean_entry
from ckanext.modellregion_owl.harvest.personal.names import Kind, whose
from ckanext.modellregion_owl.harvest.personal.texts import note_texts
from ckanext.modellregion_owl.harvest.personal.work import Changes, Policy, Work, hidden
from ckanext.modellregion_owl.harvest.records.digest import digest
from ckanext.modellregion_owl.harvest.records.record import Record

Node = NamedNode | BlankNode
T = TypeVar("T")


def clean(record: Record, policy: Policy) -> Record:
    """Return the record without persons; what was done stands in its `findings`.

    The digest is taken over what is left: a change in removed data only is no change.
    """
    if policy.keep:
        return record
    work = Work(policy)
    found = agents(record.triples)
    _learn_names(found, work)
    office = _office(found, policy)
    changes: Changes = {}
    for agent in found:
        clean_entry(agent, office, work, changes)
    mailboxes = _mailboxes(found, work)
    _clean_mails(record.triples, found, mailboxes, work, changes)
    triples = _changed([*record.triples, *work.added], changes, _renamed(found, work))
    note_texts(triples, found, work)
    findings = (*(hidden(f, work) for f in record.findings), *work.findings)
    if tuple(triples) == record.triples:
        return replace(record, findings=findings)
    return replace(record, triples=tuple(triples), digest=digest(triples), findings=findings)


def _learn_names(found: Iterable[Agent], work: Work) -> None:
    for agent in found:
        for triple in agent.names:
            verdict = whose(terms.text(triple.object), agent.person)
            if verdict.kind is Kind.PERSON:
                work.names.update(n for n in verdict.names if len(n) > 2)
        for triple in agent.parts:
            if triple.predicate.value in terms.NAME_PARTS:
                work.names.update(
                    part for part in terms.text(triple.object).casefold().split() if len(part) > 2
                )


def _office(found: Sequence[Agent], policy: Policy) -> str:
    """Return the office that stands for a person: the publisher's name, else the policy's."""
    for agent in sorted(found, key=lambda a: a.field != "publisher"):
        for triple in agent.names:
            verdict = whose(terms.text(triple.object), agent.person)
            if verdict.kind is Kind.OFFICE and verdict.office and agent.field == "publisher":
                return terms.text(triple.object)
    return policy.organisation


def _mailboxes(found: Iterable[Agent], work: Work) -> dict[str, str]:
    """Return the functional mailboxes of the record, {"": any, field: the entry's}."""
    boxes: dict[str, str] = {}
    for agent in found:
        for triple in agent.triples:
            for address in mails(terms.text(triple.object)):
                if mail_kind(address, work.names) is Kind.OFFICE:
                    boxes.setdefault(agent.field, address)
                    boxes.setdefault("", address)
    if work.policy.mailbox:
        boxes[""] = work.policy.mailbox
    return boxes


def _clean_mails(
    triples: Iterable[Triple],
    found: Sequence[Agent],
    boxes: dict[str, str],
    work: Work,
    changes: Changes,
) -> None:
    owner = {triple: agent for agent in found for triple in agent.triples}
    for triple in triples:
        text = terms.text(triple.object)
        agent = owner.get(triple)
        # Free text outside of an entry stays as it is (issue 5, pipeline 7); its finding follows.
        if "@" not in text or (agent is None and not text.startswith("mailto:")):
            continue
        if triple in changes:
            continue
        for address in mails(text):
            kind = mail_kind(address, work.names)
            name = agent.field if agent else terms.field_of(triple.predicate.value)
            if kind is Kind.PERSON:
                instead = boxes.get(name) or boxes.get("", "")
                work.removed.add(address)
                changes[triple] = terms.with_mail(triple, address, instead) if instead else None
                rule = "personal.mail" if instead else "personal.mail_missing"
                severity = Severity.IMPROVE if instead else Severity.WRONG
                work.note(rule, severity, name, mask_mail(address), instead)
                break
            if kind is Kind.DOUBT:
                work.note("personal.mail_doubt", Severity.WRONG, name, mask_mail(address))


def _renamed(found: Iterable[Agent], work: Work) -> dict[Node, BlankNode]:
    """Return the nodes whose own address names the person: they become blank."""
    renamed: dict[Node, BlankNode] = {}
    for agent in found:
        if isinstance(agent.node, NamedNode):
            address = agent.node.value
            named = any(mail_kind(m, work.names) is Kind.PERSON for m in mails(address))
            if named or terms.names_person(address.casefold(), work.names):
                work.removed.add(address)
                renamed[agent.node] = BlankNode()
    return renamed


def _changed(
    triples: Iterable[Triple],
    changes: Changes,
    renamed: dict[Node, BlankNode],
) -> list[Triple]:
    result = []
    for triple in triples:
        new = changes.get(triple, triple)
        if new is None:
            continue
        if renamed:
            new = Triple(_other(new.subject, renamed), new.predicate, _other(new.object, renamed))
        result.append(new)
    return list(dict.fromkeys(result))


def _other(term: T, renamed: dict[Node, BlankNode]) -> T | BlankNode:
    return renamed.get(term, term) if isinstance(term, NamedNode) else term
