"""Notes addresses, numbers and names in free text."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, Triple

from ckanext.modellregion_owl.findings import Severity
from ckanext.modellregion_owl.harvest.personal import terms
from ckanext.modellregion_owl.harvest.personal.agents import Agent
from ckanext.modellregion_owl.harvest.personal.contacts import mail_kind, mails, mask_mail, phones
from ckanext.modellregion_owl.harvest.personal.names import Kind
from ckanext.modellregion_owl.harvest.personal.work import HIDDEN, Work


def note_texts(triples: Iterable[Triple], found: Iterable[Agent], work: Work) -> None:
    """Note addresses, numbers and removed names in free text; the text stays as it is."""
    inside = {triple for agent in found for triple in agent.triples}
    for triple in triples:
        if not isinstance(triple.object, Literal) or triple in inside:
            continue
        text = triple.object.value
        name = terms.field_of(triple.predicate.value)
        for address in mails(text):
            office = mail_kind(address, work.names) is Kind.OFFICE
            severity = Severity.IMPROVE if office else Severity.WRONG
            work.note("personal.text_mail", severity, name, mask_mail(address))
        if phones(text):
            work.note("personal.text_phone", Severity.IMPROVE, name, HIDDEN)
        if work.names and terms.names_person(text.casefold(), work.names):
            work.note("personal.text_name", Severity.WRONG, name, HIDDEN)
