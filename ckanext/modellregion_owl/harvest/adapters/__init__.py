"""One file per protocol; a municipality is a row of configuration, never a class."""

from __future__ import annotations

from ckanext.modellregion_owl.harvest.adapters.arcgis import ArcgisAdapter
from ckanext.modellregion_owl.harvest.adapters.ckan import CkanAdapter
from ckanext.modellregion_owl.harvest.adapters.dcat import DcatAdapter
from ckanext.modellregion_owl.harvest.records.record import Adapter

ADAPTERS: dict[str, type[Adapter]] = {
    "arcgis": ArcgisAdapter,
    "ckan": CkanAdapter,
    "dcat": DcatAdapter,
}

__all__ = ["ADAPTERS"]
