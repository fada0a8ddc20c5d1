"""Serves pycsw on loopback only: `csw_server.py http://127.0.0.1:PORT CONFIG` (in `.dev/csw`).

pycsw's own server listens on all interfaces, so that it is wrapped here.
"""

from __future__ import annotations

import os
import sys
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def main(url: str, config: str) -> None:
    """Serve until the process is ended."""
    os.environ["PYCSW_CONFIG"] = config
    from pycsw.wsgi import application

    port = urlsplit(url).port or 0
    make_server("127.0.0.1", port, application, handler_class=_Quiet).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
