"""Names of datasets in addresses: legal, readable, unique, never changed afterwards."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from hashlib import blake2b

import sqlalchemy as sa

import ckan.model as model

MAX = 100  # characters, CKAN's limit
_TAIL = 9  # room for a suffix
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
# A dataset of that name would hide a page of CKAN.
_RESERVED = {"new", "edit", "search", "activity", "groups", "collaborators", "resource", "follow"}


def slug(title: str) -> str:
    """Return a title as a legal CKAN name of 2 to 91 characters; "" when nothing is left."""
    text = unicodedata.normalize("NFC", title).lower().translate(_GERMAN)
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    text = re.sub(r"[^a-z0-9]+", "-", text).strip("-")
    if len(text) > MAX - _TAIL:
        # Cut between words where that leaves most of the title.
        head = text[: MAX - _TAIL]
        text = head.rpartition("-")[0] if "-" in head[MAX // 2 :] else head
    return text if len(text) >= 2 else ""


def unique_name(title: str, key: str, taken: Collection[str]) -> str:
    """Return a name that is not in `taken`.

    The suffix comes from `key` (source and GUID) and not from a counter, so that the order in which
    two datasets of one title arrive plays no part.
    """
    base = slug(title)
    if base and base not in taken and base not in _RESERVED:
        return base
    digest = blake2b(key.encode(), digest_size=16).hexdigest()
    base = base or "datensatz"
    candidates = (f"{base}-{digest[i : i + _TAIL - 1]}" for i in range(24))
    return next(name for name in candidates if name not in taken)


def taken_names(titles: Collection[str]) -> set[str]:
    """Return the names in use that begin as one of the titles' slugs would.

    One indexed query for a whole batch; the peers look up each name by ILIKE (147 ms each at
    100,000 datasets: spec performance.md 1).
    """
    slugs = {slug(title) for title in titles} - {""}
    if not slugs:
        return set()
    query = sa.select(model.Package.name).where(model.Package.name.in_(slugs))
    return set(model.Session.scalars(query))
