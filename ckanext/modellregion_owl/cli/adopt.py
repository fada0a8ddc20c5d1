"""`ckan modellregion adopt`: what a portal's own datasets say, put into our fields; and back."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from ckanext.modellregion_owl.texts import translate as _

if TYPE_CHECKING:
    from ckanext.modellregion_owl.adoption.run import Report

WIDTH = 60  # of an example


@click.command(short_help="Put what datasets of before say into our fields.")
@click.option("--org", "organisation", metavar="NAME", help="Only datasets of this organisation.")
@click.option("--dry-run", is_flag=True, help="Only tell; nothing is written.")
@click.option("--undo", "run", type=int, metavar="RUN", help="Take a run back.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def adopt(organisation: str | None, dry_run: bool, run: int | None, as_json: bool) -> None:
    """Map further fields, groups, licences and contacts of the portal's own datasets into fields.

    Changes no id, name, address or date. A run that was stopped is continued by the same command.
    """
    from ckanext.modellregion_owl.adoption import run as runs

    if run is not None:
        try:
            click.echo(_("{n} datasets are as before.").format(n=runs.undo(run)))
        except runs.NoSuchRun as err:
            raise click.ClickException(_("There is no run {run}.").format(run=run)) from err
        return
    id_ = _organisation(organisation)
    with click.progressbar(length=runs.count(id_), file=sys.stderr, label="") as progress:
        work = runs.preview if dry_run else runs.adopt
        report = work(id_, progress.update)
    if as_json:
        click.echo(json.dumps(_as_dict(report), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_table(report)))


def _organisation(name: str | None) -> str:
    import ckan.model as model

    _check_form()
    found = model.Group.get(name) if name else None
    if name and (found is None or not found.is_organization):
        raise click.UsageError(_("There is no organisation {name}.").format(name=name))
    return str(found.id) if found else ""


def _check_form() -> None:
    """Refuse where datasets have no field that could hold anything."""
    from ckanext.modellregion_owl.rdf.profile import schema_of

    if not (schema_of("dataset") or {}).get("form_sections"):
        raise click.ClickException(
            _("Datasets have another form. With a mapping file there is nothing to adopt.")
        )


def _as_dict(report: Report) -> dict[str, object]:
    return {
        "run": report.run or None,
        "datasets": report.looked,
        "changed": report.changed,
        "values": [
            {"name": name, "fate": fate.value, "number": n, "example": report.examples[name, fate]}
            for (name, fate), n in sorted(report.fates.items())
        ],
    }


def _table(report: Report) -> Iterator[str]:
    from ckanext.modellregion_owl.adoption.explain import Fate
    from ckanext.modellregion_owl.adoption.run import by_name

    heads = (_("mapped"), _("by rule"), _("kept"), _("to decide"))
    rows = [
        (name, *(str(numbers.get(fate, "")) for fate in Fate), _example(report, name))
        for name, numbers in by_name(report).items()
    ]
    lines = [(_("Field"), *heads, _("for example")), *rows]
    widths = [max(len(line[i]) for line in lines) for i in range(5)]
    for line in lines:
        cells = [
            line[0].ljust(widths[0]),
            *(c.rjust(n) for c, n in zip(line[1:5], widths[1:], strict=True)),
        ]
        yield "  ".join((*cells, line[5])).rstrip()
    said = _("{looked} datasets, {changed} change.")
    yield said.format(looked=report.looked, changed=report.changed)
    if report.run:
        yield _("To take it back: ckan modellregion adopt --undo {run}").format(run=report.run)


def _example(report: Report, name: str) -> str:
    """Return a value that a person must look at, else any."""
    from ckanext.modellregion_owl.adoption.explain import Fate

    order = (Fate.OPEN, Fate.KEPT, Fate.NORMALISED, Fate.MAPPED)
    text = next(report.examples[name, fate] for fate in order if (name, fate) in report.examples)
    return " ".join(text.split())[:WIDTH]
