"""The thin entry for ckanext-harvest: source type `modellregion`."""

from __future__ import annotations

import json
import logging
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckanext.harvest.model import HarvestJob, HarvestObject

from ckanext.modellregion_owl.harvest.frame.books import HarvestBooks
from ckanext.modellregion_owl.harvest.pipeline import harvest
from ckanext.modellregion_owl.harvest.source import TYPE, parse_config
from ckanext.modellregion_owl.texts import translate as _

log = logging.getLogger(__name__)


class CkanHarvester:
    """Runs the pipeline as a job of ckanext-harvest (interface IHarvester).

    The whole run is the gather stage: one queue item per record would make it three times slower
    than it is (spec ckan-2.12.md d). It lets no exception out, closes the job itself and leaves
    nothing to fetch.
    """

    def info(self) -> dict[str, str]:
        """Return name, title and description for the form of a source."""
        return {
            "name": TYPE,
            "title": _("Open data catalogue (DCAT-AP.de)"),
            "description": _(
                "Reads catalogues in several protocols; the protocol stands in the configuration, "
                'for example {"protocol": "dcat"}.'
            ),
        }

    def validate_config(self, config: str) -> str:
        """Return the configuration in tidy form.

        :raises SourceInvalid: it can't be used; the form shows why.
        """
        return json.dumps(parse_config(config), ensure_ascii=False, indent=2)

    def gather_stage(self, harvest_job: HarvestJob) -> list[str]:
        """Harvest the job's source; there is nothing left for the fetch stage."""
        source_id = harvest_job.source.id
        try:
            source = source_dict(source_id)
        except tk.ObjectNotFound:
            source = {"id": source_id}  # its dataset was purged: the run says that it can't be used
        harvest(source, HarvestBooks(source_id, harvest_job))
        return []

    def fetch_stage(self, harvest_object: HarvestObject) -> str:
        """Say that there is nothing to fetch."""
        return "unchanged"

    def import_stage(self, harvest_object: HarvestObject) -> str:
        """Say that there is nothing to import."""
        return "unchanged"

    def get_original_url(self, harvest_object_id: str) -> str | None:
        """Return the address of the record at its source: its IRI, where that is one of the web."""
        found = model.Session.get(HarvestObject, harvest_object_id)
        guid = found.guid if found is not None else ""
        return guid if guid.startswith(("http://", "https://")) else None


def source_dict(id_or_name: str) -> dict[str, Any]:
    """Return a harvest source as `Source.from_dict` reads it; read from the tables, not the index.

    :raises tk.ObjectNotFound: there is no such source.
    """
    from ckanext.harvest.model import HarvestSource

    package = model.Package.get(id_or_name)
    stored = model.Session.get(HarvestSource, package.id) if package is not None else None
    if package is None or stored is None:
        raise tk.ObjectNotFound(_("There is no harvest source “{name}”.").format(name=id_or_name))
    return {
        "id": stored.id,
        "name": package.name,
        "title": package.title,
        "url": stored.url,
        "config": stored.config,
        "owner_org": package.owner_org,
        "type": stored.type,
        "active": stored.active and package.state == "active",
    }


def source_names() -> list[str]:
    """Return the names of the active sources of our type, in alphabetical order."""
    from ckanext.harvest.model import HarvestSource

    query = (
        model.Session.query(model.Package.name)
        .join(HarvestSource, HarvestSource.id == model.Package.id)
        .filter(HarvestSource.type == TYPE, HarvestSource.active.is_(True))
        .filter(model.Package.state == "active")
        .order_by(model.Package.name)
    )
    return [name for (name,) in query]
