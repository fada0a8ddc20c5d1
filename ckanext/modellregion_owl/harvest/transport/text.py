"""From the bytes of an answer to text in a known RDF format."""

from __future__ import annotations

import codecs
import re

from pyoxigraph import RdfFormat

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.harvest.exceptions import N_, SourceInvalid, SourceUnavailable
from ckanext.modellregion_owl.harvest.transport.answer import Answer

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

FORMATS = {
    "xml": RdfFormat.RDF_XML,
    "turtle": RdfFormat.TURTLE,
    "json-ld": RdfFormat.JSON_LD,
    "nt": RdfFormat.N_TRIPLES,
}

MEDIA_TYPES = {
    "application/rdf+xml": "xml",
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/n-triples": "nt",
}

# What a server may name. Python's list has codecs too that unpack ("zlib"), run escapes or refuse.
_CHARSETS = re.compile(r"(?:iso8859|cp(?:125|437|85)|utf-(?:16|32)|mac|koi8)")

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?encoding=["']([A-Za-z0-9._-]+)""")
_CHARSET = re.compile(r"charset=[\"']?([A-Za-z0-9._-]+)")
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_XML_NOISE = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*>)", re.DOTALL)


def to_text(answer: Answer) -> str:
    """Decode an answer; text that claims UTF-8 and is not is read as Windows-1252, and noted.

    Bytes that are valid UTF-8 are UTF-8 whatever the headers say: the parsers read nothing else,
    and servers that declare Latin-1 and send UTF-8 are the more common kind of wrong.
    """
    body = answer.body
    for mark, encoding in BOMS:
        if body.startswith(mark):
            return _without_declaration(body[len(mark) :].decode(encoding, errors="replace"))
    try:
        return _without_declaration(body.decode("utf-8"))
    except UnicodeDecodeError:
        encoding = _declared(answer)
    note(Finding("page.charset", Severity.WRONG, before=answer.content_type, after=encoding))
    return _without_declaration(body.decode(encoding, errors="replace"))


def _declared(answer: Answer) -> str:
    found = [m.decode("ascii") for m in _XML_ENCODING.findall(answer.body[:200])]
    found += _CHARSET.findall(answer.content_type)
    for name in found:
        try:
            codec = codecs.lookup(name).name
        except LookupError:
            continue
        if _CHARSETS.match(codec):
            return codec
    return "cp1252"


def _without_declaration(text: str) -> str:
    # The declaration names the encoding of the bytes; the parser gets text and would refuse it.
    return _XML_DECLARATION.sub("", text.lstrip("\ufeff"), count=1)


def detect(text: str, content_type: str, url: str, configured: str = "") -> RdfFormat:
    """Return the format of a page: as configured, else by its beginning, else by media type.

    The beginning goes before the media type: many servers send RDF as text/html or text/plain.

    :raises SourceInvalid: the configured format is unknown.
    :raises SourceUnavailable: empty, a web page, or nothing that looks like RDF.
    """
    check_is_data(text, url)
    if configured:
        if configured not in FORMATS:
            raise SourceInvalid(
                N_("Unknown format “{format}”. Known formats: {known}."),
                format=configured,
                known=", ".join(FORMATS),
            )
        return FORMATS[configured]
    name = _by_beginning(text) or MEDIA_TYPES.get(content_type.partition(";")[0].strip())
    if name is None:
        raise SourceUnavailable(
            N_("The answer of {url} is in no known data format (it says “{type}”)."),
            url=url,
            type=content_type or "-",
        )
    return FORMATS[name]


def check_is_data(text: str, url: str) -> None:
    """Check that an answer is neither empty nor a web page.

    :raises SourceUnavailable: it is one of both; says what to do.
    """
    if not text.strip():
        raise SourceUnavailable(N_("{url} answers, but the answer is empty."), url=url)
    if _HTML.match(_skip_noise(text[:20_000])):
        raise SourceUnavailable(
            N_(
                "{url} delivers a web page instead of data. Enter the address of the data feed, or "
                "ask the operator of the source."
            ),
            url=url,
        )


def _by_beginning(text: str) -> str | None:
    start = _skip_noise(text[:20_000])
    if start.startswith(("{", "[{")) or re.match(r"\[\s*[{\]]", start):
        return "json-ld"
    if re.match(r"<[A-Za-z_][\w.-]*:[A-Za-z_][\w.-]*[\s>/]", start) or start.startswith(
        "<!DOCTYPE"
    ):
        return "xml"
    if re.match(r"(@prefix|@base|prefix\s|base\s|<[^\s>]*>\s|_:)", start, re.IGNORECASE):
        return "turtle"  # reads N-Triples too
    return None


def _skip_noise(text: str) -> str:
    """Return the text after XML comments and instructions, or after Turtle comments."""
    position = 0
    while match := _XML_NOISE.match(text, position):
        if _HTML.match(match.group().strip()):
            break
        position = match.end()
    return re.sub(r"\A(?:\s*#[^\n]*\n)*\s*", "", text[position:])
