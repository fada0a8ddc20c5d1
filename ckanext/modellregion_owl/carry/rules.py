"""Stewards' rules for a whole source: which licence its files without one have."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.curation import rules
from ckanext.modellregion_owl.model import curation_rule
from ckanext.modellregion_owl.region.setup import RULE, SetupReport, site_context
from ckanext.modellregion_owl.texts import translate as _

NAME = "rules"
_package = model.Package.__table__


def export() -> list[dict[str, Any]]:
    """Return the rules in force, in a fixed order."""
    query = (
        sa.select(_package.c.name, curation_rule)
        .join(_package, _package.c.id == curation_rule.c.source_id)
        .where(curation_rule.c.state.in_(rules.IN_FORCE))
        .order_by(_package.c.name, curation_rule.c.matches)
    )
    return [
        {
            "source": row.name,
            "matches": row.matches,
            "value": row.sets[rules.LICENCE],
            "attribution": row.sets.get(rules.ATTRIBUTION, ""),
            "why": row.why,
            "proof": row.proof,
        }
        for row in model.Session.execute(query)
    ]


def put(row: dict[str, Any], overwrite: bool, report: SetupReport) -> None:
    """Create a rule; it works in the background. Another one for the same files stays.

    :param overwrite: has no effect: a rule is ended by a person, who sees what it did.
    """
    name = f"{row['source']} {row['matches']}".strip()
    key = ("source", "matches")
    same = (known for known in export() if all(known[k] == row[k] for k in key))
    stored = next(same, None)
    if stored is not None:
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
