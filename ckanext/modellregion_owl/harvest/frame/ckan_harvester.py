"""The thin entry for ckanext-harvest: source type `modellregion`."""

from __future__ import annotations

import json
import logging

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckanext.harvest.model import HarvestJob, HarvestObject

from ckanext.modellregion_owl.harvest.frame.books import HarvestBooks
from ckanext.modellregion_owl.harvest.frame.original import original_url
from ckanext.modellregion_owl.harvest.frame.queue import LaterQueue, end_if_last, write_object
from ckanext.modellregion_owl.harvest.frame.sources import source_dict, source_names
from ckanext.modellregion_owl.harvest.pipeline import harvest
from ckanext.modellregion_owl.harvest.report import State
from ckanext.modellregion_owl.harvest.source import TYPE, parse_config
from ckanext.modellregion_owl.texts import translate as _

__all__ = ["CkanHarvester", "source_dict", "source_names"]

log = logging.getLogger(__name__)


class CkanHarvester:
    """Runs the pipeline as a job of ckanext-harvest (interface IHarvester).

    The gather stage reads and compares; a queue item is a batch of changed records: one per record
    would make it three times slower than it is (spec ckan-2.12.md d). No stage lets an exception
    out, and the last batch closes the job.
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
        """Read and compare the job's source; return the items for the batches to be written.

        The job is closed here when nothing has changed, by the last batch otherwise. One that
        somebody has ended while it waited is not run.
        """
        source_id, job_id = harvest_job.source_id, harvest_job.id
        if harvest_job.status == "Finished":
            log.info("job %s was ended while it waited", job_id)
            return []
        try:
            source = source_dict(source_id)
        except tk.ObjectNotFound:
            source = {"id": source_id}  # its dataset was purged: the run says that it can't be used
        later = LaterQueue(harvest_job)
        report = harvest(source, HarvestBooks(source_id, job_id=job_id), queue=later)
        if report.state is State.RUNNING:
            # A consumer may have been so quick that no batch is left.
            end_if_last(report.run_id, source_id, job_id)
        return later.ids

    def fetch_stage(self, harvest_object: HarvestObject) -> bool:
        """Go on to the import: all is here."""
        return True

    def import_stage(self, harvest_object: HarvestObject) -> str:
        """Write the batch of the item. "unchanged": the item itself is no dataset."""
        write_object(harvest_object.guid, harvest_object.harvest_job_id)
        return "unchanged"

    def get_original_url(self, harvest_object_id: str) -> str | None:
        """Return where a record can be looked at, for the report of a job."""
        found = model.Session.get(HarvestObject, harvest_object_id)
        return None if found is None else original_url(found.guid or "", found.source)
