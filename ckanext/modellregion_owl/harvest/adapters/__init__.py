"""One file per protocol; a municipality is a row of configuration, never a class."""

from __future__ import annotations

from ckanext.modellregion_owl.harvest.adapters.arcgis import ArcgisAdapter
from ckanext.modellregion_owl.harvest.adapters.ckan import CkanAdapter
from ckanext.modellregion_owl.harvest.adapters.csw import CswAdapter
from ckanext.modellregion_owl.harvest.adapters.dcat import DcatAdapter
from ckanext.modellregion_owl.harvest.adapters.dkan import DkanAdapter
from ckanext.modellregion_owl.harvest.adapters.dkan2 import Dkan2Adapter
from ckanext.modellregion_owl.harvest.records.record import Adapter

ADAPTERS: dict[str, type[Adapter]] = {
    "arcgis": ArcgisAdapter,
    "ckan": CkanAdapter,
    "csw": CswAdapter,
    "dcat": DcatAdapter,
    "dkan": DkanAdapter,
    "dkan2": Dkan2Adapter,
}

__all__ = ["ADAPTERS"]
