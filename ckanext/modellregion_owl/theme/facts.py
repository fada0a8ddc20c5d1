"""What the figures and the filters count, as exact values in the search index.

CKAN indexes a licence and formats as each source spelled them; these fields hold what the pages say
of them. `vocab_*` is the multi-valued string among the dynamic fields of CKAN's schema.
"""

from __future__ import annotations

import json
from typing import Any

from ckanext.modellregion_owl.theme import dataset, licences, presentation

USE = "vocab_nutzung"  # key of terms.TERMS
FORMAT = "vocab_dateiformat"  # CSV, WFS
MONTH = "vocab_stand"  # 2026-11, or 2026; absent when the dataset does not say
HIGH_VALUE = "vocab_hvd"  # "ja"; absent else


def add_facts(document: dict[str, Any]) -> dict[str, Any]:
    """Add use, formats, month of the data and high value to a dataset's document."""
    package = json.loads(document.get("validated_data_dict") or "{}")
    document[USE] = [licences.terms_of(licences.licences_of(package)).kind]
    document[FORMAT] = presentation.format_names(package.get("resources") or [])
    found = presentation.ISO_DATE.match(dataset.updated(package))
    document[MONTH] = ["-".join(part for part in found.groups()[:2] if part)] if found else []
    document[HIGH_VALUE] = ["ja"] if package.get("hvd_category") else []
    return document
