"""GovData's dashboard rules in our words (spec govdata.md 3, `dashboard_live`)."""

from __future__ import annotations

from collections.abc import Mapping

from ckanext.modellregion_owl.govdata.rule import IMPROVE, WRONG, Rule, of_file
from ckanext.modellregion_owl.rdf.rules import N_

LICENCE_FIX = N_("Choose the licence of the file from the list.")
DASHBOARD: Mapping[str, Rule] = {
    "keyword": Rule(
        WRONG,
        "tag_string",
        N_("The dataset has no keyword."),
        N_("Enter at least one keyword."),
    ),
    "contributor": Rule(
        WRONG,
        "contributor_id",
        N_("The dataset does not name exactly one data provider of GovData's list."),
        N_("Choose one data provider, and take the others away."),
    ),
    "publisher": Rule(
        WRONG,
        "publisher",
        N_("The dataset does not name exactly one publisher."),
        N_("Enter who publishes the data."),
        part="name",
    ),
    "licence_missing": of_file(
        WRONG,
        "license",
        N_("A file has no licence: GovData shows it as not open."),
        LICENCE_FIX,
    ),
    "licence_many": of_file(
        WRONG,
        "license",
        N_("A file has more than one licence; GovData takes any of them."),
        LICENCE_FIX,
    ),
    "licence_unlisted": of_file(
        WRONG,
        "license",
        N_("The licence of a file is not in GovData's list."),
        LICENCE_FIX,
    ),
    "licence_closed": of_file(
        IMPROVE,
        "license",
        N_("The licence of a file does not count as open."),
        N_("Ask whether the data may be had under an open licence."),
    ),
}
