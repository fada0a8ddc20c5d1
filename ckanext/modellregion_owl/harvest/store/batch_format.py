"""The records of a batch as bytes, and back."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from ckanext.modellregion_owl.findings import Finding, from_json, to_json
from ckanext.modellregion_owl.harvest.records.packed import node, pack, unpack, written
from ckanext.modellregion_owl.harvest.records.record import Record
from ckanext.modellregion_owl.harvest.store.known import Known

Decided = tuple[Record, Known, tuple[Finding, ...]]


def to_bytes(decided: Sequence[Decided]) -> bytes:
    """Return records, what is known of each, and the findings of the comparison, compressed."""
    data = [
        {
            "guid": record.guid,
            "digest": record.digest,
            "title": record.title,
            "subject": written(record.subject),
            "triples": base64.b64encode(pack(record.triples)).decode("ascii"),
            "lasting": record.lasting,
            "noticed": to_json(record.findings),
            "known": asdict(known),
            "findings": to_json(findings),
        }
        for record, known, findings in decided
    ]
    return zlib.compress(json.dumps(data).encode(), 1)


def from_bytes(body: bytes) -> list[Decided]:
    """Return what `to_bytes` has packed."""
    return [_item(data) for data in json.loads(zlib.decompress(body))]


def _item(data: dict[str, Any]) -> Decided:
    record = Record(
        data["guid"],
        data["digest"],
        data["title"],
        node(data["subject"]),
        unpack(base64.b64decode(data["triples"])),
        data["lasting"],
        from_json(data["noticed"]),
    )
    known = data["known"]
    instead = known.get("instead_of")
    known["instead_of"] = tuple(instead) if instead else None
    return record, Known(**known), from_json(data["findings"])
