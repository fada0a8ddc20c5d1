"""The rows: one per property, loaded from the fields of schemas/dataset.yaml.

No CKAN import and no scheming plugin: the profile works on a portal that uses another schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as value
from functools import cache, cached_property
from importlib import resources
from typing import Any

import yaml
from rdflib import URIRef

from ckanext.modellregion_owl.rdf.facet import Facet, facets_of
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.vocabularies import NAMES

try:  # reads our schema in a tenth of the time, where PyYAML was built with libyaml
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]

KINDS = frozenset(
    (
        "text", "literal", "date", "iri", "term", "node",
        "statement", "identifier", "geometry", "type",
    )
)  # fmt: skip
DUTIES = frozenset(["mandatory", "recommended", "optional", "deprecated"])
CARDS = frozenset(("0..1", "0..n", "1", "1..n"))
UNKNOWN = frozenset(("drop", "keep", "node"))

# Place on the dataset's page of a row whose field has no key `page`: after all that have one.
LAST = 1000

_KEYS = frozenset(
    (
        "property", "kind", "class", "card", "duty", "convention", "datatype", "form", "iri",
        "text", "like", "via", "unknown", "pick", "fallback", "read_from", "compat", "values",
        "show", "else", "typed", "inverse", "series", "any",
    )
)  # fmt: skip


class RowError(ValueError):
    """A field's `rdf:` key has a word that the profile does not know; says which field."""


@dataclass(frozen=True)
class Twin:
    """A deprecated property that is written beside its successor (key `compat`).

    `column`: the vocabulary column with the value to write; `prefix`: only values that begin so;
    `subfield`: the text of that subfield instead of the node; `instead`: the property itself is not
    written, GovData's reader stops at it.
    """

    predicate: URIRef
    column: str = ""
    prefix: str = ""
    subfield: str = ""
    instead: bool = False


@dataclass(frozen=True, eq=False)
class Row:
    """One property of one class; what each key means stands in the head of schemas/dataset.yaml.

    Each is itself and equal to no other one: comparing all that it says took longer than reading a
    small node.

    `many` tells whether the CKAN field is a list, `nested` whether it is JSON text of nodes inside
    a subfield, `subrows` are the properties of a node, `has_uri` and `has_other` whether the
    subfields `uri` and `other_values` exist to hold the node's IRI and further values. `labels` are
    the field's names by language, `choices` those of its fixed values, `page` its place on the
    dataset's page, 0 for none, `rule` what a rule for a whole source sets of it (None: there are no
    such rules, else subfields of a node), `facets` the fields of the search index with its values.
    """

    field: str
    predicate: URIRef
    kind: str
    card: str
    duty: str
    many: bool
    cls: URIRef | None = None
    convention: str = ""
    datatype: URIRef | None = None
    form: str = ""
    node_iri: str = "blank"
    text: str = ""
    via: tuple[URIRef, URIRef] | None = None
    vocabulary: str = ""
    unknown: str = "keep"
    pick: str = "first"
    show: str = ""
    otherwise: URIRef | None = None
    typed: bool = False
    inverse: URIRef | None = None
    series: str = ""
    any_of: tuple[str, ...] = ()
    fallback: tuple[str, ...] = ()
    read_from: tuple[URIRef, ...] = ()
    compat: tuple[Twin, ...] = ()
    values: tuple[URIRef, ...] = ()
    subrows: tuple[Row, ...] = ()
    nested: bool = False
    has_uri: bool = False
    has_other: bool = False
    section: str = ""
    page: int = LAST
    rule: tuple[str, ...] | None = None
    facets: tuple[Facet, ...] = ()
    labels: Mapping[str, str] = value(default_factory=dict, compare=False)
    choices: Mapping[str, Mapping[str, str]] = value(default_factory=dict, compare=False)

    def label(self, lang: str) -> str:
        """Return the field's name in `lang`, else in English, else the field's technical name."""
        return self.labels.get(lang) or self.labels.get("en") or self.field

    @cached_property
    def predicates(self) -> tuple[URIRef, ...]:
        """Return the properties that are read into the field, the current one first."""
        return (self.predicate, *self.read_from)

    @cached_property
    def mandatory(self) -> bool:
        """Tell whether the standard demands a value."""
        return self.duty == "mandatory"


@dataclass(frozen=True)
class Rows:
    """The rows of dataset and distribution, in the order of the form."""

    dataset: tuple[Row, ...]
    resource: tuple[Row, ...]

    def find(self, entity: str, field: str) -> Row:
        """Return the row of a field of `dataset` or `resource`.

        :raises KeyError: there is none.
        """
        for row in getattr(self, entity):
            if row.field == field:
                return row
        raise KeyError(field)

    @cached_property
    def for_rules(self) -> Mapping[str, tuple[str, Row]]:
        """Return what a rule for a whole source can set: {field: (entity, row)}, in this order.

        :raises RowError: two fields of one name; a rule's field would not tell which one it means.
        """
        found: dict[str, tuple[str, Row]] = {}
        for entity in ("resource", "dataset"):
            for row in getattr(self, entity):
                if row.rule is None:
                    continue
                if row.field in found:
                    raise RowError(f"{row.field}: rule: of a dataset and of a file")
                found[row.field] = (entity, row)
        return found


@cache
def load_rows() -> Rows:
    """Load the rows of the extension's own schema.

    :raises RowError: a row is malformed.
    """
    return rows_of(schema_of(), _yaml("presets.yaml"))


def schema_of() -> Mapping[str, Any]:
    """Return the extension's own schema as it stands in schemas/dataset.yaml."""
    schema: Mapping[str, Any] = _yaml("dataset.yaml")
    return schema


def rows_of(schema: Mapping[str, Any], presets: Mapping[str, Any]) -> Rows:
    """Build the rows of a scheming schema (parsed YAML of schema and presets).

    :raises RowError: a row is malformed.
    """
    loader = _Loader({p["preset_name"]: p["values"] for p in presets["presets"]}, schema)
    return Rows(loader.rows(schema["dataset_fields"]), loader.rows(schema["resource_fields"]))


def _yaml(name: str) -> Any:
    path = resources.files("ckanext.modellregion_owl.schemas") / name
    return yaml.load(path.read_text(encoding="utf-8"), Loader=SafeLoader)


class _Loader:
    def __init__(self, presets: Mapping[str, Any], schema: Mapping[str, Any]) -> None:
        self._presets = presets
        self._fields = {f["field_name"]: f for f in schema["dataset_fields"]}

    def rows(self, fields: list[Mapping[str, Any]], inside: bool = False) -> tuple[Row, ...]:
        return tuple(self._row(self._expand(f), inside) for f in fields if "rdf" in f)

    def _expand(self, field: Mapping[str, Any]) -> dict[str, Any]:
        return {**self._presets.get(field.get("preset", ""), {}), **field}

    def _row(self, field: Mapping[str, Any], inside: bool) -> Row:
        rdf = field["rdf"]
        self._check(field["field_name"], rdf, field.get("vocabulary", ""))
        subfields = self._subfields(field)
        names = {f["field_name"] for f in subfields}
        via = rdf.get("via")
        return Row(
            field=field["field_name"],
            predicate=iri(rdf["property"]),
            kind=rdf["kind"],
            card=rdf["card"],
            duty=rdf["duty"],
            many=_is_list(field),
            cls=iri(rdf["class"]) if "class" in rdf else None,
            convention=str(rdf.get("convention", "")),
            datatype=iri(rdf["datatype"]) if "datatype" in rdf else None,
            form=rdf.get("form", ""),
            node_iri=rdf.get("iri", "blank"),
            text=rdf.get("text", ""),
            via=(iri(via["property"]), iri(via["class"])) if via else None,
            vocabulary=field.get("vocabulary", ""),
            unknown=rdf.get("unknown", "keep"),
            pick=rdf.get("pick", "first"),
            show=rdf.get("show", ""),
            otherwise=iri(rdf["else"]) if "else" in rdf else None,
            typed=bool(rdf.get("typed")),
            inverse=iri(rdf["inverse"]) if "inverse" in rdf else None,
            series=rdf.get("series", ""),
            any_of=tuple(rdf.get("any", ())),
            fallback=tuple(rdf.get("fallback", ())),
            read_from=tuple(iri(p) for p in rdf.get("read_from", ())),
            compat=tuple(_twin(t) for t in rdf.get("compat", ())),
            values=tuple(iri(v) for v in rdf.get("values", ())),
            subrows=self.rows(subfields, inside=True),
            nested=inside and rdf["kind"] == "node",
            has_uri="uri" in names,
            has_other="other_values" in names,
            section=field.get("section", ""),
            page=field.get("page", LAST),
            rule=_rule(field.get("rule")),
            facets=_facets(field),
            labels=field.get("label", {}),
            choices={c["value"]: c["label"] for c in field.get("choices", ())},
        )

    def _subfields(self, field: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        like = field["rdf"].get("like")
        owner = self._fields[like] if like else field
        return list(owner.get("repeating_subfields", ()))

    @staticmethod
    def _check(name: str, rdf: Mapping[str, Any], vocabulary: str) -> None:
        wrong = [k for k in rdf if k not in _KEYS]
        for key, known in (("kind", KINDS), ("duty", DUTIES), ("card", CARDS)):
            if rdf.get(key) not in known:
                wrong.append(f"{key}: {rdf.get(key)}")
        if rdf.get("series", "optional") not in DUTIES:
            wrong.append(f"series: {rdf['series']}")
        if rdf.get("unknown", "keep") not in UNKNOWN:
            wrong.append(f"unknown: {rdf['unknown']}")
        if rdf.get("kind") == "term" and vocabulary not in NAMES:
            wrong.append(f"vocabulary: {vocabulary}")
        if wrong:
            raise RowError(f"{name}: {', '.join(wrong)}")


def _is_list(field: Mapping[str, Any]) -> bool:
    return "repeating_subfields" in field or "scheming_multiple_text" in field.get("validators", "")


def _facets(field: Mapping[str, Any]) -> tuple[Facet, ...]:
    try:
        return facets_of(field)
    except ValueError as err:
        raise RowError(f"{field['field_name']}: {err}") from err


def _rule(value: Any) -> tuple[str, ...] | None:
    return () if value is True else tuple(value) if value else None


def _twin(value: str | Mapping[str, Any]) -> Twin:
    if isinstance(value, str):
        return Twin(iri(value))
    return Twin(iri(value["property"]), **{k: v for k, v in value.items() if k != "property"})
