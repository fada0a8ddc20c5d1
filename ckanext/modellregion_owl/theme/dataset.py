"""A package dict as the dataset pages show it: rows, first screen, files.

Works with our schema, with ckanext-dcat's and with a plain CKAN dataset: what is missing is "", and
the templates say "not stated".
"""

from __future__ import annotations

from typing import Any

from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.theme import licences
from ckanext.modellregion_owl.theme import presentation as say
from ckanext.modellregion_owl.vocabularies import vocabulary

Package = dict[str, Any]


def row(package: Package, lang: str) -> dict[str, Any]:
    """Return the four facts of a dataset row and its title.

    Keys: title, line, spoken (`title` and `notes`: language for `lang`, "" = the page's),
    municipality ({name, mark, slug} or None), terms (licences.row_of), formats (list of names),
    updated (date as written, "" when unknown).
    """
    return {
        "title": title(package, lang),
        "line": say.one_line(text(package, "notes", lang)),
        "spoken": {name: spoken(package, name, lang) for name in ("title", "notes")},
        "municipality": municipality(package),
        "terms": licences.row_of(licences.terms_of(licences.licences_of(package))),
        "formats": say.format_names(package.get("resources") or []),
        "updated": say.format_date(updated(package), lang),
    }


def page(package: Package, permalink: str, lang: str) -> dict[str, Any]:
    """Return what the dataset page shows above its details; adds to `row`.

    Keys: lede, long (bool: the description says more than the lede), what, publisher, frequency,
    licence (code, url, line), files (list of `file_row`), download (the first file or None),
    permalink.
    """
    shown = row(package, lang)
    own = str(package.get("license_id") or "")
    used = dict.fromkeys(licences.licences_of(package))
    single = next(iter(used)) if len(used) == 1 else ""
    who = publisher(package) or (shown["municipality"] or {}).get("name", "")
    code = licences.code_of(single, lang) if single else ""
    attribution = _attribution(package) or who
    files = [file_row(res, own, lang) for res in package.get("resources") or []]
    lede = say.one_line(text(package, "notes", lang), 200)
    return shown | {
        "lede": lede,
        "long": len(say.one_line(text(package, "notes", lang), 10_000)) > len(lede),
        "what": labels("themes", package.get("theme"), lang)[:2],
        "publisher": who,
        "frequency": "".join(labels("frequencies", package.get("frequency"), lang)),
        "licence": {
            "code": code,
            "url": licences.link_of(single) if single else "",
            "line": licences.source_line(attribution, shown["title"], code, permalink),
        },
        "files": files,
        "download": next((f for f in files if f["url"] and not f["service"]), None),
        "permalink": permalink,
    }


def file_row(resource: dict[str, Any], own_licence: str, lang: str) -> dict[str, Any]:
    """Return one file or service for a template.

    Keys: id, title, spoken (language of title and line for `lang`), format, size, updated, service
    (bool), url ("" when it may not be a link), address (text to copy of a service), line, terms,
    code, code_url.
    """
    licence = licences.licence_of(resource, own_licence)
    service = say.is_service(resource)
    described = text(resource, "description", lang)
    return {
        "id": resource.get("id"),
        "spoken": spoken(resource, "name", lang),
        "title": text(resource, "name", lang) or say.one_line(described, 60),
        "format": say.resource_format(resource),
        "size": "" if service else say.format_size(resource.get("size"), lang),
        "updated": say.format_date(resource.get("modified") or resource.get("last_modified"), lang),
        "service": service,
        "url": _address(resource, service),
        "line": say.one_line(described, 140),
        "terms": licences.row_of(licences.TERMS[licences.kind_of(licence)]),
        "code": licences.code_of(licence, lang),
        "code_url": licences.link_of(licence),
    }


def title(package: Package, lang: str) -> str:
    """Return the dataset's title in the language of the page, else its name."""
    return text(package, "title", lang) or str(package.get("name") or "")


def text(row: dict[str, Any], name: str, lang: str) -> str:
    """Return a text field in that language where `<name>_translated` has it (ckanext-fluent)."""
    translated = row.get(f"{name}_translated")
    if isinstance(translated, dict) and translated.get(lang):
        return str(translated[lang])
    return str(row.get(name) or "")


def spoken(row: dict[str, Any], name: str, lang: str) -> str:
    """Return the language to mark a text with, "" when it is in the language of the page.

    A text that does not say its language is German, as in the feed; data that are in English only
    have English texts (WCAG 2.1, 3.1.2).
    """
    translated = row.get(f"{name}_translated")
    if lang == "de" or (isinstance(translated, dict) and translated.get(lang)):
        return ""
    languages = row.get("language")
    said = languages if isinstance(languages, list) else [languages]
    english = [str(one).rsplit("/", 1)[-1].lower() in ("eng", "en") for one in said if one]
    return "" if english and all(english) else "de"


def updated(package: Package) -> str:
    """Return the day the data are of: the dataset's, else the newest file's; "" when unknown.

    Never `metadata_modified`: that is when this portal wrote its record.
    """
    if package.get("modified"):
        return str(package["modified"])
    days = (r.get("modified") or r.get("last_modified") for r in package.get("resources") or [])
    return max((str(day) for day in days if day), default="")


def municipality(package: Package) -> dict[str, str] | None:
    """Return name, slug and part of the mark of the dataset's organisation; None without one."""
    organisation = package.get("organization") or {}
    if not organisation.get("name"):
        return None
    slug = str(organisation["name"])
    known = load_region().municipality(slug)
    return {
        "slug": slug,
        "name": str(organisation.get("title") or slug),
        "mark": known.mark if known else "",
    }


def publisher(package: Package) -> str:
    """Return the publisher's name, "" when the dataset names none."""
    found = package.get("publisher")
    first = found[0] if isinstance(found, list) and found else {}
    return str(first.get("name") or "") if isinstance(first, dict) else ""


def labels(name: str, values: Any, lang: str) -> list[str]:
    """Return the labels of vocabulary terms, without those the vocabulary does not know.

    A bare IRI or code says nothing to a reader; the machine-readable forms keep it.
    """
    terms = values if isinstance(values, list) else [values]
    known = (vocabulary(name).label(str(term), lang) for term in terms if term)
    return list(dict.fromkeys(label for label in known if label and "://" not in label))


def _address(resource: dict[str, Any], service: bool) -> str:
    endpoints = [
        address
        for entry in resource.get("access_services") or []
        if isinstance(entry, dict)
        for address in _many(entry.get("endpoint_url"))
    ]
    wanted = [*endpoints] if service else [resource.get("download_url")]
    wanted += [resource.get("url"), resource.get("access_url")]
    return next((url for url in map(say.safe_url, wanted) if url), "")


def _attribution(package: Package) -> str:
    names = {
        str(resource["license_attribution_by_text"]).strip()
        for resource in package.get("resources") or []
        if resource.get("license_attribution_by_text")
    }
    return names.pop() if len(names) == 1 else ""


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
