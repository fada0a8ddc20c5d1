"""The keys that a source's JSON configuration may have: one table for check, form and docs.

Common keys are `COMMON`; an adapter adds its own as `KEYS` (records/record.Adapter). A key that
stands here is checked when a source is saved, explained in the form and in
docs/reference/sources.md, and reaches the pipeline as `source.config[name]`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from ckanext.modellregion_owl.harvest.exceptions import N_


class Kind(str, Enum):
    """What a key's value is, in JSON."""

    TEXT = "text"
    FLAG = "flag"
    NUMBER = "number"  # whole, not negative
    TEXTS = "texts"
    OBJECT = "object"


@dataclass(frozen=True)
class Key:
    """One key of the configuration.

    `help` is the explanation as an English msgid (`N_`), `choices` the values that are allowed,
    `vocabulary` the one whose IRIs are (vocabularies.NAMES), `minimum` of a number, `example` a
    JSON value for the docs. `default` is what counts where the key is missing (`Source.setting`).
    """

    kind: Kind = Kind.TEXT
    help: str = ""
    choices: tuple[str, ...] = ()
    vocabulary: str = ""
    minimum: int = 0
    default: Any = None
    example: Any = None


# The short form for an adapter's own keys: `KEYS = {"page_size": int}`.
TYPES: Mapping[type, Kind] = {
    str: Kind.TEXT,
    bool: Kind.FLAG,
    int: Kind.NUMBER,
    list: Kind.TEXTS,
    dict: Kind.OBJECT,
}
COMMON: Mapping[str, Key] = {
    "protocol": Key(
        help=N_("How the catalogue is read. The key is required."),
        example="dcat",
    ),
    "municipality": Key(
        help=N_(
            "Short name of the municipality whose data these are, as in municipalities.yaml. What "
            "is missing in a dataset (publisher, area, supplier code) is filled in from there."
        ),
        example="stadt-paderborn",
    ),
    "contributor_id": Key(
        help=N_(
            "Supplier code for GovData where a dataset names none. Wins over the municipality's; "
            "an empty text means: fill in none."
        ),
        vocabulary="contributors",
        example="http://dcat-ap.de/def/contributors/openNRW",
    ),
    "delivery": Key(
        help=N_(
            "Passing on to GovData: “yes”; “no”: it reaches GovData from there; “missing”: only "
            "what no source with “no” of the same municipality has. Default: “no” for sources of "
            "Open.NRW and GDI-DE (by server or supplier code), else “yes”."
        ),
        choices=("yes", "no", "missing"),
        example="no",
    ),
    "licence": Key(
        help=N_(
            "Licence of files where the source names none, nor terms of use. Only after the "
            "municipality has said so in writing; without the key a file without a licence stays "
            "without one."
        ),
        vocabulary="licences",
        example="http://dcat-ap.de/def/licenses/dl-zero-de/2.0",
    ),
    "geocoding": Key(
        kind=Kind.TEXTS,
        help=N_(
            "Area codes of datasets that name none. They win over the municipality's; an empty "
            "list means: fill in none."
        ),
        vocabulary="geocoding",
        example=["http://dcat-ap.de/def/politicalGeocoding/districtKey/05774"],
    ),
    "geocoding_level": Key(
        help=N_("Administrative level of datasets that name none, like the area codes."),
        vocabulary="geocoding_levels",
        example="http://dcat-ap.de/def/politicalGeocoding/Level/municipality",
    ),
    "precedence": Key(
        kind=Kind.NUMBER,
        help=N_(
            "Which source wins when two of them deliver the same dataset: the higher number. With "
            "equal numbers the source wins that delivered the dataset first."
        ),
        default=0,
        example=10,
    ),
    "personal_data": Key(
        help=N_(
            "“organisations” replaces names, mail addresses and numbers of persons by those of "
            "their office before anything is stored; “all” keeps them."
        ),
        choices=("organisations", "all"),
        default="organisations",
        example="organisations",
    ),
    "mailbox": Key(
        help=N_("Mail address of the office; it replaces personal ones of the source."),
        example="opendata@example.org",
    ),
    "shrink_share": Key(
        kind=Kind.NUMBER,
        help=N_(
            "Share in percent of the datasets that may be missing at once; if more are missing, "
            "nothing is removed until a person confirms it. Default: the site's setting."
        ),
        example=20,
    ),
    "shrink_least": Key(
        kind=Kind.NUMBER,
        help=N_("Fewer missing datasets than this number never count as too many."),
        minimum=1,
        example=3,
    ),
    "auth_env": Key(
        help=N_(
            "Name of the environment variable of this portal that holds the value of the header "
            "“Authorization” for this source; it begins with HARVEST_AUTH_. A second one, with "
            "_HOST behind its name, holds the name of the only server that gets it. The value "
            "itself never stands in the configuration."
        ),
        example="HARVEST_AUTH_PADERBORN",
    ),
}

# Of the protocols that can do something with them.
PAGING: Mapping[str, Key] = {
    "paging": Key(
        kind=Kind.FLAG,
        help=N_("Whether links to further pages are followed."),
        default=True,
        example=True,
    ),
}
FORMAT: Mapping[str, Key] = {
    "format": Key(
        help=N_(
            "Media type of the answer, for a server that names a wrong one, for example "
            "“text/turtle”."
        ),
        example="text/turtle",
    ),
}


def as_key(declared: Key | type) -> Key:
    """Return a declared key in its long form.

    :raises KeyError: a type that JSON does not have.
    """
    return declared if isinstance(declared, Key) else Key(kind=TYPES[declared])


def keys_of(adapter: Any) -> dict[str, Key]:
    """Return the keys that a source of this adapter may have: the common ones, then its own."""
    own = getattr(adapter, "KEYS", {})
    return {**COMMON, **{name: as_key(declared) for name, declared in own.items()}}
