"""Protocol `csw`: a catalogue service after CSW 2.0.2 with records after ISO 19139."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from ckanext.modellregion_owl.findings import Finding, Severity, collect, note
from ckanext.modellregion_owl.harvest.csw import request
from ckanext.modellregion_owl.harvest.csw.answer import Found, ServerSaysNo, read_answer
from ckanext.modellregion_owl.harvest.csw.settings import KEYS, settings_of
from ckanext.modellregion_owl.harvest.csw.walk import Step, Walk
from ckanext.modellregion_owl.harvest.exceptions import (
    N_,
    Message,
    RecordInvalid,
    SourceUnavailable,
)
from ckanext.modellregion_owl.harvest.iso.dataset import dataset_iri, make_dataset
from ckanext.modellregion_owl.harvest.iso.metadata import Metadata
from ckanext.modellregion_owl.harvest.iso.services import without_question
from ckanext.modellregion_owl.harvest.keys import Key
from ckanext.modellregion_owl.harvest.records.record import Page, Record
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.http import Client

IDS_A_QUESTION = 40  # datasets whose services one question asks for


class CswAdapter:
    """Walks the records of a catalogue, page by page, and joins the services of each page."""

    KEYS: ClassVar[dict[str, Key]] = KEYS

    def pages(self, source: Source, client: Client, max_pages: int) -> Iterator[Page]:
        """Yield the pages; the last one tells how many records there should be.

        :raises SourceUnavailable: the server is silent, broken or repeats itself.
        """
        yield from _Reading(source, client, max_pages).pages()


class _Reading:
    """One walk over one source."""

    def __init__(self, source: Source, client: Client, max_pages: int) -> None:
        self._source = source
        self._client = client
        self._max_pages = max_pages
        self._url = without_question(source.url)
        self._settings = settings_of(source.config)
        self._parents: dict[str, str] = {}
        self._services: list[Metadata] | None = None
        self._ask_services = self._settings.services != "none"
        self._unwanted = 0

    def pages(self) -> Iterator[Page]:
        total = 0
        for types in self._settings.walks():
            walk = self._walk([*self._settings.conditions(), _any("Type", types)])
            steps = walk.steps()
            while True:
                with collect() as findings:
                    step = next(steps, None)
                    page = self._page(step) if step else None
                if page is None:
                    break
                yield replace(page, findings=tuple(findings), next=str(walk.position))
            total += walk.matched or 0
        # Not before: only now it is known how many of the matches were none of ours.
        yield Page(self._url, (), total=max(0, total - self._unwanted))

    def _walk(self, conditions: Sequence[request.Condition]) -> Walk:
        def ask(start: int, number: int, sorted_: bool) -> Found:
            body = request.get_records(conditions, start, number, sorted_)
            answer = self._client.post(self._url, body, request.CONTENT_TYPE, request.ACCEPT)
            return read_answer(answer)

        settings = self._settings
        return Walk(ask, settings.page_size, self._max_pages, settings.sort)

    def _page(self, step: Step) -> Page:
        if step.found is None:
            return Page(self._url, (), unread=step.unread)
        datasets = [m for m in step.found.records if self._settings.wants(m)]
        self._unwanted += step.found.came - len(datasets)
        try:
            services, unread = self._services_of(datasets)
        except SourceUnavailable as err:
            # Without their services the datasets would look changed: they stay as they are.
            text = N_("The services of {number} datasets can't be read: {reason}")
            message = Message(text, {"number": str(len(datasets)), "reason": str(err)})
            return Page(self._url, (), unread=(*step.unread, message))
        records, problems = self._records(datasets, services)
        return Page(step.found.url, records, problems, unread=(*step.unread, *unread))

    def _records(
        self, datasets: Sequence[Metadata], services: Sequence[Metadata]
    ) -> tuple[tuple[Record, ...], tuple[RecordInvalid, ...]]:
        records: list[Record] = []
        problems: list[RecordInvalid] = []
        options = replace(self._settings.options, parents=self._parents)
        for metadata in datasets:
            keys = metadata.keys
            coupled = [service for service in services if service.operates_on & keys]
            try:
                records.append(make_dataset(metadata, coupled, self._source.url, options))
            except RecordInvalid as err:
                err.guid = err.guid or metadata.id
                problems.append(err)
            if options.as_series and metadata.level == "series":
                self._parents[metadata.id] = dataset_iri(metadata, options.base_uri)
        return tuple(records), tuple(problems)

    def _services_of(
        self, datasets: Sequence[Metadata]
    ) -> tuple[list[Metadata], tuple[Message, ...]]:
        """Return the services that work on some datasets, and what could not be read of them."""
        if not self._ask_services or not datasets:
            return [], ()
        if self._settings.services == "all":
            return self._all_services()
        ids = sorted({key for metadata in datasets for key in metadata.keys})
        found: dict[str, Metadata] = {}
        unread: tuple[Message, ...] = ()
        for start in range(0, len(ids), IDS_A_QUESTION):
            coupled = [request.Equal("OperatesOn", i) for i in ids[start : start + IDS_A_QUESTION]]
            services, missed = self._collect([request.AnyOf(tuple(coupled))])
            found.update({service.id: service for service in services})
            unread += missed
        return list(found.values()), unread

    def _all_services(self) -> tuple[list[Metadata], tuple[Message, ...]]:
        unread: tuple[Message, ...] = ()
        if self._services is None:
            self._services, unread = self._collect(self._settings.owner())
        return self._services, unread

    def _collect(
        self, conditions: Sequence[request.Condition]
    ) -> tuple[list[Metadata], tuple[Message, ...]]:
        found: list[Metadata] = []
        unread: tuple[Message, ...] = ()
        try:
            for step in self._walk([_any("Type", ["service"]), *conditions]).steps():
                found += step.found.records if step.found else ()
                unread += step.unread
        except ServerSaysNo as err:
            if found:
                raise
            # The server can't be asked so; then no walk gets services, and none are missing.
            self._ask_services = False
            note(Finding("csw.services", Severity.IMPROVE, "access_services", before=str(err)))
            unread = ()
        return [m for m in found if m.is_service], unread


def _any(name: str, values: Sequence[str]) -> request.Condition:
    return request.AnyOf(tuple(request.Is(name, value) for value in values))
