"""Knows this portal's own datasets again when they come back through another catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from pyoxigraph import Literal, NamedNode

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.harvest.exceptions import N_, Message
from ckanext.modellregion_owl.harvest.records.identity_keys import UUID, Traits
from ckanext.modellregion_owl.harvest.records.record import Record
from ckanext.modellregion_owl.harvest.records.subgraph import DCAT, DCT
from ckanext.modellregion_owl.harvest.store.sql import any_of

DISTRIBUTION = DCAT + "distribution"
# What says whose a dataset is; a link in its text says nothing.
OWNERS = (DCT + "publisher", DCT + "isPartOf", DCAT + "inCatalog", DCAT + "landingPage")


class Echo:
    """Tells echoes by the roots of the addresses that this portal gives."""

    def __init__(self) -> None:
        roots = {config.base_iri(), str(tk.config["ckan.site_url"]).rstrip("/")}
        self._roots = tuple(sorted(f"{root}/" for root in roots if root))

    def found(self, records: Sequence[tuple[Record, Traits]]) -> dict[str, Message]:
        """Return {GUID: why} of the records that are this portal's own; one query for all."""
        ours = _our_ids(text for _record, traits in records for text in traits.identifiers)
        reasons: dict[str, Message] = {}
        for record, traits in records:
            sign = self._sign(record, traits) or next(
                (text for text in traits.identifiers if text.lower() in ours), ""
            )
            if sign:
                text = N_("“{title}” comes from this portal itself ({sign}) and was not taken in.")
                reasons[record.guid] = Message(text, {"title": record.title, "sign": sign})
        return reasons

    def _sign(self, record: Record, traits: Traits) -> str:
        """Return the address that gives an echo away, "" for none."""
        subject = record.subject.value if isinstance(record.subject, NamedNode) else ""
        owners = (
            t.object.value
            for t in record.triples
            if t.subject == record.subject
            and t.predicate.value in OWNERS
            and isinstance(t.object, (NamedNode, Literal))
        )
        texts = (subject, *traits.identifiers, *owners)
        sign = next((text for text in texts if text.startswith(self._roots)), "")
        return sign or self._of_files(record)

    def _of_files(self, record: Record) -> str:
        """Return an address of ours if every file has one: some catalogues keep only those."""
        files = [
            t.object.value
            for t in record.triples
            if t.subject == record.subject
            and t.predicate.value == DISTRIBUTION
            and isinstance(t.object, NamedNode)
        ]
        return files[0] if files and all(f.startswith(self._roots) for f in files) else ""


def _our_ids(identifiers: Iterable[str]) -> set[str]:
    """Return those identifiers that are ids of datasets of this portal."""
    ids = {text.lower() for text in identifiers if UUID.fullmatch(text)}
    if not ids:
        return set()
    query = sa.select(model.Package.id).where(
        model.Package.id == any_of(ids), model.Package.state == "active"
    )
    return set(model.Session.scalars(query))
