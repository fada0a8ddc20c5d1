"""Controlled vocabularies as frozen tables; every look-up is derived from the table, none retyped.

`vocabulary("licences").get("http://dcat-ap.de/def/licenses/dl-by-de/2.0")` returns the term,
`.find("DL-DE-BY-2.0")` the term that a catalogue's spelling means. Sources: `data/SOURCES.md`.
No CKAN import: adapters and tests use this alone.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from types import MappingProxyType

NAMES = (
    "access_rights",
    "availabilities",
    "checksum_algorithms",
    "contributors",
    "dataset_types",
    "file_types",
    "frequencies",
    "geocoding",
    "geocoding_levels",
    "hvd_categories",
    "inspire_themes",
    "iso_topics",
    "languages",
    "legislation",
    "licences",
    "publisher_types",
    "statuses",
    "themes",
)

_CORE = ("uri", "code", "label_de", "label_en")


@dataclass(frozen=True)
class Term:
    """One entry of a vocabulary.

    `extra` holds the table's other columns as text; `open`, `by` (attribution needed, K35) and
    `copyleft` are False outside of the licences.
    """

    uri: str
    code: str
    label_de: str
    label_en: str
    extra: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def open(self) -> bool:
        """Tell whether the licence counts as open (GovData's list)."""
        return self.extra.get("open") == "true"

    @property
    def by(self) -> bool:
        """Tell whether the licence asks for an attribution text (K35)."""
        return self.extra.get("by") == "true"

    @property
    def copyleft(self) -> bool:
        """Tell whether the licence binds what others make of the data to itself (share alike)."""
        return self.extra.get("copyleft") == "true"

    @property
    def aliases(self) -> tuple[str, ...]:
        """Return the other spellings that mean this term."""
        text = self.extra.get("aliases", "")
        return tuple(text.split("|")) if text else ()

    @property
    def in_form(self) -> bool:
        """Tell whether a person may choose the term; replaced and internal ones are read only."""
        return self.extra.get("form") != "no" and not self.extra.get("replaced_by")

    def label(self, lang: str) -> str:
        """Return the label in `lang`, else in the other language, else the code."""
        first, second = (
            (self.label_de, self.label_en) if lang == "de" else (self.label_en, self.label_de)
        )
        return first or second or self.code


class Vocabulary:
    """An ordered table of terms with its look-ups."""

    def __init__(self, name: str, terms: tuple[Term, ...]) -> None:
        self.name = name
        self.terms = terms

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms)

    def __len__(self) -> int:
        return len(self.terms)

    def __contains__(self, uri: object) -> bool:
        return uri in self._by_uri

    def get(self, uri: str) -> Term | None:
        """Return the term of exactly that IRI."""
        return self._by_uri.get(uri)

    def label(self, uri: str, lang: str = "de") -> str:
        """Return the label of the term in `lang`; the value itself when it is no term."""
        term = self.get(uri)
        return term.label(lang) if term else uri

    def find(self, text: str) -> Term | None:
        """Return the term that `text` means: IRI in any spelling, code, alias or label.

        A replaced term (old spelling of a licence) gives its successor. None when nothing fits:
        guessing would invent a value.
        """
        term = self._by_uri.get(text) or self._lookup(text)
        if term is None:
            return None
        return self._by_uri.get(term.extra.get("replaced_by", ""), term)

    def _lookup(self, text: str) -> Term | None:
        for key in (_key(text), _key(text.split(";", 1)[0])):
            term = self._by_key.get(key)
            if term is not None:
                return term
        return self._by_squeezed.get(_squeezed(text))

    @cached_property
    def _by_uri(self) -> Mapping[str, Term]:
        return MappingProxyType({t.uri: t for t in self.terms})

    @cached_property
    def _by_key(self) -> Mapping[str, Term]:
        """Spelling → term. IRIs win over codes, codes over aliases, aliases over labels."""
        index: dict[str, Term] = {}
        for spellings in (
            lambda t: (t.uri,),
            lambda t: (t.code,),
            lambda t: t.aliases,
            lambda t: (t.label_de, t.label_en),
        ):
            for term in self.terms:
                for spelling in filter(None, spellings(term)):
                    index.setdefault(_key(spelling), term)
        return MappingProxyType(index)

    @cached_property
    def _by_squeezed(self) -> Mapping[str, Term]:
        """Letters and digits alone → term, only where all terms behind it are the same one."""
        index: dict[str, Term] = {}
        doubtful: set[str] = set()
        for key, term in self._by_key.items():
            squeezed = _squeezed(key)
            target = self._by_uri.get(term.extra.get("replaced_by", ""), term)
            if index.setdefault(squeezed, target) is not target:
                doubtful.add(squeezed)
        return MappingProxyType({k: v for k, v in index.items() if k not in doubtful and k})


def vocabulary(name: str) -> Vocabulary:
    """Return the vocabulary of that name.

    :raises KeyError: `name` is not in `NAMES`.
    """
    if name not in NAMES:
        raise KeyError(name)
    return _load(name)


@cache
def _load(name: str) -> Vocabulary:
    path = resources.files(__package__) / "data" / f"{name}.tsv"
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    return Vocabulary(name, tuple(_term(row) for row in rows))


def _term(row: Mapping[str, str]) -> Term:
    extra = {k: v for k, v in row.items() if k not in _CORE and v}
    uri, code, label_de, label_en = (row[k] for k in _CORE)
    return Term(uri, code, label_de, label_en, MappingProxyType(extra))


_SCHEME = re.compile(r"^https?://(www\.)?", re.IGNORECASE)


def _key(text: str) -> str:
    """Fold what differs between spellings of one value: case, scheme, www, slash at the end."""
    return _SCHEME.sub("", " ".join(text.split())).rstrip("/").lstrip(".").casefold()


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", _key(text))
