"""Next steps that several providers offer."""

from __future__ import annotations

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.desk.cause import Step
from ckanext.modellregion_owl.rdf.rows import load_rows
from ckanext.modellregion_owl.texts import translate as _


def by_rule(source_id: str, field: str, missing: bool) -> bool:
    """Tell whether one rule for the whole source can mend what is wrong with a field.

    :param missing: the field is empty; a list is only filled then.
    """
    row = load_rows().for_rules.get(field.rpartition(".")[2], ("", None))[1]
    fits = row is not None and (missing or not row.many)
    return bool(source_id) and fits and p.plugin_loaded("modellregion_owl_harvest")


def mend(key: str, source_id: str, field: str, missing: bool) -> Step:
    """Return the step to a rule where one can mend it for the whole source, else to the list.

    :param key: of the cause. :param source_id: "" for none. :param field: as in the schema.
    :param missing: the field is empty.
    """
    if by_rule(source_id, field, missing):
        name = field.rpartition(".")[2]
        address = tk.url_for("modellregion_curation.rule_new", id=source_id, field=name)
        return Step(_("Create a rule"), str(address))
    return Step(_("Open the list"), str(tk.url_for("modellregion_desk.cause", key=key)))
