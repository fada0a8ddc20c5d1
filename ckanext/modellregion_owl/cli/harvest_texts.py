"""What the commands of `ckan modellregion harvest` print."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from ckanext.modellregion_owl.texts import translate as _
from ckanext.modellregion_owl.texts import translate_plural as ngettext

if TYPE_CHECKING:
    from ckanext.modellregion_owl.harvest.queueing import Progress
    from ckanext.modellregion_owl.harvest.report import RunReport

MAX_REASONS = 20  # of one source on the screen; all of them are in the job's report
COUNTS = ("added", "changed", "unchanged", "removed", "failed")


@contextmanager
def progress_bar(label: str) -> Iterator[Progress]:
    """Show a bar on stderr; it grows while the source announces more."""
    with click.progressbar(
        length=1, label=label, file=sys.stderr, show_pos=True, show_eta=False
    ) as bar:

        def step(done: int, total: int | None) -> None:
            bar.length = max(total or 0, done, 1)
            bar.update(done - bar.pos)

        yield step


def summary(reports: Sequence[RunReport]) -> str:
    """Return a table of the runs, then what went wrong in each."""
    width = max([len(_("Source")), *(len(r.source) for r in reports)])
    words = labels()
    lines = [f"{_('Source'):<{width}}" + "".join(f"  {words[c]:>12}" for c in COUNTS)]
    for report in reports:
        numbers = "".join(f"  {n:>12}" for n in report.counts().values())
        lines.append(f"{report.source:<{width}}{numbers}  {report.seconds:6.1f} s")
    return "\n".join([*lines, *(line for r in reports for line in reasons(r))])


def reasons(report: RunReport) -> Iterator[str]:
    """Yield lines that tell what went wrong in a run, none where nothing did."""
    if report.message is not None:
        yield f"\n{report.source}: {report.message}"
    elif report.reasons or report.notes:
        yield f"\n{report.source}:"
    for outcome in report.reasons[:MAX_REASONS]:
        yield f"  – {outcome.title or outcome.guid}: {outcome.reason}"
    more = len(report.reasons) - MAX_REASONS
    if more > 0:
        yield "  " + ngettext("– and {n} more", "– and {n} more", more).format(n=more)
    for _guid, message in report.notes[:MAX_REASONS]:
        yield f"  – {message}"


def labels() -> dict[str, str]:
    """Return the words of the five counts."""
    return {
        "added": _("added"),
        "changed": _("changed"),
        "unchanged": _("unchanged"),
        "removed": _("removed"),
        "failed": _("failed"),
    }


def difference(name: str, data: dict[str, Any]) -> str:
    """Return a preview (web/report.difference) as text."""
    lines = [_("{source}: a run now would do this. Nothing has been changed.").format(source=name)]
    lines += [data["message"]] if data["message"] else []
    words = {**labels(), "missing": _("missing"), "taken_over": _("taken over")}
    for kind, number in data["counts"].items():
        lines.append(f"{words[kind]}: {number}")
        for item in data["records"].get(kind, []):
            lines.append(f"  – {item['title'] or item['guid']}  {item.get('reason', '')}".rstrip())
            lines += [
                f"      {c['field']}: „{c['before']}“ → „{c['after']}“"
                for c in item.get("fields", [])
            ]
    return "\n".join(lines)


def losses(asked: dict[str, Any]) -> str:
    """Return the list that is to be confirmed (`modellregion_harvest_confirm`) as text."""
    head = _("{missing} of {known} datasets are missing in the delivery").format(
        missing=len(asked["missing"]), known=asked["known"]
    )
    lines = [
        f"  – {item['title'] or item['guid']} ({_('last delivered')}: {item['last_seen'][:10]})"
        for item in asked["missing"]
    ]
    return "\n".join([f"{head}:", *lines])


def report_of(data: dict[str, Any]) -> str:
    """Return the report of a run (`modellregion_harvest_report`) as text."""
    chosen = data["run"]
    if chosen is None:
        return _("This source has not been harvested yet.")
    lines = [f"{data['source']['name']}: {chosen['started'][:16]} {chosen['state_text']}"]
    lines += [chosen["message"]] if chosen["message"] else []
    for record in data["records"]:
        title = record["title"] or record["guid"]
        lines.append(f"  – {record['action_text']}: {title}  {record['reason']}".rstrip())
    for rule in data["rules"]:
        lines.append(
            f"{rule['severity_text']} | {rule['message']} | {rule['field']} | {rule['datasets']}\n"
            f"    {rule['before']} → {rule['after']}\n    {rule['advice']}"
        )
    return "\n".join(lines)
