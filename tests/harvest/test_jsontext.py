"""records/jsontext.py: JSON as servers really send it, and as an attacker would."""

from __future__ import annotations

import json

import pytest

from ckanext.modellregion_owl.findings import collect
from ckanext.modellregion_owl.harvest.exceptions import SourceUnavailable
from ckanext.modellregion_owl.harvest.records.jsontext import MAX_DEPTH, parse_json, walk_json
from ckanext.modellregion_owl.harvest.transport.answer import Answer

pytestmark = pytest.mark.unit

URL = "https://daten.example/data.json"
TEXT = '{"title": "Bäume"}'


def parsed(body: bytes | str, content_type: str = "application/json"):
    raw = body.encode() if isinstance(body, str) else body
    return parse_json(Answer(URL, content_type, raw))


class TestParseJson:
    @pytest.mark.parametrize(
        ("body", "content_type"),
        [
            (TEXT.encode(), "application/json"),
            (TEXT.encode(), "text/html; charset=utf-8"),
            (TEXT.encode(), ""),
            (b"\xef\xbb\xbf" + TEXT.encode(), "application/json"),
            (b"\xff\xfe" + TEXT.encode("utf-16-le"), "application/json"),
            (TEXT.encode("latin-1"), "application/json; charset=iso-8859-1"),
            (TEXT.encode("latin-1"), "application/json"),
            (b"\r\n \n" + TEXT.encode(), "application/json"),
        ],
    )
    def test_umlauts_survive_in_any_clothes(self, body, content_type):
        """UTF-8, BOM, UTF-16, Latin-1; the media type says nothing about the content."""
        assert parsed(body, content_type) == {"title": "Bäume"}

    def test_guessed_charset_is_noted(self):
        """Bytes that are not UTF-8 had to be guessed."""
        with collect() as found:
            parsed(TEXT.encode("latin-1"))
        assert [f.rule for f in found] == ["page.charset"]

    @pytest.mark.parametrize(
        ("body", "says"),
        [
            (b"", "empty"),
            (b" \n", "empty"),
            (b"<!DOCTYPE html><html><body>Wartung</body></html>", "web page"),
            (b"\n<html lang='de'><body>", "web page"),
            (b"<!-- cached --><html>", "web page"),
            (b'{"dataset": [{"title": "B', "cut off"),
            (b'{"a": 1}{"b": 2}', "can't be read"),
            (b"<error>no</error>", "can't be read"),
            (b"Internal error", "can't be read"),
        ],
    )
    def test_what_is_no_json_is_an_unread_page(self, body, says):
        """The message names the address and says what came instead."""
        with pytest.raises(SourceUnavailable) as err:
            parsed(body, "text/html")
        assert URL in str(err.value)
        assert says in err.value.message.msgid

    @pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
    @pytest.mark.parametrize("number", [MAX_DEPTH + 1, 3_000, 200_000])
    def test_nested_too_deeply(self, opening, number):
        """Neither Python's recursion nor the memory decides where it ends."""
        closing = "".join({"[": "]", "{": "}"}[c] for c in reversed(opening) if c in "[{")
        with pytest.raises(SourceUnavailable) as err:
            parsed(opening * number + "1" + closing * number)
        assert "nested" in err.value.message.msgid

    def test_allowed_depth_is_read(self):
        """The limit itself still passes."""
        assert parsed("[" * MAX_DEPTH + "]" * MAX_DEPTH)

    def test_brackets_in_texts_do_not_count(self):
        """A text full of brackets is a text."""
        assert parsed(json.dumps({"title": "[" * 500})) == {"title": "[" * 500}

    @pytest.mark.parametrize("digits", ["9" * 31, "-" + "9" * 5_000, "1e999"])
    def test_numbers_that_python_cannot_hold_stay_text(self, digits):
        """Python refuses whole numbers of more than 4,300 digits with an exception."""
        assert parsed(f'{{"size": {digits}}}') == {"size": digits}

    @pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
    def test_what_is_no_number_is_noted(self, word):
        """It is no JSON; the rest of the page is read all the same."""
        with collect() as found:
            assert parsed(f'{{"size": {word}, "title": "T"}}') == {"size": None, "title": "T"}
        assert [(f.rule, f.before) for f in found] == [("page.number", word)]

    def test_raw_control_characters_pass(self):
        """A tab inside of a text is no reason to lose the page; the profile removes it."""
        assert parsed('{"date": "Date changed\t2019"}') == {"date": "Date changed\t2019"}

    def test_half_surrogate_pairs_are_replaced(self):
        """PostgreSQL, UTF-8 and RDF know no halves; whole pairs stay."""
        assert parsed(r'{"a\ud800": ["\ud83d", "\ud83d\ude00", 1]}') == {
            "a\ufffd": ["\ufffd", "\U0001f600", 1]
        }


class TestWalkJson:
    def test_yields_every_value_with_depth_and_key(self):
        """Items of a list have no key."""
        assert sorted(walk_json({"a": [1]}), key=lambda x: x[0]) == [
            (0, "", {"a": [1]}),
            (1, "a", [1]),
            (2, "", 1),
        ]
