"""Named rules: every change that the profile makes to a value, each with its finding.

A rule takes the source's text and returns what CKAN stores. It never invents: what no rule
understands is kept as it came, and noted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.rdf import values
from ckanext.modellregion_owl.vocabularies import Term, vocabulary


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark a text for translation where it is shown."""
    return text


# Rule → what people read of it. Keys are the rules' ids in findings.
MESSAGES: Mapping[str, str] = {
    "feed.not_written": N_(
        "The feed can't write the dataset as it is now; it still delivers the last good version."
    ),
    "licence.spelling": N_("The licence is written differently in GovData's list."),
    "licence.unknown": N_("The licence is not in GovData's list."),
    "theme.spelling": N_("The category is written differently in the EU list."),
    "theme.unknown": N_("The category is not in the EU list; it is kept, but not delivered."),
    "frequency.spelling": N_("The update frequency is written differently in the EU list."),
    "frequency.unknown": N_(
        "The update frequency is not in the EU list; it is kept, but not delivered."
    ),
    "access_right.spelling": N_("The access is written differently in the EU list."),
    "access_right.unknown": N_("The access is not in the EU list; it is kept, but not delivered."),
    "availability.spelling": N_("The availability is written differently in the EU list."),
    "availability.unknown": N_(
        "The availability is not in the EU list; it is kept, but not delivered."
    ),
    "format.spelling": N_("The format is written differently in the EU list."),
    "format.unknown": N_("The format is not in the EU list; it is kept, but not delivered."),
    "language.spelling": N_("The language is written differently in the EU list."),
    "language.unknown": N_("The language is not in the EU list; it is kept, but not delivered."),
    "status.spelling": N_("The status is written differently in the EU list."),
    "status.unknown": N_("The status is not in the EU list; it is kept, but not delivered."),
    "publisher_type.spelling": N_("The type of publisher is written differently in the list."),
    "publisher_type.unknown": N_(
        "The type of publisher is not in the list; it is kept, but not delivered."
    ),
    "contributor.spelling": N_("The data provider is written differently in GovData's list."),
    "contributor.unknown": N_("The data provider is not in GovData's list."),
    "geocoding_level.spelling": N_("The political level is written differently in the list."),
    "geocoding_level.unknown": N_("The political level is not in the list."),
    "dataset_type.spelling": N_("The type of dataset is written differently in the EU list."),
    "dataset_type.unknown": N_("The type of dataset is not in the EU list."),
    "hvd_category.spelling": N_("The high-value category is written differently in the EU list."),
    "hvd_category.unknown": N_("The high-value category is not in the EU list."),
    "legislation.spelling": N_("The legal basis is written differently in the EU list."),
    "legislation.unknown": N_("The legal basis is not in the EU list."),
    "checksum.spelling": N_("The checksum algorithm is written differently in the list."),
    "checksum.unknown": N_("The checksum algorithm is not in the list."),
    "legislation.successor": N_(
        "The legal basis is given as an address; it stands in the property that has replaced "
        "the old one."
    ),
    "text.language": N_(
        "The source gives its texts no language, or a country's form of German; they are "
        "delivered as German."
    ),
    "date.spelling": N_("The date was not in the standard's form."),
    "date.unreadable": N_("The date can't be read."),
    "size.spelling": N_("The size was not a whole number of bytes."),
    "size.unreadable": N_("The size can't be read."),
    "value.unreadable": N_("The value is not in the form that the standard demands."),
    "address.characters": N_("The web address had characters that are not allowed in it."),
    "address.unreadable": N_("This is no web address."),
    "media_type.spelling": N_("The media type is written differently in the official list."),
    "media_type.unreadable": N_("This is no media type."),
    "keyword.category": N_("The path of a category was taken apart into keywords."),
    "theme.ogd": N_("The category of GovData's old schema was translated into the EU's list."),
    "keyword.tag": N_("The keyword has characters that a tag can't have."),
    "licence.html": N_("The licence was written as a web page; its text was taken."),
    "licence.in_text": N_("The terms of use name a licence of GovData's list; it was taken."),
    "licence.prose": N_(
        "Terms of use stand where the licence should be named; they are kept as a statement about "
        "rights."
    ),
    "licence.of_dataset": N_("The licence stood on the dataset only; the resource got it."),
    "licence.of_api": N_(
        "The source names the licence in another list only; it was taken from there."
    ),
    "geocoding.spelling": N_("The place is written differently in the list."),
    "period.empty": N_("The period has neither a beginning nor an end."),
    "node.empty": N_("The entry says nothing that the standard has a place for."),
    "value.further": N_("The standard allows one value; further ones are kept, but not delivered."),
    "geometry.spelling": N_("The geometry is delivered as WKT."),
    "geometry.double": N_("The same geometry was written twice; one of both is delivered."),
    "geometry.unreadable": N_("The geometry can't be read; it is kept, but not delivered."),
    "geometry.simplified": N_(
        "The geometry is too large for GovData's index; it is delivered with fewer points."
    ),
    "text.shortened": N_(
        "The text is too long for GovData's index; it is kept, but delivered shortened."
    ),
    "value.too_many": N_(
        "These are more values than GovData's index can hold; the rest is kept, but not delivered."
    ),
    "mandatory.missing": N_("The standard demands this, and the source does not say it."),
    "record.kept": N_(
        "The source's catalogue entry is kept; it is delivered only if the feed is set to it."
    ),
    "statement.place": N_("The standard refuses this statement here; it is kept, not delivered."),
    "statement.description": N_(
        "The source describes an entry that is only referred to; this is kept, but not delivered."
    ),
    "statement.class": N_(
        "The type of an entry is kept, but not delivered: its form would differ."
    ),
    "statement.closure": N_(
        "A link between datasets is kept, but not delivered: GovData would mix the datasets up."
    ),
    "statement.dropped": N_("A statement that can't be written in any valid form was left out."),
    "statement.too_many": N_("The source says more than can be kept; the rest was left out."),
    "text.control": N_("The text had control characters; they were removed."),
    "value.placeholder": N_(
        "The source's software has filled in a text where nobody entered one; it was left out."
    ),
    "media_type.default": N_(
        "The source's software calls every file a web page; the media type was left out."
    ),
    "member.unknown": N_("The source has an entry for which there is no place; it was left out."),
    "period.duration": N_("The source gives the length of the period; the end was calculated."),
    "date.repetition": N_("Instead of a date the source says how often the data are renewed."),
    "csw.services": N_(
        "The catalogue can't be asked for services; the datasets come without them."
    ),
    "iso.box": N_("The bounding box is not one in degrees; it was left out."),
    "iso.distance": N_("The distance was converted into metres, or can't be."),
    "iso.format_unplaced": N_("The record does not say which of its files has this format."),
    "iso.licence_json": N_("The licence is meant for programs, but not written in valid JSON."),
    "iso.licence_several": N_("The record names several licences; the first one counts."),
    "iso.licence_unknown": N_("The licence is not in GovData's list; it is given as a text."),
    "iso.link_address": N_("The link is no web address; it was left out."),
    "iso.no_distribution": N_("The record gives no file and no service, only its description."),
    "iso.service_address": N_("The record of the service does not say where the service answers."),
    "page.charset": N_("The source names a wrong character set; the right one was guessed."),
    "page.number": N_("The source writes a number that is none; it was left out."),
    "record.double": N_(
        "Two datasets of the source bear the same identifier; only one of them was read."
    ),
    "property.deprecated": N_(
        "The property is outdated; it is delivered for GovData's reader only."
    ),
    "class.spelling": N_("The type of an entry was written differently from the standard."),
    "contact.account": N_(
        "A user account stands where a contact should stand; it was left out. Name the office."
    ),
    "term.slash": N_("A slash stood where the prefix of an official list ends."),
    "context.prefix": N_("The source uses an abbreviation that it does not explain."),
    "property.spelling": N_("The property was written in capital letters unlike the standard's."),
    "property.namespace": N_("The property was written in an older version of the standard."),
}

# Vocabulary → first part of its rules' ids.
_STEMS = {
    "access_rights": "access_right",
    "availabilities": "availability",
    "checksum_algorithms": "checksum",
    "contributors": "contributor",
    "dataset_types": "dataset_type",
    "file_types": "format",
    "frequencies": "frequency",
    "geocoding_levels": "geocoding_level",
    "hvd_categories": "hvd_category",
    "languages": "language",
    "legislation": "legislation",
    "licences": "licence",
    "publisher_types": "publisher_type",
    "statuses": "status",
    "themes": "theme",
}


def _note(rule: str, field: str, before: str, after: str) -> None:
    severity = Severity.IMPROVE if after else Severity.WRONG
    note(Finding(rule=rule, severity=severity, field=field, before=before, after=after))


def term(name: str, text: str, field: str) -> Term | None:
    """Return the term of vocabulary `name` that `text` means, None when it means none.

    Notes `<stem>.spelling` when the text was not the term's IRI, `<stem>.unknown` otherwise.
    """
    words = vocabulary(name)
    found = words.find(text)
    if found is None:
        _note(f"{_STEMS[name]}.unknown", field, text, "")
    elif found.uri != text:
        _note(f"{_STEMS[name]}.spelling", field, text, found.uri)
    return found


def meant(name: str, text: str, found: Term, field: str) -> None:
    """Note that the term of a list stands for an entry of the source's own list."""
    _note(f"{_STEMS[name]}.spelling", field, text, found.uri)


def date(text: str, field: str) -> str:
    """Return the date in an XSD form; an unreadable one stays as it is."""
    read = values.read_date(text)
    if not read:
        _note("date.unreadable", field, text, "")
        return text
    if read != text:
        _note("date.spelling", field, text, read)
    return read


def size(text: str, field: str) -> int | None:
    """Return a size in bytes; None when the text is no number of bytes."""
    read = values.read_bytes(text)
    if read is None:
        _note("size.unreadable", field, text, "")
    elif str(read) != text:
        _note("size.spelling", field, text, str(read))
    return read


def address(text: str, field: str) -> str:
    """Return a valid IRI; a text that means none stays as it is."""
    read = values.read_iri(text)
    if not read:
        _note("address.unreadable", field, text, "")
        return text
    if read != text:
        _note("address.characters", field, text, read)
    return read


def mail(text: str, field: str) -> str:
    """Return the bare e-mail address of `mailto:…`, of an address or of an address as IRI."""
    bare = text.strip()
    if bare.lower().startswith("mailto:"):
        bare = bare[7:].lstrip("/")
    if not values.is_mail(bare):
        _note("address.unreadable", field, text, "")
    return bare


def telephone(text: str, field: str) -> str:
    """Return the number of `tel:…` as it is shown."""
    return text.strip().removeprefix("tel:").strip()


def media_type(text: str, field: str) -> str:
    """Return `type/subtype`; a file format ("CSV") gives its type; else the text stays."""
    read = values.read_media_type(text)
    if not read:
        known = vocabulary("file_types").find(text)
        read = known.extra.get("media_type", "") if known else ""
    if not read:
        _note("media_type.unreadable", field, text, "")
        return text
    if values.IANA + read != text:
        _note("media_type.spelling", field, text, values.IANA + read)
    return read


def keywords(texts: list[str], field: str) -> list[str]:
    """Return keywords; ArcGIS writes its categories as paths: "/Categories/Environment/Water"."""
    found: dict[str, None] = {}
    for text in texts:
        parts = [text]
        if text.startswith("/"):
            parts = [part.strip() for part in text.split("/") if part.strip()]
            parts = parts[1:] if parts[:1] == ["Categories"] else parts
            _note("keyword.category", field, text, ", ".join(parts))
        found.update(dict.fromkeys(parts))
    return sorted(found)


def legal_acts(texts: list[str]) -> tuple[list[str], list[str]]:
    """Part the values of the outdated dcatde:legalBasis into texts and acts.

    An address names an act: dcatap:applicableLegislation has replaced the property for those (spec
    dcat-ap-de-3.0.md 2). What has no address can't stand there.
    """
    rest, acts = [], []
    for text in texts:
        if not _ACT.match(text) or not values.read_iri(text):
            rest.append(text)
            continue
        found = vocabulary("legislation").find(text)
        acts.append(found.uri if found else address(text, "legal_basis"))
        _note("legislation.successor", "legal_basis", text, acts[-1])
    return rest, acts


_ACT = re.compile(r"(https?://|urn:)\S+$", re.I)

_GEOCODING = re.compile(r"^https?://(?:www\.)?dcat-ap\.de/def/politicalGeocoding/(.+)$", re.I)


def place(text: str, field: str) -> str:
    """Return the IRI of a place; those of dcat-ap.de in the list's spelling."""
    found = _GEOCODING.match(text)
    if not found:
        return address(text, field)
    read = f"http://dcat-ap.de/def/politicalGeocoding/{found.group(1).rstrip('/')}"
    if read != text:
        _note("geocoding.spelling", field, text, read)
    return read
