"""What people read of every rule, and what they can do: one place for reports and pages."""

from __future__ import annotations

from ckanext.modellregion_owl.harvest.exceptions import N_
from ckanext.modellregion_owl.harvest.personal import rules as personal
from ckanext.modellregion_owl.rdf.rules import MESSAGES as PROFILE
from ckanext.modellregion_owl.texts import translate

_OWN = {
    "iri.repaired": N_("An address had characters that are not allowed in it."),
    "page.charset": N_("The source declares another character set than it sends."),
    "record.too_many_resources": N_("The dataset has more files than are taken over."),
    "record.too_many_tags": N_("The dataset has more keywords than are taken over."),
    "record.text_cut": N_("The text was too long and was cut off."),
    "default": N_("The source says nothing here; the municipality's value was filled in."),
}
_ADVICE = {
    "default": N_("Nothing to do. Better: ask the source to give it itself."),
    "record.too_many_resources": N_("Ask the source to divide the dataset."),
    "record.too_many_tags": N_("Ask the source for fewer keywords."),
    "record.text_cut": N_("Ask the source for a shorter text."),
}
_BY_ENDING = {
    "spelling": N_("Nothing to do: the value was put right here. Better: change it at the source."),
    "unknown": N_("Ask the source for a value of the official list."),
    "unreadable": N_("Ask the source to correct the value."),
}
_OTHERWISE = N_("Look at the dataset, and ask the source to correct it if need be.")


def message(rule: str) -> str:
    """Return in one sentence what a rule says; a rule without a sentence says its name."""
    known = {**PROFILE, **personal.MESSAGES, **_OWN}
    text = known.get(rule) or known.get(rule.partition(".")[0])
    return translate(text) if text else rule


def advice(rule: str) -> str:
    """Return what to do about the findings of a rule."""
    known = {**personal.ADVICE, **_ADVICE}
    text = known.get(rule) or known.get(rule.partition(".")[0])
    return translate(text or _BY_ENDING.get(rule.rpartition(".")[2], _OTHERWISE))


def severity(name: str) -> str:
    """Return the word for a severity (design: wording)."""
    return {
        "blocks": translate("Blocks GovData"),
        "wrong": translate("Wrong"),
        "improve": translate("Could be better"),
    }.get(name, name)


def state(name: str) -> str:
    """Return the word for how a run ended."""
    return {
        "running": translate("Running"),
        "closing": translate("Running"),
        "finished": translate("Finished"),
        "incomplete": translate("Not read to the end"),
        "held": translate("Waits for your decision"),
        "failed": translate("Failed"),
        "locked": translate("Another run was at work"),
        "aborted": translate("Broken off"),
    }.get(name, name)


def action(name: str) -> str:
    """Return the word for what became of a record."""
    return {
        "added": translate("new"),
        "changed": translate("changed"),
        "taken_over": translate("taken over"),
        "removed": translate("withdrawn"),
        "failed": translate("failed"),
        "note": translate("note"),
    }.get(name, name)
