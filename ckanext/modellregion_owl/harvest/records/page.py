"""Parses one page of RDF into a graph of its own, with nothing read from elsewhere."""

from __future__ import annotations

import re
from typing import Any
from xml.parsers import expat

from pyoxigraph import RdfFormat, parse

from ckanext.modellregion_owl.harvest.exceptions import N_, SourceUnavailable
from ckanext.modellregion_owl.harvest.records.jsontext import MAX_DEPTH, load_json, walk_json
from ckanext.modellregion_owl.harvest.records.subgraph import PageGraph
from ckanext.modellregion_owl.harvest.transport.answer import Answer
from ckanext.modellregion_owl.harvest.transport.text import detect, to_text

_DOCTYPE = re.compile("<!DOCTYPE", re.IGNORECASE)
# What Turtle is made of, as far as it may hold or hide a bracket: escapes, IRIs, comments, texts.
_TURTLE = re.compile(
    r"""\\.|<[^<>"\n]*>|\#[^\n]*
    |\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|\'{3}(?:[^'\\]|\\.|'(?!''))*\'{3}
    |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'
    |(?P<open><<)|(?P<close>>>)""",
    re.DOTALL | re.VERBOSE,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_REFERENCE = re.compile(r"&#(?:x0*([0-9a-fA-F]{1,6})|0*([0-9]{1,7}));")


def parse_page(answer: Answer, configured: str = "") -> PageGraph:
    """Return the statements of a page.

    Broken IRIs pass (`lenient`): real feeds have them, and one must not cost the page. Relative
    ones are resolved against the page's address.

    :param configured: format from the source's configuration, "" to find out.
    :raises SourceUnavailable: not readable; says which page and why.
    """
    # Control characters are allowed in no RDF syntax; peers lose the whole page by one.
    text = _CONTROL.sub(" ", to_text(answer))
    kind = detect(text, answer.content_type, answer.url, configured)
    if kind == RdfFormat.RDF_XML:
        text = _REFERENCE.sub(_character, text)
        _check_xml(text, answer.url)
    elif kind == RdfFormat.JSON_LD:
        _check_json(text, answer.url)
    else:
        _check_turtle(text, answer.url)
    try:
        return PageGraph(
            parse(text, format=kind, base_iri=answer.url, lenient=True, rename_blank_nodes=True)
        )
    except (SyntaxError, ValueError) as err:
        raise _unreadable(answer.url, err) from err


def _character(found: re.Match[str]) -> str:
    """Return a character reference as it stands, a blank for one that XML does not have."""
    hexadecimal, decimal = found.groups()
    number = int(hexadecimal, 16) if hexadecimal else int(decimal)
    control = number < 0x20 and number not in (0x9, 0xA, 0xD)
    impossible = 0xD800 <= number <= 0xDFFF or number in (0xFFFE, 0xFFFF) or number > 0x10FFFF
    return " " if control or impossible else found.group()


def _check_xml(text: str, url: str) -> None:
    # Entities can blow up a page of a kilobyte to gigabytes ("billion laughs"). Looked for in the
    # whole text: the parser takes a DOCTYPE behind comments, instructions and elements too.
    if "<!ENTITY" in text and _DOCTYPE.search(text):
        raise SourceUnavailable(
            N_("The data of {url} define XML entities; such are not read, for safety."), url=url
        )
    try:
        _check_depth(text)
    except _TooDeepError as err:
        raise SourceUnavailable(N_("The data of {url} are nested too deeply."), url=url) from err
    except (expat.ExpatError, ValueError) as err:
        raise _unreadable(url, err) from err


class _TooDeepError(Exception):
    """Ends the look at a page of XML."""


def _check_depth(text: str) -> None:
    """Count the levels of XML: at 100,000 the parser of RDF takes minutes, expat milliseconds.

    That parser reads on where XML is broken, so what expat can't count to the end is refused.

    :raises _TooDeepError: more than `MAX_DEPTH`.
    :raises xml.parsers.expat.ExpatError: no XML.
    """
    depth = 0

    def start(_name: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise _TooDeepError

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(text, True)


def _unreadable(url: str, err: Exception) -> SourceUnavailable:
    return SourceUnavailable(
        N_("The data of {url} can't be read, perhaps they are cut off: {error}"),
        url=url,
        error=str(err)[:300],
    )


def _check_turtle(text: str, url: str) -> None:
    if text.count("<<") <= MAX_DEPTH:
        return
    depth = 0
    for found in _TURTLE.finditer(text):
        depth += {"open": 1, "close": -1}.get(found.lastgroup or "", 0)
        if depth > MAX_DEPTH:
            raise SourceUnavailable(N_("The data of {url} are nested too deeply."), url=url)


def _check_json(text: str, url: str) -> None:
    for _depth, key, value in walk_json(load_json(text, url, _all_values)):
        if key in ("@context", "@import") and _is_remote(value):
            raise SourceUnavailable(
                N_(
                    "The data of {url} refer to a vocabulary at another address ({context}); for "
                    "safety it is not loaded. Ask for the feed as RDF/XML or Turtle."
                ),
                url=url,
                context=_first_text(value),
            )


def _all_values(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON; values of keys that stand twice are kept under an odd one."""
    found: dict[str, Any] = dict(pairs)
    if len(found) != len(pairs):
        found["\0"] = [value for _key, value in pairs]
    return found


def _is_remote(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and any(isinstance(v, str) for v in value)
    )


def _first_text(value: Any) -> str:
    return value if isinstance(value, str) else next(v for v in value if isinstance(v, str))
