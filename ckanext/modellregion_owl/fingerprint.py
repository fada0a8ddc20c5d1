"""Hashes over code and settings: a text that changes when what they make would change."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import blake2b
from importlib import resources
from importlib.abc import Traversable
from typing import Any

PACKAGE = "ckanext.modellregion_owl"


def of_parts(parts: Any) -> str:
    """Return 16 hexadecimal digits over anything that JSON can say."""
    text = json.dumps(parts, sort_keys=True, default=str)
    return blake2b(text.encode(), digest_size=8).hexdigest()


def of_files(files: Iterable[Traversable]) -> str:
    """Return 16 hexadecimal digits over the names and contents of files, in the given order.

    Keep the result for the process: files that change afterwards are not the running code.
    """
    whole = blake2b(digest_size=8)
    for entry in files:
        whole.update(entry.name.encode())
        whole.update(entry.read_bytes())
    return whole.hexdigest()


def files_of(folders: Iterable[str]) -> Iterable[Traversable]:
    """Yield the files of folders of the extension (`vocabularies/data`), folder by folder."""
    for folder in folders:
        module, _, below = folder.partition("/")
        yield from files_in(resources.files(f"{PACKAGE}.{module}") / below)


def files_in(folder: Traversable) -> list[Traversable]:
    """Return the files of one folder by name, without compiled ones; [] where there is none."""
    if not folder.is_dir():
        return []
    found = [e for e in folder.iterdir() if e.is_file() and not e.name.endswith(".pyc")]
    return sorted(found, key=lambda e: e.name)
