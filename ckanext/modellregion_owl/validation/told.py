"""Results as stewards read them: which field, which value, what to do, and where."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import form
from ckanext.modellregion_owl.harvest.exceptions import N_
from ckanext.modellregion_owl.logic.obligations import Breach
from ckanext.modellregion_owl.rdf.rows import Row, load_rows
from ckanext.modellregion_owl.rdf.shacl import SHAPES
from ckanext.modellregion_owl.texts import language
from ckanext.modellregion_owl.texts import translate as _
from ckanext.modellregion_owl.validation.result import INFO, VIOLATION, WARNING, Report, Result

SEVERITIES = {VIOLATION: N_("Error"), WARNING: N_("Warning"), INFO: N_("Could be better")}
# What a check of ours asks for (rdf/shacl_checks.py) → what to do.
FIXES = {
    "min": N_("Fill in the field."),
    "max": N_("Keep one value and delete the others."),
    "kind": N_("Enter the value anew as the field's help says."),
    "form": N_("Enter the value anew as the field's help says."),
    "list": N_("Choose a value of the list."),
    "class": N_("Choose the value of the list anew, or remove it."),
    "outdated": N_("Choose the value that has taken this one's place."),
}
_PROPERTY = re.compile(r"\s{0,9}\([a-z]+:\w+\)\.?$")  # of our own shapes
_OTHER = N_("Compare the value with the field's help.")


@dataclass(frozen=True)
class Told:
    """A result for people; `field` and `link` are "" for what has no field in the form."""

    severity: str
    severity_text: str
    field: str
    label: str
    value: str
    message: str
    fix: str
    link: str
    rule: str
    node: str


def told(result: Result, dataset: str = "", file: str = "") -> Told:
    """Return a result in the language of the page or the site.

    :param dataset: name of the dataset, for the link to the form.
    :param file: id of the file that the result is about, for the link to its form.
    """
    _class, field, what = parts(result.shape)
    row = _row(field, result.path)
    field = field or (row.field if row else "")
    text = result.messages.get(language()) or next(iter(result.messages.values()), "")
    return Told(
        result.severity,
        _(SEVERITIES.get(result.severity, SEVERITIES[WARNING])),
        field,
        (row.labels.get(language(), field) if row else "") or result.path,
        result.value,
        _plain(text) or result.component,
        _(FIXES.get(what, _OTHER)),
        _link(field, dataset, file),
        result.shape.removeprefix(SHAPES),
        result.focus,
    )


def as_dict(report: Report, dataset: str = "") -> dict[str, Any]:
    """Return a report as JSON has it: {conforms, results: [Told's fields]}."""
    results = [asdict(told(result, dataset)) for result in report.results]
    return {"conforms": report.conforms, "results": results}


def _plain(text: str) -> str:
    """Return a message without the property's name at its end, as a sentence."""
    plain = _PROPERTY.sub("", text)
    return plain if plain[-1:] in ("", ".", "!", "?") else f"{plain}."


def parts(shape: str) -> tuple[str, str, str]:
    """Return class, field and kind of a check of ours (rdf/shacl_checks.py), "" for another one."""
    # A row with several checks of a kind numbers them: `Dataset-version-outdated-1`.
    found = shape.removeprefix(SHAPES).split("-")[:3] if shape.startswith(SHAPES) else []
    if len(found) < 3:
        return "", "", ""
    cls, field, what = found
    return cls, field, what


def _row(field: str, path: str) -> Row | None:
    by_field, by_path = _rows()
    return by_field.get(field) or by_path.get(path)


@cache
def _rows() -> tuple[dict[str, Row], dict[str, Row]]:
    """Return the rows by field and by property; a dataset's before a file's."""
    rows = load_rows()
    known = (*rows.resource[::-1], *rows.dataset[::-1])
    return {row.field: row for row in known}, {str(row.predicate): row for row in known}


@cache
def _fields() -> tuple[frozenset[str], frozenset[str]]:
    """Return the fields of the forms of datasets and of files."""
    rows = load_rows()
    return frozenset(r.field for r in rows.dataset), frozenset(r.field for r in rows.resource)


def _link(field: str, dataset: str, file: str) -> str:
    of_dataset, of_file = _fields()
    if not dataset or field not in (of_file if file else of_dataset):
        return ""
    anchor = form.element_id(Breach("", field))
    how: dict[str, Any] = {"id": dataset, "qualified": True, "locale": "default"}
    if not file:
        return f"{tk.url_for('dataset.edit', **how)}#{anchor}"
    address = tk.url_for("dataset_resource.edit", resource_id=file, **how)
    return f"{address}#{'field-resource-url' if field == 'url' else anchor}"
