"""Keywords as the source wrote them, and CKAN's tags, which allow fewer characters."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from ckanext.modellregion_owl.findings import Finding, Severity, note

MIN_LENGTH = 2  # CKAN's MIN_TAG_LENGTH, MAX_TAG_LENGTH
MAX_LENGTH = 100

_FORBIDDEN = re.compile(r"[^\w \-.]+")
_BLANKS = re.compile(r"\s+")


@lru_cache(maxsize=4096)
def clean(keyword: str) -> tuple[str, ...]:
    """Return the tags that stand for a keyword; none when nothing usable is left.

    A comma parts keywords, in CKAN's form as at GovData.
    """
    tags = []
    for part in keyword.split(","):
        tag = _BLANKS.sub(" ", _FORBIDDEN.sub(" ", part)).strip()[:MAX_LENGTH].strip()
        if len(tag) >= MIN_LENGTH:
            tags.append(tag)
    return tuple(tags)


def tags_of(dataset: Mapping[str, Any]) -> list[str]:
    """Return the tags of a dataset dict's keywords, in all languages, without doubles."""
    tags: dict[str, str] = {}
    for keyword in _keywords(dataset):
        cleaned = clean(keyword)
        if cleaned != (keyword,):
            after = ", ".join(cleaned)
            note(Finding("keyword.tag", Severity.IMPROVE, "keyword", keyword, after))
        for tag in cleaned:
            tags.setdefault(tag, tag)
    return sorted(tags)


def _keywords(dataset: Mapping[str, Any]) -> Iterator[str]:
    yield from dataset.get("keyword") or ()
    if not dataset.get("other_values"):
        return
    other = json.loads(dataset["other_values"]).get("keyword", {})
    for language in sorted(other):
        yield from (k for k in other[language] if k not in (dataset.get("keyword") or ()))


def merge(keywords: list[str], tags: list[str], translated: list[str]) -> list[str]:
    """Return the keywords to publish: the source's, corrected by what a person did to the tags.

    A keyword stays while all its tags are there (or it never had one); a tag that no keyword and no
    translation gives was added by a person and is a keyword itself.
    """
    present = set(tags)
    kept = [k for k in keywords if present.issuperset(clean(k))]
    covered = {tag for keyword in (*kept, *translated) for tag in clean(keyword)}
    return [*kept, *(tag for tag in tags if tag not in covered)]
