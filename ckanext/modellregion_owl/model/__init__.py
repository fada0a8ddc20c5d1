"""The extension's own tables (SQLAlchemy Core; created by migration/modellregion_owl)."""

from __future__ import annotations

from ckanext.modellregion_owl.model.layers import original, overlay, page
from ckanext.modellregion_owl.model.tables import finding, record, run

__all__ = ["finding", "original", "overlay", "page", "record", "run"]
