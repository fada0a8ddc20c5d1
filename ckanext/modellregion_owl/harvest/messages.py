"""What people read of every rule, and what they can do: one place for reports and pages."""

from __future__ import annotations

from collections.abc import Iterator

from flask import has_request_context

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.harvest.adapters.ckan import MESSAGES as CKAN
from ckanext.modellregion_owl.harvest.exceptions import N_
from ckanext.modellregion_owl.harvest.personal import rules as personal
from ckanext.modellregion_owl.logic.obligations import MESSAGES as OBLIGATIONS
from ckanext.modellregion_owl.rdf.rules import MESSAGES as PROFILE
from ckanext.modellregion_owl.texts import translate

_OWN = {
    "record.brackets": N_(
        "The text has more open brackets than a page can show; they became round ones."
    ),
    "iri.repaired": N_("An address had characters that are not allowed in it."),
    "record.too_many_resources": N_("The dataset has more files than are taken over."),
    "record.too_many_tags": N_("The dataset has more keywords than are taken over."),
    "record.text_cut": N_("The text was too long and was cut off."),
    "record.reidentified": N_(
        "The source has given the dataset another number; it is the same one."
    ),
    "record.ambiguous": N_("It can't be told which known dataset this is; it stands as a new one."),
    "record.taken_over": N_("The dataset stood in the portal before; its address stays."),
    "overlay.conflict": N_("The source has a new value; the one that was set here stands."),
    "overlay.resource_gone": N_("A value was set here for a file that no longer exists."),
    "default": N_("The source says nothing here; the municipality's value was filled in."),
}
# Every rule of the project; no rule stands in two of them.
TABLES = (PROFILE, OBLIGATIONS, personal.MESSAGES, CKAN, _OWN)
_ALL = {rule: text for table in TABLES for rule, text in table.items()}
_ADVICE = {
    "default": N_("Nothing to do. Better: ask the source to give it itself."),
    "record.reidentified": N_("Nothing to do."),
    "record.taken_over": N_("Nothing to do."),
    "record.ambiguous": N_(
        "Compare the datasets of that title, and join them if they are the same."
    ),
    "overlay.conflict": N_("Compare both values, and take your own away if the source's is right."),
    "overlay.resource_gone": N_("Take the value away, or set it for another file."),
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
    text = _ALL.get(rule) or _ALL.get(rule.partition(".")[0])
    return translate(text) if text else rule


def advice(rule: str) -> str:
    """Return what to do about the findings of a rule."""
    return translate(_advice(rule))


def documented() -> Iterator[tuple[str, str, str]]:
    """Yield each rule with what it says and what to do, as English msgids, by their names."""
    for rule in sorted(_ALL):
        yield rule, _ALL[rule], _advice(rule)


def asks(rule: str) -> bool:
    """Tell whether somebody can do something about the findings of a rule."""
    return not _advice(rule).startswith("Nothing to do")


def _advice(rule: str) -> str:
    known = {**personal.ADVICE, **_ADVICE}
    text = known.get(rule) or known.get(rule.partition(".")[0])
    return text or _BY_ENDING.get(rule.rpartition(".")[2], _OTHERWISE)


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


def field(name: str) -> str:
    """Return how the form calls a field (`resources.description` too); its name where it has none.

    Outside of a request the form's language is not known: the name stands.
    """
    schema = tk.h.scheming_get_dataset_schema("dataset") if has_request_context() else None
    if not schema or not name:
        return name
    part, _dot, last = name.rpartition(".")
    fields = schema["resource_fields" if part == "resources" else "dataset_fields"]
    label = next((f.get("label") for f in fields if f["field_name"] == last), None)
    return str(tk.h.scheming_language_text(label)) if label else name
