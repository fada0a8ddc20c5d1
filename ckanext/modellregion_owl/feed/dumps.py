"""Files with the whole catalogue, packed, made every night by `ckan modellregion feed dump`.

A file is never served with a dataset that was taken down since: it is made again before the
answer. Where none is there yet, or the storage is another machine's, the first request makes it.
"""

from __future__ import annotations

import gzip
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.feed.catalogue import UnavailableError
from ckanext.modellregion_owl.feed.formats import JSON_LD, NT, RDF_XML, TTL, Format
from ckanext.modellregion_owl.feed.kept import still_shown
from ckanext.modellregion_owl.feed.whole import Whole, whole, written

FOLDER = "modellregion_dump"
FORMATS = {form.extension: form for form in (TTL, RDF_XML, JSON_LD, NT)}
LEVEL = 6
READABLE = 0o644  # the site's user may be another than cron's
_READ = 1_000_000  # bytes


@dataclass(frozen=True)
class Dump:
    """A file: name below the folder, SHA-256 in hexadecimal, generation, its datasets' ids."""

    file: str
    checksum: str
    generation: int
    ids: Sequence[str]

    @property
    def path(self) -> Path:
        """Return where it is."""
        return _folder() / self.file


def current(form: Format) -> Dump:
    """Return the file of a format; it is made when there is none that may be shown.

    :raises UnavailableError: nothing can be delivered, or there is no place for files
        (`ckan.storage_path`).
    """
    found = _load(form)
    if found and len(still_shown(found.ids)) == len(found.ids):
        return found
    return make(form)


def make(form: Format) -> Dump:
    """Write the newest generation to a file, then switch to it; older ones are deleted.

    :raises UnavailableError: nothing can be delivered, or there is no place for files; the older
        files stay as they are.
    """
    given = whole()
    try:
        return _made(given, form)
    except OSError as err:
        raise UnavailableError(f"The file can't be written: {err}") from err


def _made(given: Whole, form: Format) -> Dump:
    """Write the file and switch to it.

    :raises OSError: it can't be written, such as on a full disk.
    """
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    # Asked before writing: who leaves meanwhile is in the file, and is found missing then.
    shown = still_shown([id_ for id_, _ in given.members])
    handle, name = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as raw, gzip.GzipFile("", "wb", LEVEL, raw, mtime=0) as file:
            for _number, text in written(given, form):
                file.write(text.encode())
        checksum = _checksum(Path(name))
        dump = Dump(
            f"{given.generation.id}-{checksum[:16]}.{form.extension}.gz",
            checksum,
            given.generation.id,
            shown,
        )
        Path(name).chmod(READABLE)
        Path(name).replace(dump.path)
    finally:
        Path(name).unlink(missing_ok=True)
    _switch(dump, form)
    return dump


def _switch(dump: Dump, form: Format) -> None:
    """Let the pointer name the new file: one step, so that file and checksum agree always."""
    folder = _folder()
    handle, name = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as pointer:
            json.dump(asdict(dump), pointer)
        Path(name).chmod(READABLE)
        Path(name).replace(_pointer(form))
    except OSError:
        # Nothing names the new file, and on a full disk it is the largest one. It may be the old
        # one, too, when nothing has changed.
        known = _load(form)
        if known is None or known.file != dump.file:
            dump.path.unlink(missing_ok=True)
        raise
    finally:
        Path(name).unlink(missing_ok=True)
    for old in folder.glob(f"*.{form.extension}.gz"):
        if old.name != dump.file:
            old.unlink(missing_ok=True)


def _load(form: Format) -> Dump | None:
    try:
        found = Dump(**json.loads(_pointer(form).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return found if found.path.is_file() else None


def _pointer(form: Format) -> Path:
    return _folder() / f"{form.extension}.json"


def _folder() -> Path:
    storage = tk.config.get("ckan.storage_path")
    if not storage:
        raise UnavailableError("ckan.storage_path is not set: there is no place for files")
    return Path(str(storage)) / FOLDER


def _checksum(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while part := file.read(_READ):
            digest.update(part)
    return digest.hexdigest()
