"""Parses one page of RDF into a graph of its own, with nothing read from elsewhere."""

from __future__ import annotations

import re
from typing import Any
from xml.parsers import expat

from pyoxigraph import RdfFormat, parse

from ckanext.modellregion_owl.harvest.exceptions import N_, SourceUnavailable
from ckanext.modellregion_owl.harvest.records.jsontext import MAX_DEPTH, load_json, walk_json
from ckanext.modellregion_owl.harvest.records.subgraph import PageGraph
from ckanext.modellregion_owl.harvest.transport.http import Answer
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
        raise SourceUnavailable(
            N_("The data of {url} can't be read, perhaps they are cut off: {error}"),
            url=answer.url,
            error=str(err)[:300],
        ) from err


def _check_xml(text: str, url: str) -> None:
    # Entities can blow up a page of a kilobyte to gigabytes ("billion laughs"). Looked for in the
    # whole text: the parser takes a DOCTYPE behind comments, instructions and elements too.
    if "<!ENTITY" in text and _DOCTYPE.search(text):
        raise SourceUnavailable(
            N_("The data of {url} define XML entities; such are not read, for safety."), url=url
        )
    if _deeper_than(text, MAX_DEPTH):
        raise SourceUnavailable(N_("The data of {url} are nested too deeply."), url=url)


class _TooDeepError(Exception):
    """Ends the look at a page of XML."""


def _deeper_than(text: str, most: int) -> bool:
    """Tell whether XML is nested deeper; what is no XML is left to the parser that reads it.

    At 100,000 levels that one takes minutes; expat counts them in milliseconds and stops.
    """
    depth = 0

    def start(_name: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > most:
            raise _TooDeepError

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(text, True)
    except _TooDeepError:
        return True
    except (expat.ExpatError, ValueError):
        return False
    return False


def _check_turtle(text: str, url: str) -> None:
    if text.count("<<") <= MAX_DEPTH:
        return
    depth = 0
    for found in _TURTLE.finditer(text):
        depth += {"open": 1, "close": -1}.get(found.lastgroup or "", 0)
        if depth > MAX_DEPTH:
            raise SourceUnavailable(N_("The data of {url} are nested too deeply."), url=url)


def _check_json(text: str, url: str) -> None:
    for _depth, key, value in walk_json(load_json(text, url)):
        if key in ("@context", "@import") and _is_remote(value):
            raise SourceUnavailable(
                N_(
                    "The data of {url} refer to a vocabulary at another address ({context}); for "
                    "safety it is not loaded. Ask for the feed as RDF/XML or Turtle."
                ),
                url=url,
                context=_first_text(value),
            )


def _is_remote(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and any(isinstance(v, str) for v in value)
    )


def _first_text(value: Any) -> str:
    return value if isinstance(value, str) else next(v for v in value if isinstance(v, str))
