"""The extension's own tables (SQLAlchemy Core; created by migration/modellregion_owl)."""

from __future__ import annotations

from ckanext.modellregion_owl.model.adoption import adopted, adoption
from ckanext.modellregion_owl.model.curation import (
    block,
    curation_choice,
    curation_log,
    curation_rule,
)
from ckanext.modellregion_owl.model.feed import (
    generation,
    generation_page,
    leaver,
    piece,
    piece_body,
)
from ckanext.modellregion_owl.model.layers import original, overlay, page
from ckanext.modellregion_owl.model.links import link, link_use
from ckanext.modellregion_owl.model.quality import check, check_finding, quality_day
from ckanext.modellregion_owl.model.tables import batch, finding, loss, outcome, record, run

__all__ = [
    "adopted",
    "adoption",
    "batch",
    "block",
    "check",
    "check_finding",
    "curation_choice",
    "curation_log",
    "curation_rule",
    "finding",
    "generation",
    "generation_page",
    "leaver",
    "link",
    "link_use",
    "loss",
    "original",
    "outcome",
    "overlay",
    "page",
    "piece",
    "piece_body",
    "quality_day",
    "record",
    "run",
]
