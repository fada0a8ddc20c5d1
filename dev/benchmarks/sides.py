"""The two sides of a comparison: which plugins and settings each runs with."""

from __future__ import annotations

from dataclasses import dataclass, field

COMMON = {
    "ckan.site_url": "http://127.0.0.1:5000",
    "ckan.harvest.mq.type": "redis",
    "ckan.locale_default": "de",
    "scheming.presets": (
        "ckanext.scheming:presets.json ckanext.dcat.schemas:presets.yaml "
        "ckanext.modellregion_owl.schemas:presets.yaml"
    ),
}


@dataclass(frozen=True)
class Side:
    """One contestant: a name and the CKAN settings it runs with."""

    name: str
    settings: dict[str, str] = field(default_factory=dict)


OURS = Side(
    "ours",
    COMMON
    | {
        "ckan.plugins": "modellregion_owl_harvest modellregion_owl harvest dcat scheming_datasets",
        "scheming.dataset_schemas": "ckanext.modellregion_owl.schemas:dataset.yaml",
        "ckanext.dcat.rdf.profiles": "euro_dcat_ap_3 euro_dcat_ap_scheming dcat_ap_de_3",
        "ckanext.modellregion_owl.harvest.allow_private_addresses": "true",
        "ckanext.modellregion_owl.harvest.max_page_bytes": "500000000",
    },
)
# ckanext-dcat's own harvester with its own fullest schema and profiles; activity is off on both
# sides, since it costs the peer as much as us and hides the difference; entry `ACTIVITY` has it on.
PEER = Side(
    "peer",
    COMMON
    | {
        "ckan.plugins": "harvest dcat dcat_rdf_harvester scheming_datasets",
        "scheming.dataset_schemas": "ckanext.dcat.schemas:dcat_ap_full.yaml",
        "ckanext.dcat.rdf.profiles": "euro_dcat_ap_3 euro_dcat_ap_scheming",
        "ckanext.dcat.max_file_size": "500",
    },
)
SIDES = {side.name: side for side in (OURS, PEER)}
ACTIVITY = "harvest_first_activity"


def with_activity(side: str, bench: str) -> dict[str, str]:
    """Return the setting that switches CKAN's activities on, for the entry that measures it."""
    plugins = SIDES[side].settings["ckan.plugins"]
    return {"ckan.plugins": f"activity {plugins}"} if bench == ACTIVITY else {}
