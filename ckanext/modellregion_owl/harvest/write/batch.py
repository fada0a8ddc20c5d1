"""Maps and writes a batch of changed records, in whatever process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import ckan.model as model

from ckanext.modellregion_owl.curation.blocks import Blocks
from ckanext.modellregion_owl.curation.strip import stripped
from ckanext.modellregion_owl.harvest.exceptions import RecordInvalid
from ckanext.modellregion_owl.harvest.faults import RECORD_ERRORS, reason
from ckanext.modellregion_owl.harvest.mapping import Mapper
from ckanext.modellregion_owl.harvest.report import Action, Outcome, RunReport
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store import overlay
from ckanext.modellregion_owl.harvest.store.batch_format import Decided
from ckanext.modellregion_owl.harvest.store.difference import Versions, compare
from ckanext.modellregion_owl.harvest.version import mapping_version
from ckanext.modellregion_owl.harvest.write.apply import Item, Writer
from ckanext.modellregion_owl.harvest.write.tags import make_tags
from ckanext.modellregion_owl.region import Municipality


@dataclass
class Written:
    """What became of a batch: outcomes, number of findings and of re-identified records."""

    outcomes: list[Outcome] = field(default_factory=list)
    findings: int = 0
    reidentified: int = 0

    def counts(self) -> dict[str, int]:
        """Return what is to be added to the columns of the run's row."""
        found = Counter(outcome.action.value for outcome in self.outcomes)
        return {**found, "reidentified": self.reidentified}

    def count(self, report: RunReport) -> None:
        """Add it to a run's report."""
        for outcome in self.outcomes:
            report.note(outcome)
        report.findings += self.findings
        report.reidentified += self.reidentified


def write_batch(decided: Sequence[Decided], mapper: Mapper, writer: Writer) -> Written:
    """Map and write records; one that can't be mapped fails alone. Commits."""
    result = Written()
    failed: list[Outcome] = []
    items: list[Item] = []
    blocks = Blocks.load()
    writer.blocks = blocks.ids
    for record, known, findings in without_blocked(decided, blocks):
        try:
            items.append(Item(mapper.map(record), known, findings))
        except RecordInvalid as err:
            failed.append(Outcome(Action.FAILED, record.guid, record.title, "", err.message))
        except RECORD_ERRORS as err:
            failed.append(Outcome(Action.FAILED, record.guid, record.title, "", reason(err)))
    if failed:
        writer.fail(failed)
    make_tags([item.mapped.package for item in items])
    result.outcomes = [*failed, *writer.write(items)]
    result.reidentified = sum(bool(item.known.was) for item in items)
    result.findings = sum(len(i.mapped.findings) + len(i.findings) for i in items)
    model.Session.commit()
    return result


def without_blocked(decided: Sequence[Decided], blocks: Blocks) -> Sequence[Decided]:
    """Return the records without what was blocked since the run has read them."""
    if not blocks:
        return decided
    return [
        (stripped(record, blocks.of(known.package_id, record.guid)), known, findings)
        for record, known, findings in decided
        if not blocks.stops(known.package_id, record.guid, ())
    ]


def still_to_write(source: Source, decided: Sequence[Decided], versions: Versions) -> list[Decided]:
    """Leave out what is written already: a batch may come a second time after a killed process."""
    left = compare(source, [record for record, _known, _found in decided], versions).write
    guids = {record.guid for record, _known in left}
    return [item for item in decided if item[0].guid in guids]


def versions_of(source: Source, municipality: Municipality | None) -> Versions:
    """Return the mapping versions of a source, as its run has them."""
    version = mapping_version(source, municipality)
    return Versions(version, overlay.versions(source))
