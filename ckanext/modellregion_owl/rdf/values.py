"""Lexical forms: what is a date, an IRI, a media type; pure functions without findings."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from urllib.parse import quote

from rdflib import XSD, URIRef

# XSD knows the digits 0 to 9 only (re.ASCII); Python's `\d` means those of all scripts.
_YEAR = re.compile(r"-?\d{4}$", re.ASCII)
_YEAR_MONTH = re.compile(r"-?\d{4}-(0[1-9]|1[0-2])$", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d$", re.ASCII)
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$", re.ASCII)
_FRACTION = re.compile(r"\.\d+")
_DURATION = re.compile(
    r"-?P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$", re.ASCII
)
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)$", re.ASCII)
_HEX = re.compile(r"([0-9A-Fa-f]{2})+$")
_NUMBER = re.compile(r"(\d{1,30})(\.0*)?$", re.ASCII)
MAX_BYTES = 2**63 - 1  # of a file's size: what CKAN's column holds
# Drupal's sizes, English, German and French ("octets", "Ko").
_SIZE = re.compile(
    r"(\d{1,15}(?:[.,]\d{1,6})?)\s*(bytes?|octets?|[kmgt]i?[bo]|b|o)\.?$", re.IGNORECASE
)

# Spellings seen in catalogues: pattern of the text → format that reads it.
_DATE_SPELLINGS = (
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$"), "%Y-%m-%d %H:%M:%S"),
    (re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d$"), "%Y-%m-%d %H:%M"),
    (re.compile(r"\d{1,2}\.\d{1,2}\.\d{4} \d\d:\d\d$"), "%d.%m.%Y %H:%M"),
    (re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}$"), "%d.%m.%Y"),
    (re.compile(r"(19|20)\d{6}$"), "%Y%m%d"),
    (re.compile(r"\d{4}/\d\d/\d\d$"), "%Y/%m/%d"),
)
_DAY_ONLY = frozenset(("%d.%m.%Y", "%Y%m%d", "%Y/%m/%d"))
# DKAN 7 writes the day's name in the site's language, and day and month in either order (spec
# sources.md 2, no. 8): "Wed, 04/08/2015 - 04:20", "jeu, 19/12/2019 - 03:00".
_DKAN_DATE = re.compile(r"([^\W\d]{2,10})\.?, (\d\d)/(\d\d)/(\d{4}) - (\d\d:\d\d)$")
_DATE_LABEL = re.compile(r"^Date changed\s", re.IGNORECASE)  # DKAN's `last_modified`
# Monday first: English, German, French; Drupal's short forms and whole names.
_DAYS = tuple(
    frozenset(names.split())
    for names in (
        "mon monday mo montag lun lundi",
        "tue tuesday di dienstag mar mardi",
        "wed wednesday mi mittwoch mer mercredi",
        "thu thursday do donnerstag jeu jeudi",
        "fri friday fr freitag ven vendredi",
        "sat saturday sa samstag sonnabend sam samedi",
        "sun sunday so sonntag dim dimanche",
    )
)


@lru_cache(maxsize=4096)
def date_type(text: str) -> URIRef | None:
    """Return the XSD type of a date (gYear, gYearMonth, date, dateTime), None when it is none."""
    if _YEAR.match(text):
        return XSD.gYear
    if _YEAR_MONTH.match(text):
        return XSD.gYearMonth
    try:
        if _DATE.match(text):
            date.fromisoformat(text)
            return XSD.date
        if _DATE_TIME.match(text):
            datetime.fromisoformat(_FRACTION.sub("", text).replace("Z", "+00:00"))
            return XSD.dateTime
    except ValueError:  # 30 February
        return None
    return None


@lru_cache(maxsize=4096)
def read_date(text: str) -> str:
    """Return the date in a valid XSD form, "" when nobody can tell which date is meant."""
    text = _DATE_LABEL.sub("", " ".join(text.split()))
    if date_type(text):
        return text
    named = _DKAN_DATE.match(text)
    if named:
        return _by_day_name(*named.groups())
    for pattern, form in _DATE_SPELLINGS:
        if pattern.match(text):
            return _parsed(text, form)
    return ""


def _parsed(text: str, form: str) -> str:
    bare = (_FRACTION.sub("", text) if "%S" in form else text).replace("T", " ")
    try:
        # Catalogues write local time without a zone; so do xsd:dateTime and we.
        moment = datetime.strptime(bare, form)  # noqa: DTZ007
    except ValueError:
        return ""
    if form in _DAY_ONLY:
        return moment.date().isoformat()
    fraction = _FRACTION.search(text) if "%S" in form else None
    return moment.isoformat() + (fraction.group() if fraction else "")


def _by_day_name(name: str, first: str, second: str, year: str, time: str) -> str:
    """Return the date of which the day's name is true, "" if none of both orders gives it.

    "Mon, 05/04/2015": the 5th of April was a Sunday, the 4th of May a Monday. Where both are true
    the month comes first, as DKAN is delivered.
    """
    for month, day in ((first, second), (second, first)):
        try:
            moment = datetime.fromisoformat(f"{year}-{month}-{day}T{time}:00")
        except ValueError:
            continue
        if name.lower() in _DAYS[moment.weekday()]:
            return moment.isoformat()
    return ""


def read_bytes(text: str) -> int | None:
    """Return a size in bytes ("685246.0", "17.06 KB", "42 octets"), None when the text is none.

    A kilobyte has 1024 bytes, as Drupal counts; what is left of a byte is rounded off.
    """
    text = text.strip()
    found = _NUMBER.match(text)
    if found:
        return _storable(int(found.group(1)))
    with_unit = _SIZE.match(text)
    if with_unit is None:
        return None
    power = "bkmgt".index(with_unit.group(2)[0].lower().replace("o", "b"))
    return _storable(round(Decimal(with_unit.group(1).replace(",", ".")) * 1024**power))


def _storable(number: int) -> int | None:
    return number if number <= MAX_BYTES else None


def lexical(datatype: URIRef, text: str) -> str | None:
    """Return `text` as a valid lexical form of `datatype`, None when it has none."""
    text = text.strip()
    if datatype == XSD.nonNegativeInteger:
        number = read_bytes(text)
        return None if number is None else str(number)
    pattern = {XSD.duration: _DURATION, XSD.decimal: _DECIMAL, XSD.hexBinary: _HEX}.get(datatype)
    if pattern is not None and not pattern.match(text):
        return None
    return text


_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S")
_WEB = re.compile(r"(https?|ftps?)://[^/\s]", re.IGNORECASE)
_CLEAN = re.compile(r"https?://[\w.~-][\w.~:/?#@!$&'()*+,;=-]*$", re.ASCII)
_HOST = re.compile(r"www\.[\w-]+\.\S", re.IGNORECASE)
_MAIL = re.compile(r"[^\s@/:]+@[^\s@/]+\.[^\s@/]+$")
_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_FORBIDDEN = re.compile(r'[\x00-\x20<>"{}|\\^`\[\]]')
# What stands behind these is run or shown by the reader's browser in the page's own name.
_NO_WEB_FORBIDDEN = re.compile(r'[\s<>"{}|\\^`]|\A(?:javascript|vbscript|data):', re.IGNORECASE)


def is_mail(text: str) -> bool:
    """Tell whether the text is a bare e-mail address."""
    return bool(_MAIL.match(text.strip()))


def read_iri(text: str) -> str:
    """Return a valid absolute IRI, "" when the text means none.

    Forbidden characters (blank, `|`, `[` …) are percent-encoded, `www.` gets its scheme, a mail
    address `mailto:`. Scripts in the shape of an address (`javascript:`) are none.
    """
    text = text.strip()
    if _CLEAN.match(text):  # nearly all of them
        return text
    if is_mail(text):
        return "mailto:" + text
    if _HOST.match(text):
        text = "http://" + text
    if not _WEB.match(text) and (not _ABSOLUTE.match(text) or _NO_WEB_FORBIDDEN.search(text)):
        return ""
    encoded = _PERCENT.sub("%25", text)
    host = re.match(r"[A-Za-z][A-Za-z0-9+.-]*://\[[0-9A-Fa-f:.]+\]", encoded)  # IPv6
    kept = host.group() if host else ""
    return kept + _FORBIDDEN.sub(lambda m: quote(m.group()), encoded[len(kept) :])


_IANA = re.compile(r"https?://www\.iana\.org/assignments/media-types/", re.IGNORECASE)
IANA = "https://www.iana.org/assignments/media-types/"
_MEDIA_TYPE = re.compile(r"[A-Za-z]+/[A-Za-z0-9][\w.+-]*$")


def read_media_type(text: str) -> str:
    """Return `type/subtype` of a media type, bare, with parameters or as IANA's IRI; "" if none."""
    bare = _IANA.sub("", text.strip()).split(";", 1)[0].strip()
    return bare if _MEDIA_TYPE.match(bare) else ""
