"""`ckan modellregion vocabularies`: the controlled vocabularies and what is made of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from ckanext.modellregion_owl.texts import translate as _
from ckanext.modellregion_owl.texts import translate_plural as ngettext

if TYPE_CHECKING:
    from ckanext.modellregion_owl.vocabularies.usage import Problem


@click.group(short_help="Controlled vocabularies.")
def vocabularies() -> None:
    """Look after the values of the controlled vocabularies."""


@vocabularies.command(short_help="Name values that are no current term of their list.")
@click.option("--json", "as_json", is_flag=True, help="Print the values as JSON.")
def check(as_json: bool) -> None:
    """Name unknown, retired and misspelt values of all datasets.

    For each value: how many datasets have it, the addresses of the first of them with the field,
    and the term to take instead. Nothing is changed. The exit code is 0 when every value is a
    current term of its list, 1 when one is not.
    """
    from ckanext.modellregion_owl.vocabularies.usage import check as find

    found = find()
    if as_json:
        click.echo(json.dumps([p.as_dict() for p in found], ensure_ascii=False, indent=1))
    else:
        click.echo(render(found))
    if found:
        sys.exit(1)


def render(found: Sequence[Problem]) -> str:
    """Return the values as people read them, list by list."""
    if not found:
        return _("Every value is a current term of its list.")
    lines: list[str] = []
    last = ""
    kinds = {"retired": _("retired"), "misspelt": _("misspelt"), "unknown": _("unknown")}
    for problem in found:
        if problem.vocabulary != last:
            last = problem.vocabulary
            lines += ["", last] if lines else [last]
        number = ngettext("{n} dataset", "{n} datasets", problem.datasets)
        lines.append(
            f"  {problem.value}  ({kinds[problem.kind.value]}, {number.format(n=problem.datasets)})"
        )
        if problem.suggestion:
            lines.append("    → " + f"{problem.suggestion} ({problem.label})")
        links = problem.links
        lines.extend(f"    – {links[name]}: {where}" for name, where in problem.examples.items())
    return "\n".join(lines)
