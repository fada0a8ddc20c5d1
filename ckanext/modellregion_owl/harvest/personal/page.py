"""Cleans a whole page of an adapter; what a source's setting means."""

from __future__ import annotations

from dataclasses import replace

from ckanext.modellregion_owl.findings import Finding
from ckanext.modellregion_owl.harvest.exceptions import Message, RecordInvalid
from ckanext.modellregion_owl.harvest.personal.clean import clean
from ckanext.modellregion_owl.harvest.personal.contacts import mask
from ckanext.modellregion_owl.harvest.personal.work import Policy, unplaced
from ckanext.modellregion_owl.harvest.records.record import Page, Record, Skipped
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.region import Municipality


def policy(source: Source, municipality: Municipality | None) -> Policy:
    """Return what the source's key `personal_data` asks for; the municipality is the office."""
    return Policy(
        keep=source.setting("personal_data") == "all",
        organisation=municipality.publisher_name if municipality else source.title,
        mailbox=str(source.setting("mailbox") or ""),
    )


def clean_page(page: Page, rule: Policy) -> Page:
    """Return the page with cleaned records; broken records and findings without addresses."""
    records = tuple(clean_record(record, rule) for record in page.records)
    return replace(clean_rest(page, rule), records=records)


def clean_record(record: Record, rule: Policy) -> Record:
    """Return the record without persons, under the digest of what the source has said.

    That digest is what tells the next run that nothing has changed, before any cleaning.
    """
    return replace(clean(record, rule), digest=record.digest)


def clean_rest(page: Page, rule: Policy) -> Page:
    """Return the page with its records as they are; all else of it without persons."""
    if rule.keep:
        return page
    return replace(
        page,
        problems=tuple(_problem(problem) for problem in page.problems),
        findings=tuple(_finding(found) for found in page.findings),
        unread=tuple(masked(message) for message in page.unread),
        skipped=tuple(_skipped(item) for item in page.skipped),
    )


def _skipped(item: Skipped) -> Skipped:
    findings = tuple(_finding(found) for found in item.findings)
    reason = masked(item.reason)
    return replace(item, title=mask(item.title), reason=reason, findings=findings)


def _finding(found: Finding) -> Finding:
    return unplaced(replace(found, before=mask(found.before), after=mask(found.after)))


def masked(message: Message) -> Message:
    """Return a message without mail addresses and telephone numbers: it may quote the source."""
    return Message(message.msgid, {key: mask(value) for key, value in message.params.items()})


def _problem(problem: RecordInvalid) -> RecordInvalid:
    message = masked(problem.message)
    return RecordInvalid(message.msgid, problem.guid, mask(problem.title), **message.params)
