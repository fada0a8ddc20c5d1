#!/usr/bin/env python3
"""Bring the catalogues of the interface up to date: `dev/i18n.py [FILE.json …]`.

Extracts the messages, updates the German catalogue, puts in the texts of the files, each
`{"English": "Deutsch"}` or `{"English singular": ["Einzahl", "Mehrzahl"]}`, drops what is left
over, compiles, and prints what has no German text yet (exit code 1).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog, Message

ROOT = Path(__file__).resolve().parent.parent
GERMAN = ROOT / "i18n/de/LC_MESSAGES/ckanext-modellregion_owl.po"
Texts = dict[str, "str | list[str]"]


def setup(*arguments: str) -> None:
    """Run one of Babel's commands; setup.cfg has their settings."""
    subprocess.run([sys.executable, "setup.py", "-q", *arguments], cwd=ROOT, check=True)


def fill(catalogue: Catalog, texts: Texts) -> None:
    """Put the German texts in, and take away messages that no longer exist."""
    catalogue.obsolete.clear()
    catalogue.fuzzy = False  # else it is not compiled
    for message in catalogue:
        german = texts.get(_first(message))
        if message.id and german:
            message.string = tuple(german) if isinstance(german, list) else german
            message.flags.discard("fuzzy")


def missing(catalogue: Catalog) -> Iterator[str]:
    """Yield the messages without a German text."""
    for message in catalogue:
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and not all(strings):
            yield _first(message)


def _first(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else str(message.id)


def main(files: Sequence[str]) -> int:
    """Do all of it; return the exit code."""
    setup("extract_messages")
    setup("update_catalog", "-l", "de")
    texts: Texts = {}
    for file in files:
        texts |= json.loads(Path(file).read_text(encoding="utf-8"))
    with GERMAN.open("rb") as stream:
        catalogue = pofile.read_po(stream, locale="de")
    fill(catalogue, texts)
    with GERMAN.open("wb") as stream:
        pofile.write_po(stream, catalogue, width=100, ignore_obsolete=True, sort_by_file=True)
    setup("compile_catalog")
    left = list(missing(catalogue))
    print("\n".join(left) or f"{len(catalogue)} messages, all in German")
    return int(bool(left))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
