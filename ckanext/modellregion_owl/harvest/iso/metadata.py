"""One gmd:MD_Metadata: who it is, what level it has, in which languages it speaks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from lxml import etree

from ckanext.modellregion_owl.harvest.address import parameters
from ckanext.modellregion_owl.harvest.iso.tree import HREF, Element, text, values
from ckanext.modellregion_owl.harvest.records.describe import Description
from ckanext.modellregion_owl.vocabularies import vocabulary

ROOTS = ("MD_Metadata", "MI_Metadata")
DEFAULT_LANGUAGE = "de"

_CODES = (
    "citation/*/identifier/MD_Identifier",
    "citation/*/identifier/RS_Identifier",
)


class Metadata:
    """A metadata record, names without namespaces (iso/tree.py)."""

    def __init__(self, element: Element) -> None:
        self.element = element
        # Only the first identificationInfo counts (spec iso19139.md, GDI-DE 2.1).
        self.info = next(element.iterfind("identificationInfo/*"), element)
        self.language = language_tag(text(element, "language")) or DEFAULT_LANGUAGE
        self._locales = {
            locale.get("id", ""): language_tag(text(locale, "languageCode"))
            for locale in element.iterfind("locale/PT_Locale")
        }

    @property
    def id(self) -> str:
        """Return the fileIdentifier."""
        return text(self.element, "fileIdentifier")

    @cached_property
    def canonical(self) -> bytes:
        """Return the record as XML, the same for another order of attributes."""
        try:
            return etree.tostring(self.element, method="c14n", exclusive=True, with_tail=False)
        except etree.C14NError:  # has no form for namespaces that are no addresses
            return etree.tostring(self.element, with_tail=False)

    @property
    def title(self) -> str:
        """Return the title in the record's main language."""
        return text(self.info, "citation/*/title")

    @property
    def level(self) -> str:
        """Return the hierarchy level; ISO's default is dataset."""
        service = self.info.tag == "SV_ServiceIdentification"
        return text(self.element, "hierarchyLevel") or ("service" if service else "dataset")

    @property
    def is_service(self) -> bool:
        """Tell whether the record describes a service."""
        return self.level == "service" or self.info.tag == "SV_ServiceIdentification"

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the identifiers of the resource that is described, codes without code space."""
        found = (v.href or v.text for path in _CODES for v in values(self.info, f"{path}/code"))
        return tuple(dict.fromkeys(found))

    @property
    def iri(self) -> str:
        """Return the first identifier that is an address of the web, "" when there is none."""
        return next((c for c in self.codes if c.startswith("http")), "")

    @cached_property
    def keys(self) -> frozenset[str]:
        """Return all by which a service may name the data: identifiers with and without space."""
        found = {self.id, *self.codes}
        for path in _CODES:
            for node in self.info.iterfind(path):
                code, space = text(node, "code"), text(node, "codeSpace")
                if code and space:
                    found |= {space + code, f"{space}#{code}", f"{space}/{code}"}
        return frozenset(filter(None, found))

    @cached_property
    def operates_on(self) -> frozenset[str]:
        """Return what a service says it works on, as it may stand in `keys` of a dataset.

        Addresses are compared as texts and never asked. That of a GetRecordById names the
        fileIdentifier in its parameter `id`.
        """
        found: set[str] = set()
        for node in self.info.iterfind("operatesOn"):
            for written in (node.get(HREF), node.get("uuidref")):
                if written and written.strip():
                    found |= _coupled(written.strip())
        return frozenset(found)

    def say(self, about: Description, name: str, path: str) -> None:
        """Say a text of the identification in all languages that the record gives it in."""
        for node in self.info.iterfind(path):
            for words, tag in self.spoken(node):
                about.text(name, words, tag)

    def spoken(self, node: Element) -> Iterator[tuple[str, str]]:
        """Yield the texts of a property element with their languages, the main one first."""
        for value in values(node, "."):
            yield value.text, self.language
        for words in node.iterfind("PT_FreeText/textGroup/LocalisedCharacterString"):
            tag = self._locales.get((words.get("locale") or "").lstrip("#"), "")
            yield "".join(words.itertext()).strip(), tag


def language_tag(code: str) -> str:
    """Return `de` of `ger`, `deu`, `de` …; "" of what is no language."""
    term = vocabulary("languages").find(code) if code else None
    return term.extra.get("iso639_1", "") if term else ""


def _coupled(written: str) -> set[str]:
    plain = written.replace("%23", "#")
    query = parameters(plain)
    if query.get("request", "").lower() == "getrecordbyid" and "id" in query:
        return {plain, query["id"]}
    return {plain}
