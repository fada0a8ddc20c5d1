"""Next steps that several providers offer."""

from __future__ import annotations

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.desk.cause import Step
from ckanext.modellregion_owl.texts import translate as _

LICENCE = "license"  # field of a file that a rule for a whole source can set


def by_rule(source_id: str, field: str) -> bool:
    """Tell whether one rule for the whole source can mend what is wrong with a field."""
    about_licence = field.rpartition(".")[2] == LICENCE
    return bool(source_id) and about_licence and p.plugin_loaded("modellregion_owl_harvest")


def mend(key: str, source_id: str, field: str) -> Step:
    """Return the step to a rule where one can mend it for the whole source, else to the list.

    :param key: of the cause. :param source_id: "" for none. :param field: as in the schema.
    """
    if by_rule(source_id, field):
        address = tk.url_for("modellregion_curation.rule_new", id=source_id)
        return Step(_("Create a rule"), str(address))
    return Step(_("Open the list"), str(tk.url_for("modellregion_desk.cause", key=key)))
