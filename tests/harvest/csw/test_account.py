"""Lossless: each recorded value is said, named by a finding, or ignored for a reason."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache

import pytest

from ckanext.modellregion_owl.findings import collect
from ckanext.modellregion_owl.harvest.iso.dataset import Options, describe_dataset
from ckanext.modellregion_owl.harvest.iso.ignored import IGNORED
from ckanext.modellregion_owl.harvest.iso.keywords import MARKERS
from ckanext.modellregion_owl.harvest.iso.metadata import Metadata
from ckanext.modellregion_owl.harvest.iso.tree import HREF
from ckanext.modellregion_owl.rdf.rules import MESSAGES
from ckanext.modellregion_owl.vocabularies import NAMES, vocabulary

pytestmark = pytest.mark.unit


def leaves(element, path: str) -> Iterator[tuple[str, str]]:
    """Yield path and value of every text, code and address below an element."""
    path = f"{path}/{element.tag}"
    if (element.text or "").strip() and element.get("codeListValue") is None:
        yield path, element.text.strip()
    for name in ("codeListValue", HREF, "uuidref"):
        value = (element.get(name) or "").strip()
        if value and not value.startswith("#"):
            yield path, value
    for child in element:
        yield from leaves(child, path)


@cache
def pattern(ending: str) -> re.Pattern[str]:
    kind, _, path = ending.rpartition(":")
    parts = ({"**": ".*", "*": "[^/]+"}.get(part, re.escape(part)) for part in path.split("/"))
    return (
        re.compile(f"{kind}:.*/" + "/".join(parts) + "$")
        if kind
        else re.compile("[a-z]+:.*/" + "/".join(parts) + "$")
    )


def ignored(kind: str, path: str) -> bool:
    return any(pattern(ending).search(f"{kind}:{path}/") for ending, _ in IGNORED)


def spellings(value: str) -> Iterator[str]:
    """Yield the value, and what the official lists call it."""
    yield " ".join(value.split())
    for name in NAMES:
        term = vocabulary(name).find(value)
        if term:
            yield term.uri
    if re.fullmatch(r"-?\d+\.\d+", value):
        yield f"{float(value):.10g}"


def told(value: str, output: str, findings: str) -> bool:
    if value.startswith("{"):
        data = json.loads(value)
        # Name and address stand in only where the id is unknown (spec).
        return all(told(data[key].strip(), output, findings) for key in ("id", "quelle"))
    return any(text in output or text in findings for text in spellings(value))


def account(metadata: Metadata, about, found) -> list[tuple[str, str]]:
    said = [about.term, *(triple.object for triple in about.triples)]
    output = "\n".join(" ".join(getattr(term, "value", "").split()) for term in said)
    findings = "\n".join(" ".join(f"{f.before} {f.after}".split()) for f in found)
    kind = "service" if metadata.is_service else "dataset"
    if any(f.rule == "iso.service_address" for f in found):
        return []  # the finding names the service that is left out whole
    return [
        (path, value)
        for path, value in leaves(metadata.element, "")
        if not told(value, output, findings)
        and not ignored(kind, path)
        and value.casefold() not in MARKERS
    ]


def test_nothing_is_unexplained(recordings, iso):
    """Datasets by themselves; services as joined to a dataset."""
    unexplained = {}
    values = 0
    for name, xml in recordings:
        metadata = iso.read(xml)
        values += len(list(leaves(metadata.element, "")))
        dataset = iso.read(iso.metadata()) if metadata.is_service else metadata
        services = [metadata] if metadata.is_service else []
        with collect() as found:
            about = describe_dataset(dataset, services, Options())
        assert {f.rule for f in found} <= set(MESSAGES), "a rule without words for people"
        if missing := account(metadata, about, found):
            unexplained[name] = missing
    assert unexplained == {}
    assert values > 2000


def test_every_reason_is_needed(recordings, iso):
    """A path that stands in no recording is not in the list without being tested elsewhere."""
    paths = {
        f"{'service' if m.is_service else 'dataset'}:{path}/"
        for m in (iso.read(xml) for _, xml in recordings)
        for path, _ in leaves(m.element, "")
    }
    idle = {ending for ending, _ in IGNORED if not any(pattern(ending).search(p) for p in paths)}
    assert idle <= UNRECORDED


# Named for completeness; no recording has them.
UNRECORDED = {
    "MD_Metadata/locale/**",
    "onLine/CI_OnlineResource/applicationProfile/**",
    "transferOptions/MD_DigitalTransferOptions/offLine/**",
    "EX_GeographicDescription/geographicIdentifier/*/version/**",
    "SV_ServiceIdentification/citation/*/edition/**",
}
