"""What a source's configuration says of a catalogue: which records, and how they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.modellregion_owl.harvest.csw.request import Condition, Equal, Like
from ckanext.modellregion_owl.harvest.exceptions import N_
from ckanext.modellregion_owl.harvest.iso.constraints import ACCESS
from ckanext.modellregion_owl.harvest.iso.dataset import Options
from ckanext.modellregion_owl.harvest.iso.keywords import TOPICS
from ckanext.modellregion_owl.harvest.iso.metadata import Metadata
from ckanext.modellregion_owl.harvest.keys import Key, Kind

TYPES = ["dataset", "datasetCollection", "series"]

KEYS: dict[str, Key] = {
    "keyword": Key(
        help=N_("Only records with this keyword; an empty text means: all."),
        default="opendata",
        example="opendata",
    ),
    "types": Key(
        kind=Kind.TEXTS,
        help=N_("Only records of these levels (hierarchyLevel)."),
        default=TYPES,
        example=TYPES,
    ),
    "organisation": Key(
        help=N_("Only records of organisations that have this text in their name."),
        default="",
        example="Stadt Delbrück",
    ),
    "page_size": Key(
        kind=Kind.NUMBER,
        help=N_("How many records are asked for at once; the server may send fewer."),
        minimum=1,
        default=50,
        example=50,
    ),
    "sort": Key(
        kind=Kind.FLAG,
        help=N_(
            "Whether the order of the identifiers is asked for, so that no record is lost between "
            "two pages. Without it where the server does not allow it."
        ),
        default=True,
        example=True,
    ),
    "services": Key(
        help=N_(
            "Which services are joined to their datasets: “coupled” asks for those of each page of "
            "datasets, “all” reads all services of the organisation once, for servers that can't "
            "be asked so, “none” joins none."
        ),
        choices=("coupled", "all", "none"),
        default="coupled",
        example="coupled",
    ),
    "series": Key(
        help=N_("What a series becomes: a dataset like the others, or a series of datasets."),
        choices=("dataset", "series"),
        default="dataset",
        example="dataset",
    ),
    "topic_category": Key(
        help=N_(
            "When ISO's topic categories become categories of the portal: “fallback” if no keyword "
            "gave one, “first” the same with the first of them alone, “all” always."
        ),
        choices=TOPICS,
        default="fallback",
        example="fallback",
    ),
    "limited_access": Key(
        help=N_("What a limitation of public access after the INSPIRE directive means."),
        choices=ACCESS,
        default="RESTRICTED",
        example="RESTRICTED",
    ),
    "base_uri": Key(
        help=N_(
            "Beginning of the permanent addresses of datasets that have none of their own; the "
            "record's identifier is put behind it."
        ),
        default="",
        example="https://registry.gdi-de.org/id/de.nw.delbrueck/",
    ),
    "marker_keywords": Key(
        kind=Kind.FLAG,
        help=N_("Whether keywords that only mark a record (“opendata”) become keywords here."),
        default=False,
        example=False,
    ),
}


@dataclass(frozen=True)
class Settings:
    """A source's configuration, defaults filled in; `options` are those of the mapping."""

    keyword: str
    types: tuple[str, ...]
    organisation: str
    page_size: int
    sort: bool
    services: str
    options: Options

    def walks(self) -> list[list[str]]:
        """Return the levels of each walk: series first where the others are to name them."""
        types = list(self.types)
        if not self.options.as_series or "series" not in types:
            return [types]
        rest = [kind for kind in types if kind != "series"]
        return [["series"], rest] if rest else [["series"]]

    def conditions(self) -> list[Condition]:
        """Return the conditions of the walk over the datasets, without those on the level."""
        chosen: list[Condition] = [Equal("Subject", self.keyword)] if self.keyword else []
        return [*chosen, *self.owner()]

    def owner(self) -> list[Condition]:
        """Return the condition on the organisation."""
        return [Like("OrganisationName", self.organisation)] if self.organisation else []

    def wants(self, metadata: Metadata) -> bool:
        """Tell whether a record is one of those asked for; servers may find by parts of words."""
        if metadata.is_service or metadata.level not in self.types:
            return False
        if not self.keyword:
            return True
        words = metadata.info.iterfind("descriptiveKeywords/MD_Keywords/keyword//*")
        return any((w.text or "").strip().casefold() == self.keyword.casefold() for w in words)


def settings_of(config: Mapping[str, Any]) -> Settings:
    """Return the settings of a checked configuration."""
    chosen = {name: config.get(name, key.default) for name, key in KEYS.items()}
    return Settings(
        keyword=chosen["keyword"],
        types=tuple(chosen["types"]),
        organisation=chosen["organisation"],
        page_size=chosen["page_size"],
        sort=chosen["sort"],
        services=chosen["services"],
        options=Options(
            base_uri=chosen["base_uri"],
            topics=chosen["topic_category"],
            limited_access=chosen["limited_access"],
            markers=chosen["marker_keywords"],
            as_series=chosen["series"] == "series",
        ),
    )
