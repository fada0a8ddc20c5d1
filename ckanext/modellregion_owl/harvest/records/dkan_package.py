"""A dataset as DKAN 7 shows it to callers of CKAN's API, in DCAT triples.

The members bear CKAN's names and partly mean something else (spec sources.md 2, no. 6 to 10).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.harvest.records.describe import Description, described
from ckanext.modellregion_owl.harvest.records.json_values import each, note_rest, text_of
from ckanext.modellregion_owl.harvest.records.placeholders import said
from ckanext.modellregion_owl.vocabularies import vocabulary

TEXTS = {
    "id": ("dct:identifier", "identifier"),
    "title": ("dct:title", "title"),
    "notes": ("dct:description", "notes"),
    "metadata_created": ("dct:issued", "issued"),
    "metadata_modified": ("dct:modified", "modified"),
}
RESOURCE_TEXTS = {
    "id": ("dct:identifier", "identifier"),
    "description": ("dct:description", "description"),
    "format": ("dct:format", "format"),
    "size": ("dcat:byteSize", "size"),
    "created": ("dct:issued", "issued"),
    "last_modified": ("dct:modified", "modified"),
}
LICENCES = ("license_id", "license_url", "license_title")
READ = (
    "url", "author", "author_email", "maintainer", "maintainer_email", "groups", "tags",
    "resources",
)  # fmt: skip
# Member → why nothing is read from it.
IGNORED = {
    "name": "last part of `url`",
    "state": "a translated word; DKAN shows published datasets only",
    "private": "a translated word such as “Veröffentlicht”, no truth value",
    "log_message": "comment on the last change of the entry",
    "revision_timestamp": "time of the last change, as metadata_modified",
    "creator_user_id": "number of the person who made the entry",
    "type": "always Dataset",
}
RESOURCE_IGNORED = {
    "revision_id": "number of the entry's version",
    "state": "a translated word",
    "revision_timestamp": "time of the last change, as last_modified",
    "resource_group_id": "number of the organisation in the portal",
}
TAG_IGNORED = {
    "id": "number of the keyword in the portal",
    "vocabulary_id": "number of the portal's list of keywords",
}
GROUP_IGNORED = {
    "description": "about the organisation, not the data",
    "id": "number of the organisation in the portal",
    "image_display_url": "logo of the organisation",
    "name": "address of the organisation in the portal",
}
UPLOADS = "/sites/default/files/"  # where Drupal keeps files: such an address is the file itself
_PATH = re.compile(r"dataset/[\w-]+/resource/[\w-]+")


def describe_package(package: Mapping[str, Any]) -> Description:
    """Return the description of a `package_show` result as the source wrote it.

    Its page is its IRI, as in the DCAT which DKAN itself delivers; `groups` are the publishers,
    as in its data.json.
    """
    page = text_of(package.get("url"))
    about = described(page, "dcat:Dataset").link("dcat:landingPage", page)
    for member, (name, field) in TEXTS.items():
        about.text(name, said(field, text_of(package.get(member))))
    about.link("dct:license", licence_of(package))
    _add_people(about, package)
    for group in each(package.get("groups")):
        _add_publisher(about, group)
    for tag in each(package.get("tags")):
        _add_keyword(about, tag)
    for resource in each(package.get("resources")):
        _add_resource(about, resource)
    note_rest(package, (*TEXTS, *LICENCES, *READ, *IGNORED))
    return about


def licence_of(package: Mapping[str, Any]) -> str:
    """Return what names the licence best; DKAN writes up to three names of the same one."""
    found = [said("license", text_of(package.get(member))) for member in LICENCES]
    stated = [text for text in found if text]
    words = vocabulary("licences")
    best = next((text for text in stated if words.find(text)), stated[0] if stated else "")
    for text in stated:
        if text != best and (not words.find(text) or words.find(text) != words.find(best)):
            note(Finding("value.further", Severity.IMPROVE, "license", before=text))
    return best


def _add_people(about: Description, package: Mapping[str, Any]) -> None:
    author, mail = text_of(package.get("author")), text_of(package.get("author_email"))
    contact = [text_of(package.get(m)) for m in ("maintainer", "maintainer_email")]
    if author:
        creator = about.node("dct:creator", "foaf:Agent").text("foaf:name", author)
        creator.link("vcard:hasEmail", _mailto(mail))
    elif mail and not any(contact):
        contact[1] = mail
    elif mail and mail != contact[1]:
        note(Finding("member.unknown", Severity.IMPROVE, before=f"author_email: {mail}"))
    if any(contact):
        card = about.node("dcat:contactPoint", "vcard:Kind").text("vcard:fn", contact[0])
        card.link("vcard:hasEmail", _mailto(contact[1]))


def _mailto(mail: str) -> str:
    return f"mailto:{mail}" if "@" in mail and ":" not in mail else mail


def _add_publisher(about: Description, group: Any) -> None:
    if not isinstance(group, Mapping):
        group = {"title": group}
    name = said("publisher", text_of(group.get("title")))
    if name:
        about.node("dct:publisher", "foaf:Agent").text("foaf:name", name)
    note_rest(group, ("title", *GROUP_IGNORED), "publisher")


def _add_keyword(about: Description, tag: Any) -> None:
    if not isinstance(tag, Mapping):
        tag = {"name": tag}
    about.text("dcat:keyword", said("keyword", text_of(tag.get("name"))))
    note_rest(tag, ("name", *TAG_IGNORED), "keyword")


def _add_resource(about: Description, resource: Any) -> None:
    if not isinstance(resource, Mapping):
        resource = {"url": resource}
    file = about.node("dcat:distribution", "dcat:Distribution")
    for member, (name, field) in RESOURCE_TEXTS.items():
        file.text(name, said(field, text_of(resource.get(member))))
    file.text("dct:title", _name(text_of(resource.get("name"))))
    url = text_of(resource.get("url"))
    file.link("dcat:downloadURL" if UPLOADS in url else "dcat:accessURL", url)
    media_type = text_of(resource.get("mimetype"))
    if media_type.lower() != text_of(resource.get("format")).lower():  # "wfs" is said already
        file.text("dcat:mediaType", said("mimetype", media_type))
    note_rest(resource, (*RESOURCE_TEXTS, "name", "url", "mimetype", *RESOURCE_IGNORED))


def _name(text: str) -> str:
    """Return a resource's name; where nobody gave one DKAN writes its path, which is noted."""
    if not _PATH.fullmatch(text):
        return text
    note(Finding("value.placeholder", Severity.IMPROVE, "name", before=text))
    return ""
