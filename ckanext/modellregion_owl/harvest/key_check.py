"""Refuses values of a source's configuration that can't be meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ckanext.modellregion_owl.harvest.exceptions import N_, SourceInvalid
from ckanext.modellregion_owl.harvest.keys import Key, Kind
from ckanext.modellregion_owl.vocabularies import vocabulary

_MATCHES: Mapping[Kind, Callable[[Any], bool]] = {
    Kind.TEXT: lambda value: isinstance(value, str),
    Kind.FLAG: lambda value: isinstance(value, bool),
    Kind.NUMBER: lambda value: isinstance(value, int) and not isinstance(value, bool),
    Kind.TEXTS: lambda value: isinstance(value, list) and all(isinstance(v, str) for v in value),
    Kind.OBJECT: lambda value: isinstance(value, dict),
}
_WRONG: Mapping[Kind, str] = {
    Kind.TEXT: N_("“{key}” in the configuration must be a text."),
    Kind.FLAG: N_("“{key}” in the configuration must be true or false."),
    Kind.NUMBER: N_("“{key}” in the configuration must be a whole number."),
    Kind.TEXTS: N_("“{key}” in the configuration must be a list of texts in square brackets."),
    Kind.OBJECT: N_("“{key}” in the configuration must be an object in curly brackets."),
}


def check_value(name: str, key: Key, value: Any) -> None:
    """Refuse a value of the wrong type or outside of what is allowed.

    :raises SourceInvalid: says which key and what it must be.
    """
    if not _MATCHES[key.kind](value):
        raise SourceInvalid(_WRONG[key.kind], key=name)
    if key.kind is Kind.NUMBER and value < key.minimum:
        raise SourceInvalid(
            N_("“{key}” in the configuration must be at least {number}."),
            key=name,
            number=key.minimum,
        )
    if key.choices and value not in key.choices:
        raise SourceInvalid(
            N_("“{key}” in the configuration must be one of: {known}."),
            key=name,
            known=", ".join(key.choices),
        )
    if key.vocabulary:
        _check_terms(name, key.vocabulary, value)


def _check_terms(name: str, list_name: str, value: Any) -> None:
    for iri in [value] if isinstance(value, str) else value:
        if iri and vocabulary(list_name).get(iri) is None:
            raise SourceInvalid(
                N_("“{key}” in the configuration: “{value}” is not in the official list."),
                key=name,
                value=iri,
            )
