"""Stewards' rules for a whole source: which licence, publisher … its files or datasets get."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.curation import rule_values, rules
from ckanext.modellregion_owl.model import curation_rule
from ckanext.modellregion_owl.region.setup import RULE, SetupReport, site_context
from ckanext.modellregion_owl.texts import translate as _

NAME = "rules"
_package = model.Package.__table__


def export() -> list[dict[str, Any]]:
    """Return the rules in force, in a fixed order."""
    order = (_package.c.name, curation_rule.c.field, curation_rule.c.matches)
    return [_row(row) for row in model.Session.execute(_in_force().order_by(*order))]


def _in_force() -> sa.Select:
    return (
        sa.select(_package.c.name, curation_rule)
        .join(_package, _package.c.id == curation_rule.c.source_id)
        .where(curation_rule.c.state.in_(rules.IN_FORCE))
    )


def _row(row: Any) -> dict[str, Any]:
    value = row.sets[row.field]
    return {
        "source": row.name,
        "field": row.field,
        "matches": row.matches,
        "value": value[0] if isinstance(value, list) else value,
        "attribution": row.sets.get(rule_values.ATTRIBUTION, ""),
        "why": row.why,
        "proof": row.proof,
    }


def put(row: dict[str, Any], overwrite: bool, report: SetupReport) -> None:
    """Create a rule; it works in the background. Another one for the same ones stays.

    :param row: as exported; without `field` (files of earlier versions) it is the licence.
    :param overwrite: has no effect: a rule is ended by a person, who sees what it did.
    """
    field = row.get("field") or rule_values.LICENCE
    name = " ".join(filter(None, (row["source"], field, row["matches"])))
    same = (curation_rule.c.field == field) & (curation_rule.c.matches == row["matches"])
    query = _in_force().where(_package.c.name == row["source"], same)
    found = model.Session.execute(query).first()
    if found is not None:
        stored = _row(found)
        changed = sorted(k for k in row if stored.get(k) != row[k])
        if changed:
            report.differs(RULE, name, changed)
        else:
            report.kept(RULE, name)
        return
    values = {k: v for k, v in row.items() if k != "source"}
    try:
        tk.get_action("modellregion_rule_create")(site_context(), {"id": row["source"], **values})
    except tk.ObjectNotFound:
        report.failed(RULE, name, _("There is no such source."))
    except tk.ValidationError as err:
        report.failed(RULE, name, str(err.error_summary or err.error_dict))
    else:
        report.created(RULE, name)
