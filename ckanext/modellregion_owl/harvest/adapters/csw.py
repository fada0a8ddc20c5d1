"""Protocol `csw`: a catalogue service after CSW 2.0.2 with records after ISO 19139."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from ckanext.modellregion_owl.findings import collect
from ckanext.modellregion_owl.harvest.csw import request
from ckanext.modellregion_owl.harvest.csw.answer import Found
from ckanext.modellregion_owl.harvest.csw.coupling import Services, any_type
from ckanext.modellregion_owl.harvest.csw.memory import Answers, mark, record_digest
from ckanext.modellregion_owl.harvest.csw.settings import KEYS, settings_of
from ckanext.modellregion_owl.harvest.csw.walk import Step, Walk
from ckanext.modellregion_owl.harvest.exceptions import (
    N_,
    Message,
    RecordInvalid,
    SourceUnavailable,
)
from ckanext.modellregion_owl.harvest.heap import no_collections
from ckanext.modellregion_owl.harvest.iso.dataset import dataset_iri, make_dataset, parent_iri
from ckanext.modellregion_owl.harvest.iso.metadata import Metadata
from ckanext.modellregion_owl.harvest.iso.services import without_question
from ckanext.modellregion_owl.harvest.keys import Key
from ckanext.modellregion_owl.harvest.records.record import Page, Record, Same
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.http import Client


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
        self._unwanted = 0
        self._answers = self._recalled("services")
        self._services = Services(self._settings, self._walk, self._answers)

    def pages(self) -> Iterator[Page]:
        total = 0
        for types in self._settings.walks():
            walk = self._walk([*self._settings.conditions(), any_type(types)])
            steps = walk.steps()
            while True:
                with collect() as findings:
                    step = next(steps, None)
                    page = self._page(step) if step else None
                if page is None:
                    break
                # A page that is the same has what was noticed when it was read.
                yield page if page.findings else replace(page, findings=tuple(findings))
            total += walk.matched or 0
        # Not before: only now it is known how many of the matches were none of ours.
        last = Page(self._url, (), total=max(0, total - self._unwanted))
        services = self._services
        if services.facts:  # they are nobody's page but this one's
            answers = services.all_answers
            last = replace(last, next=answers.notes(services.facts), trace=answers.trace())
        yield last

    def _recalled(self, name: str) -> Answers:
        address = f"{self._url}#{name}"
        return Answers(address, self._client.memory.recall(address))

    def _walk(
        self, conditions: Sequence[request.Condition], answers: Answers | None = None
    ) -> Walk:
        """Begin a walk; without `answers` each of its answers is the first one of a page."""

        def ask(start: int, number: int, sorted_: bool) -> Found:
            body = request.get_records(conditions, start, number, sorted_)
            place = answers
            if place is None:
                place = self._answers = self._recalled(mark(body))
            answer = self._client.post(self._url, body, request.CONTENT_TYPE, request.ACCEPT)
            with no_collections():
                return place.read(body, answer)

        settings = self._settings
        return Walk(ask, settings.page_size, self._max_pages, settings.sort)

    def _page(self, step: Step) -> Page:
        if step.found is None:
            return Page(self._url, (), unread=step.unread)
        answers = self._answers
        facts = answers.facts if answers.same_so_far else self._facts(step.found)
        self._unwanted += facts["unwanted"]
        self._parents.update(facts["parents"])
        try:
            coupled = self._services.of(facts["keys"], answers)
        except SourceUnavailable as err:
            # Without their services the datasets would look changed: they stay as they are.
            text = N_("The services of {number} datasets can't be read: {reason}")
            message = Message(text, {"number": str(facts["wanted"]), "reason": str(err)})
            return Page(self._url, (), unread=(*step.unread, message))
        trace = answers.trace(self._parents, self._services.all_answers.trace().body)
        unread = (*step.unread, *coupled.unread)
        if answers.known is not None and answers.known.body == trace.body:
            return replace(answers.known.page, unread=unread)
        with no_collections():
            page = self._describe(self._wanted(step.found), coupled.services)
        # Keys are stored as they are written; none of them may be a person's mail address.
        if any("@" in key for key in facts["keys"]):
            return replace(page, url=step.found.url, unread=unread)
        return replace(
            page, url=step.found.url, unread=unread, next=answers.notes(facts), trace=trace
        )

    def _wanted(self, found: Found) -> list[Metadata]:
        """Return the records that are asked for, each once."""
        wanted = [m for m in found.records if self._settings.wants(m)]
        return list({m.id or str(place): m for place, m in enumerate(wanted)}.values())

    def _facts(self, found: Found) -> dict[str, Any]:
        """Return what has to be known of a page's records beside what becomes of each."""
        wanted = [m for m in found.records if self._settings.wants(m)]
        options = self._settings.options
        series = [m for m in wanted if options.as_series and m.level == "series"]
        return {
            "keys": sorted({key for metadata in wanted for key in metadata.keys}),
            "unwanted": found.facts.came - len(wanted),
            "wanted": len(wanted),
            "parents": {m.id: dataset_iri(m, options.base_uri) for m in series},
        }

    def _describe(self, datasets: Sequence[Metadata], services: Sequence[Metadata]) -> Page:
        """Return the datasets; those that are made of the same XML as last time only by name."""
        memory = self._client.memory
        stored = memory.digests([m.id for m in datasets if m.id])
        options = replace(self._settings.options, parents=self._parents)
        records: list[Record] = []
        problems: list[RecordInvalid] = []
        same: dict[str, str] = {}
        for metadata in datasets:
            joined = [service for service in services if service.operates_on & metadata.keys]
            parent = parent_iri(metadata, options)
            hashed = record_digest(metadata, joined, parent, memory.version)
            if stored.get(metadata.id) == hashed:
                same[metadata.id] = hashed
                continue
            try:
                records.append(make_dataset(metadata, joined, self._source.url, options, hashed))
            except RecordInvalid as err:
                err.guid = err.guid or metadata.id
                problems.append(err)
        known = Same(tuple(same), tuple(same.values())) if same else None
        return Page(self._url, tuple(records), tuple(problems), same=known)
