"""A proposal for the text by which the source is named (K35), from publisher and licence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.modellregion_owl.vocabularies import vocabulary

Values = Mapping[str, Any]


def source(package: Values) -> str:
    """Return the beginning of the text: "Datenquelle: Stadt Delbrück"; "" where nobody is named.

    German in every language of the interface: the text goes out with the data.
    """
    publishers = [p for p in package.get("publisher") or () if isinstance(p, Mapping)]
    organisation = (package.get("organization") or {}).get("title")
    names = [*(p.get("name") for p in publishers), organisation]
    name = next((str(n).strip() for n in names if n and str(n).strip()), "")
    return f"Datenquelle: {name}" if name else ""


def licences() -> dict[str, str]:
    """Return the names of the licences that ask for such a text, by their IRI."""
    return {t.uri: t.label("de") for t in vocabulary("licences") if t.by and t.in_form}


def proposal(package: Values, licence: str) -> str:
    """Return the whole text for a licence in any spelling; "" when it asks for none."""
    term = vocabulary("licences").find(licence) if licence else None
    start, name = source(package), licences().get(term.uri, "") if term else ""
    return f"{start}, {name}" if start and name else ""
