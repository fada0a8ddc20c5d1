"""The end of a run, whichever process comes to it."""

from __future__ import annotations

import ckan.model as model

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.harvest.frame.ledger import Ledger
from ckanext.modellregion_owl.harvest.report import RunReport, State
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store import journal, originals
from ckanext.modellregion_owl.harvest.write.retire import retire


def end_run(source: Source, report: RunReport, ledger: Ledger, seen: int) -> None:
    """Look after what the walk has missed, and tidy up.

    :param seen: number of records that a complete walk has seen; -1: it was none.
    """
    if seen >= 0:
        retire(source, report, ledger, seen)
    if report.done > report.unchanged or report.removed:
        originals.prune()  # a look at all of them, which a run without a change need not take
    journal.prune_runs(source, config.harvest_keep_runs())
    model.Session.commit()
    if report.state is State.RUNNING:
        report.state = State.FINISHED
