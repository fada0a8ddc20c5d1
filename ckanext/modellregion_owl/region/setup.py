"""Creates what a region's content describes; what is there stays as it is."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import config, root
from ckanext.modellregion_owl.interfaces import IModellregion
from ckanext.modellregion_owl.region.content import Municipality, Region
from ckanext.modellregion_owl.texts import translate as _

log = logging.getLogger(__name__)

ORGANISATION = "organisation"
PROJECT = "project"
SOURCE = "source"
ROOT = "root"
CORRECTION = "correction"
RULE = "rule"
BLOCK = "block"
CHOICE = "choice"
MEMBERSHIP = "membership"


class Outcome(str, Enum):
    """What happened to one thing of the content folder."""

    CREATED = "created"
    KEPT = "kept"  # it is there and says the same
    DIFFERS = "differs"  # it is there and says something else; left alone
    FAILED = "failed"  # it could not be created


@dataclass(frozen=True)
class Entry:
    """One line of the report; `detail` names the differing fields or the reason of a failure."""

    outcome: Outcome
    kind: str
    name: str
    detail: str = ""


@dataclass
class SetupReport:
    """What `ckan modellregion init` did, in the order in which it did it."""

    entries: list[Entry] = field(default_factory=list)

    def created(self, kind: str, name: str) -> None:
        """Note that a thing was missing and is there now."""
        self.entries.append(Entry(Outcome.CREATED, kind, name))

    def kept(self, kind: str, name: str) -> None:
        """Note that a thing was already there as the content describes it."""
        self.entries.append(Entry(Outcome.KEPT, kind, name))

    def differs(self, kind: str, name: str, fields: list[str]) -> None:
        """Note that a thing is there with other values in `fields`, which were not touched."""
        self.entries.append(Entry(Outcome.DIFFERS, kind, name, ", ".join(fields)))

    def failed(self, kind: str, name: str, reason: str) -> None:
        """Note that a thing could not be created; the others go on."""
        self.entries.append(Entry(Outcome.FAILED, kind, name, reason))

    def existing(self, kind: str, name: str, wanted: Mapping[str, Any], stored: Any) -> None:
        """Note `kept` or `differs` for a thing whose stored values are at hand.

        :param stored: a mapping, or a model object with the attributes that `wanted` names.
        """
        changed = [k for k, value in wanted.items() if _differs(value, _value(stored, k))]
        if changed:
            self.differs(kind, name, changed)
        else:
            self.kept(kind, name)

    def names(self, outcome: Outcome, kind: str | None = None) -> list[str]:
        """Return the names with that outcome, of one kind or of all."""
        return [
            e.name
            for e in self.entries
            if e.outcome is outcome and (kind is None or e.kind == kind)
        ]

    def render(self) -> str:
        """Return a table in the site's language: one line per thing, then the sums."""
        if not self.entries:
            return _("There is nothing to set up.")
        words = _outcomes()
        kinds = _kinds()
        rows = [
            (words[e.outcome], kinds.get(e.kind, e.kind), e.name, e.detail) for e in self.entries
        ]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        lines = [
            "  ".join(text.ljust(n) for text, n in zip(row, [*widths, 0], strict=True)).rstrip()
            for row in rows
        ]
        sums = [f"{len(self.names(o))} {words[o]}" for o in Outcome if self.names(o)]
        return "\n".join([*lines, ", ".join(sums)])


def _outcomes() -> dict[Outcome, str]:
    return {
        Outcome.CREATED: _("created"),
        Outcome.KEPT: _("kept"),
        Outcome.DIFFERS: _("differs"),
        Outcome.FAILED: _("not created"),
    }


def _kinds() -> dict[str, str]:
    return {
        ORGANISATION: _("Municipality"),
        PROJECT: _("Model project"),
        SOURCE: _("Source"),
        ROOT: _("Permanent addresses"),
        CORRECTION: _("Correction"),
        RULE: _("Rule for a source"),
        BLOCK: _("Taken down"),
        CHOICE: _("Decision on a file"),
        MEMBERSHIP: _("Dataset of a project"),
    }


def init_region(region: Region, options: Mapping[str, Any] | None = None) -> SetupReport:
    """Create the region's organisations, then let every plugin create its own part.

    Safe to run again: what exists is kept even where it differs from the content, because a person
    may have edited it (issue 3, part 6).

    :param options: the command's options, handed on to the plugins (`demo_url`: str or None).
    """
    report = SetupReport()
    _init_root(report)
    for municipality in region.municipalities:
        _init_organisation(municipality, report)
    for plugin in p.PluginImplementations(IModellregion):
        plugin.modellregion_init(region, report, dict(options or {}))
    return report


def _init_root(report: SetupReport) -> None:
    """Fix with what the permanent addresses begin, before anything gets one."""
    name, is_new = root.fix(config.wanted_base_iri())
    unheeded = config.unheeded_base_iri()
    if is_new:
        report.created(ROOT, name)
    elif unheeded:
        text = _("The setting names {other}; it has no effect, for addresses never change.")
        report.differs(ROOT, name, [text.format(other=unheeded)])
    else:
        report.kept(ROOT, name)


def site_context() -> dict[str, Any]:
    """Return a fresh action context of the site's own user, without permission checks."""
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    return {"user": user["name"], "ignore_auth": True}


def create_group(action: str, kind: str, data: dict[str, Any], report: SetupReport) -> None:
    """Create an organisation or a group by `action`, or note why CKAN refused it."""
    try:
        tk.get_action(action)(site_context(), data)
    except tk.ValidationError as err:
        log.warning("%s %s: %s", action, data["name"], err.error_dict)
        report.failed(kind, data["name"], str(err.error_summary or err.error_dict))
    else:
        report.created(kind, data["name"])


def _init_organisation(row: Municipality, report: SetupReport) -> None:
    wanted = {"title": row.title["de"], "description": row.description.get("de", "")}
    stored = model.Group.get(row.slug)
    if stored is None:
        data = {"name": row.slug, **wanted}
        create_group("organization_create", ORGANISATION, data, report)
    else:
        # Deleted counts as there: somebody did that on purpose.
        report.existing(ORGANISATION, row.slug, wanted, stored)


def _value(stored: Any, name: str) -> Any:
    return stored.get(name) if isinstance(stored, Mapping) else getattr(stored, name, None)


def _differs(wanted: Any, stored: Any) -> bool:
    return (wanted or "") != (stored or "")
