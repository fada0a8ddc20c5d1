"""What a run would do: the real pipeline in a transaction that is rolled back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.harvest.check import quick_client
from ckanext.modellregion_owl.harvest.exceptions import N_, SourceUnavailable
from ckanext.modellregion_owl.harvest.identity.decide import Decision
from ckanext.modellregion_owl.harvest.pipeline import harvest
from ckanext.modellregion_owl.harvest.records.record import Page
from ckanext.modellregion_owl.harvest.report import Action, Outcome, RunReport, State
from ckanext.modellregion_owl.harvest.run import Run
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.http import Client
from ckanext.modellregion_owl.harvest.write.solr import collected
from ckanext.modellregion_owl.harvest.write.transaction import one_transaction

# Fields that change with every write, or are derived.
_OWN = {
    "metadata_created",
    "metadata_modified",
    "num_resources",
    "num_tags",
    "organization",
    "tags",
    "creator_user_id",
    "state",
    "position",
    "last_modified",
    "created",
    "package_id",
}
MAX_SHOWN = 1000  # changed datasets whose fields are compared; all are counted
WEB_SHOWN = 200
WEB_SECONDS = 20.0


@dataclass(frozen=True)
class Change:
    """A field before and after, as texts; of a resource the name stands in front."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Preview:
    """The report of the run that did not happen, its outcomes, the changed fields by dataset id."""

    report: RunReport
    outcomes: tuple[Outcome, ...]
    changes: Mapping[str, tuple[Change, ...]]
    missing: tuple[tuple[str, str], ...] = ()  # (GUID, title)


@dataclass
class _Watch:
    """A ledger that only looks on."""

    outcomes: list[Outcome] = field(default_factory=list)

    def begun(self) -> None:
        """Do nothing: what earlier runs have left open is not a preview's to close."""

    def written(self, outcomes: Sequence[Outcome]) -> None:
        self.outcomes += outcomes

    def finished(self, report: RunReport) -> None:
        """Do nothing: there is no job."""


class Short(Run):
    """A run that writes nothing more after a time: what it has written is locked until its end."""

    def __init__(self, *arguments: Any, seconds: float) -> None:
        super().__init__(*arguments)
        self._seconds = seconds
        self._until = time.monotonic() + seconds

    def _read(self) -> Iterator[Page]:
        for page in super()._read():
            yield page
            if time.monotonic() > self._until:
                raise self._stopped()

    def _apply(self, decision: Decision) -> None:
        if time.monotonic() > self._until:
            self._intake.unread = [self._stopped().message]
            self.report.complete = False
            self.report.state, self.report.message = State.INCOMPLETE, self._intake.unread[0]
            return
        super()._apply(decision)

    def _stopped(self) -> SourceUnavailable:
        return SourceUnavailable(
            N_(
                "The preview was stopped after {seconds} seconds and shows only a part. All of it "
                "shows: ckan modellregion harvest run --dry-run {source}"
            ),
            seconds=f"{self._seconds:g}",
            source=self.source.name,
        )


def short_preview(source: Source | Mapping[str, Any]) -> Preview:
    """Return what a run would do now, as far as it shows in the time that a web page has."""
    return preview(source, partial(Short, seconds=WEB_SECONDS), quick_client(), WEB_SHOWN)


def preview(
    source: Source | Mapping[str, Any],
    kind: Callable[..., Run] = Run,
    client: Client | None = None,
    most: int = MAX_SHOWN,
) -> Preview:
    """Return what a run would do now; tables and index are as before.

    Every step is the real one, validation and hooks of other plugins included: a record that would
    fail fails here too. Datasets that would change can't be edited while it runs.

    :param most: number of changed datasets whose fields are compared.
    """
    watch = _Watch()
    model.Session.commit()
    with collected(), one_transaction(keep=False):
        report = harvest(source, watch, client=client, kind=kind, preview=True)
        missing = tuple(_missing(report))
        after = {o.package_id: _shown(o.package_id) for o in _changed(watch.outcomes)[:most]}
    changes = {id_: tuple(_differences(_shown(id_), new)) for id_, new in after.items()}
    return Preview(report, tuple(watch.outcomes), changes, missing)


def _changed(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [o for o in outcomes if o.action in (Action.CHANGED, Action.TAKEN_OVER)]


def _missing(report: RunReport) -> Iterator[tuple[str, str]]:
    from ckanext.modellregion_owl.harvest.write.missing import missing

    if report.missing:
        for row in missing(report.source_id, report.run_id):
            yield row.guid, row.title


def _shown(package_id: str) -> dict[str, Any]:
    context = {"ignore_auth": True, "use_cache": False}
    return tk.get_action("package_show")(context, {"id": package_id})


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    yield from _fields(before, after, "")
    old = {r["id"]: r for r in before.get("resources", [])}
    for resource in after.get("resources", []):
        label = str(resource.get("name") or resource.get("url") or "")
        yield from _fields(old.pop(resource["id"], {}), resource, f"{label}: ")
    for resource in old.values():
        yield Change(str(resource.get("name") or resource.get("url") or ""), _text(resource), "")


def _fields(before: Mapping[str, Any], after: Mapping[str, Any], prefix: str) -> Iterator[Change]:
    for name in sorted({*before, *after} - _OWN - {"resources", "id"}):
        old, new = _text(before.get(name)), _text(after.get(name))
        if old != new:
            yield Change(prefix + name, old, new)


def _text(value: Any) -> str:
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, Mapping):
        return ", ".join(f"{k}: {_text(v)}" for k, v in sorted(value.items()) if _text(v))
    if isinstance(value, list):
        return "; ".join(_text(v) for v in value)
    return str(value)
