"""Log lines as JSON, with the run and the record that they are about.

In CKAN's configuration file:

    [formatter_json]
    class = ckanext.modellregion_owl.health.logs.JsonFormatter
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timezone

_about: ContextVar[dict[str, str]] = ContextVar("modellregion_about", default={})  # noqa: B039


@contextmanager
def about(**names: str) -> Iterator[None]:
    """Name what the lines inside the block are about: `source`, `run`, `record`."""
    token = _about.set({**_about.get(), **names})
    try:
        yield
    finally:
        _about.reset(token)


class JsonFormatter(logging.Formatter):
    """Writes one JSON object a line: time, level, logger, message, and what it is about."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        moment = datetime.fromtimestamp(record.created, timezone.utc)
        line = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_about.get(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
