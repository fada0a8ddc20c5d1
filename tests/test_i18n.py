"""Everything that people read is there in German and English."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import jinja2
import pytest
import yaml
from babel.messages import extract, mofile, pofile
from babel.messages.catalog import Catalog

import ckan

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "ckanext/modellregion_owl"
DOMAIN = "ckanext-modellregion_owl"
METHODS = [("**.py", "python"), ("**.js", "javascript"), ("**/templates/**.html", "ckan")]
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))
LABELLED = sorted([*(ROOT / "schemas").glob("*.yaml"), *PACKAGE.glob("region/owl/*.yaml")])
SPOKEN = re.compile(r'(?:aria-label|title|placeholder|alt)="([^"{}]*[^\W\d_]{2}[^"{}]*)"')


def message_ids(catalogue: Catalog) -> set:
    return {m.id for m in catalogue if m.id}


def german() -> Catalog:
    with (ROOT / f"i18n/de/LC_MESSAGES/{DOMAIN}.po").open("rb") as file:
        return pofile.read_po(file, locale="de")


@pytest.fixture(scope="module")
def extracted() -> set:
    """Message ids that stand in the code and the templates now."""
    words = dict.fromkeys(("translate", "isPlural"))  # as setup.cfg has them
    found = extract.extract_from_dir(
        str(PACKAGE), method_map=METHODS, keywords={**extract.DEFAULT_KEYWORDS, **words}
    )
    return {message for _file, _line, message, _comments, _context in found}


class TestCatalogues:
    def test_template_is_current(self, extracted):
        """`python setup.py extract_messages` would change nothing."""
        with (ROOT / f"i18n/{DOMAIN}.pot").open("rb") as file:
            assert message_ids(pofile.read_po(file)) == extracted

    def test_german_is_complete(self, extracted):
        """Every message has a German text, none is fuzzy, and none is left over."""
        texts = {m.id: m for m in german() if m.id}
        plural = {
            i: m.string if isinstance(m.string, tuple) else (m.string,) for i, m in texts.items()
        }
        assert extracted - {i for i, strings in plural.items() if all(strings)} == set()
        assert [i for i, m in texts.items() if m.fuzzy] == []
        assert set(texts) - extracted == set()

    def test_no_text_of_ckan_changes(self):
        """A message that CKAN has too is translated as CKAN does: ours would win on every page."""
        folder = Path(next(iter(ckan.__path__))) / "i18n/de/LC_MESSAGES"
        with (folder / "ckan.po").open("rb") as file:
            theirs = {m.id: m.string for m in pofile.read_po(file, locale="de") if m.id}
        assert [m.id for m in german() if m.id and theirs.get(m.id, m.string) != m.string] == []

    def test_placeholders_agree(self):
        """A German text names the same placeholders as the English one."""
        catalogue = german()
        for message in catalogue:
            if message.id:
                assert not list(message.check(catalogue)), message.id

    def test_compiled_is_current(self):
        """The .mo that is shipped was made from the .po."""

        def texts(file: IO[bytes]) -> dict:
            # read_mo gives plural ids as lists.
            return {str(m.id): m.string for m in mofile.read_mo(file) if m.id}

        fresh = io.BytesIO()
        mofile.write_mo(fresh, german())
        fresh.seek(0)
        with (ROOT / f"i18n/de/LC_MESSAGES/{DOMAIN}.mo").open("rb") as file:
            assert texts(file) == texts(fresh)


# Words of programmers (issue 7, part 10), and those of design section 6 that people do not know.
BANNED = re.compile(
    r"\b(?:SHACL|IRIs?|GUIDs?|n/a|k\. ?A\."
    r"|(?i:overlays?|snapshots?|distribution(?:en)?))(?!\w)"
)


def jargon(text: str) -> list[str]:
    """Return the banned words of a text; what stands in for a value ({guid}) is none of them."""
    return BANNED.findall(re.sub(r"\{\w*\}|%\(\w+\)s", " ", text))


def german_labels(node: object) -> Iterator[str]:
    """Yield every text under a key `de` of a schema."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "de":
                yield from (str(v) for v in (value if isinstance(value, list) else [value]))
            else:
                yield from german_labels(value)
    elif isinstance(node, list):
        for value in node:
            yield from german_labels(value)


class TestGlossary:
    def test_messages(self):
        """No German message says what only programmers understand."""
        texts = [
            s
            for m in german()
            if m.id
            for s in ((m.string,) if isinstance(m.string, str) else m.string)
        ]
        assert [text for text in texts if jargon(text)] == []

    @pytest.mark.parametrize("path", LABELLED, ids=lambda p: p.name)
    def test_labels(self, path):
        """Nor does a label, a help text or a text of the region."""
        texts = list(german_labels(yaml.safe_load(path.read_text(encoding="utf-8"))))
        assert [text for text in texts if jargon(text)] == []

    def test_the_check_sees_jargon(self):
        """It finds the words alone and lets longer words and placeholders pass."""
        assert jargon("Die IRI im Overlay") == ["IRI", "Overlay"]
        assert jargon("Iris sagt {guid}, Shacklewell") == []


def bare_words(source: str) -> list[str]:
    """Return the words of a template's text that no gettext call holds."""
    data = "".join(
        text if kind == "data" else "\x00"
        for _line, kind, text in jinja2.Environment(  # noqa: S701 - only lexed
            extensions=["jinja2.ext.do", "jinja2.ext.i18n", "jinja2.ext.loopcontrols"]
        ).lex(source)
    )
    spoken = SPOKEN.findall(data)
    text = re.sub(r"<(script|style|svg)\b.*?</\1>|<!--.*?-->", " ", data, flags=re.S)
    text = re.sub(r"<[^>]*>", " ", text)
    text = re.sub(r"&\w+;|&#\d+;", " ", text)
    return spoken + re.findall(r"[^\W\d_]{2,}", text)


class TestTemplates:
    @pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(PACKAGE)))
    def test_no_text_without_gettext(self, path):
        """Text stands in `_()`; names of formats (RDF, CSV) are the same in every language."""
        same_everywhere = {"RDF", "XML", "JSON", "LD", "Turtle", "CSV", "API", "CKAN"}
        words = bare_words(path.read_text(encoding="utf-8"))
        assert [w for w in words if w not in same_everywhere] == []

    def test_the_check_sees_a_bare_word(self):
        """The check itself finds bare text and a bare label, and lets gettext pass."""
        source = '<p aria-label="Close">Hello {{ _("World") }} {# note #}</p>'
        assert bare_words(source) == ["Close", "Hello"]


def labelled(node: object, where: str = "") -> list[tuple[str, object]]:
    """Return every label, help text and placeholder of a schema with its place."""
    if isinstance(node, list):
        return [found for n, item in enumerate(node) for found in labelled(item, f"{where}[{n}]")]
    if not isinstance(node, dict):
        return []
    keys = {"label", "help_text", "repeating_label", "form_placeholder_text"}
    here = [(f"{where}.{k}", v) for k, v in node.items() if k in keys]
    inner = [f for k, v in node.items() if k not in keys for f in labelled(v, f"{where}.{k}")]
    return here + inner


class TestSchemas:
    @pytest.mark.parametrize(
        "path", sorted((ROOT / "schemas").glob("*.yaml")), ids=lambda p: p.name
    )
    def test_every_label_is_german_and_english(self, path):
        """Labels and help texts of the forms are {en, de}."""
        found = labelled(yaml.safe_load(path.read_text(encoding="utf-8")))
        assert [
            w for w, v in found if not (isinstance(v, dict) and v.get("de") and v.get("en"))
        ] == []
