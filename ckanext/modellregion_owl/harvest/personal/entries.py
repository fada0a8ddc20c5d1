"""Cleans one entry: names, parts of names, telephone numbers, notes."""

from __future__ import annotations

import re

from pyoxigraph import Literal, NamedNode, Triple

from ckanext.modellregion_owl.findings import Severity
from ckanext.modellregion_owl.harvest.personal import terms
from ckanext.modellregion_owl.harvest.personal.agents import Agent
from ckanext.modellregion_owl.harvest.personal.contacts import MAIL, Line, line, mail_kind, mails
from ckanext.modellregion_owl.harvest.personal.names import Kind, Verdict, whose
from ckanext.modellregion_owl.harvest.personal.work import HIDDEN, Changes, Work


def clean_entry(agent: Agent, office: str, work: Work, changes: Changes) -> None:
    """Replace names, drop their parts, direct lines and notes of one entry."""
    own = _own_office(agent) or office
    personal = bool(agent.parts)
    for triple in agent.names:
        text = terms.text(triple.object)
        verdict = _verdict(text, agent, work)
        if verdict.kind is Kind.PERSON:
            personal = True
            instead = verdict.office or own
            work.removed.add(text)
            changes[triple] = terms.with_text(triple, instead) if instead else None
            work.note("personal.name", Severity.IMPROVE, agent.field, HIDDEN, instead)
        elif verdict.kind is Kind.DOUBT:
            work.note("personal.name_doubt", Severity.WRONG, agent.field, HIDDEN)
    personal = personal or any(
        mail_kind(m, work.names) is Kind.PERSON
        for triple in agent.triples
        for m in mails(terms.text(triple.object))
    )
    for triple in agent.parts:
        work.removed.add(terms.text(triple.object))
        changes[triple] = None
        work.note("personal.name", Severity.IMPROVE, agent.field, HIDDEN, "")
    for triple in agent.phones:
        _clean_phone(triple, agent, personal, work, changes)
    if personal:
        _retype(agent, changes)
    for triple in agent.others:
        _clean_other(triple, agent, work, changes)
    named = [t for t in agent.names if changes.get(t, t) is not None]
    if agent.parts and agent.node and own and not named:
        # An entry of given and family name only would be left without a name.
        name = NamedNode(terms.NAME_FOR[agent.vocabulary])
        work.added.append(Triple(agent.node, name, Literal(own)))


def _verdict(text: str, agent: Agent, work: Work) -> Verdict:
    """Return whose a name is; who is known as a person from elsewhere in the record is one here."""
    verdict = whose(text, agent.person)
    if verdict.kind is not Kind.PERSON and terms.names_person(text.casefold(), work.names):
        return Verdict(Kind.PERSON, "", verdict.names)
    return verdict


def _retype(agent: Agent, changes: Changes) -> None:
    for triple in agent.types:
        office = terms.PERSON_TYPES.get(terms.text(triple.object))
        if office:
            changes[triple] = Triple(triple.subject, triple.predicate, NamedNode(office))


def _own_office(agent: Agent) -> str:
    for triple in agent.names:
        verdict = whose(terms.text(triple.object), agent.person)
        if verdict.kind is Kind.OFFICE and verdict.office:
            return terms.text(triple.object)
    return ""


def _clean_phone(
    triple: Triple,
    agent: Agent,
    personal: bool,
    work: Work,
    changes: Changes,
) -> None:
    number = terms.text(triple.object)
    kind = line(number)
    if kind is Line.MOBILE or (personal and kind is not Line.CENTRAL):
        work.removed.add(number)
        changes[triple] = None
        work.note("personal.phone", Severity.IMPROVE, agent.field, HIDDEN)
    elif kind is Line.DIRECT:
        work.note("personal.phone_doubt", Severity.WRONG, agent.field, HIDDEN)


def _clean_other(triple: Triple, agent: Agent, work: Work, changes: Changes) -> None:
    """Drop what else an entry says of the person: a note, the address of a page of hers."""
    text = terms.text(triple.object).casefold()
    if text.startswith("mailto:") or MAIL.fullmatch(text):
        return
    words = set(re.split(r"[^\w]+", text))
    named = isinstance(triple.object, Literal) and any(
        name in words for name in work.names if len(name) > 3
    )
    if named or terms.names_person(text, work.names):
        if terms.is_agent_link(triple):
            return  # the entry that it leads to is cleaned itself
        changes[triple] = None
        work.note("personal.name", Severity.IMPROVE, agent.field, HIDDEN)
