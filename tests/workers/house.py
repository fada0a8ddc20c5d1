"""Processes of a busy house: web servers and readers of the harvester's queues, all of one site.

    house.py INI PORT PORT … : a web server on each port, two gather and two fetch consumers

The site is loaded once and the processes are forked from it, as `gunicorn --preload` does; each has
connections of its own. Every page says in `X-Worker` which process has made it. All of them end
with the first one, which ends when its standard input does.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any

CONSUMERS = 2  # of each kind


def named(application: Any) -> Any:
    """Let an application say which process answers."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start_response(status, [*headers, ("X-Worker", str(os.getpid()))], *more)

        return application(environ, start)

    return answer


def load(ini: str) -> Any:
    """Return the site's application."""
    from ckan.cli import CKANConfigLoader
    from ckan.config.middleware import make_app

    return make_app(CKANConfigLoader(ini).get_config())


def serve(application: Any, port: int) -> None:
    """Answer on a port, several readers at once."""
    from werkzeug.serving import make_server

    make_server("127.0.0.1", port, named(application), threaded=True).serve_forever()


def consume(application: Any, kind: str) -> None:
    """Read a queue of ckanext-harvest as its command does."""
    from ckanext.harvest import utils

    with application._wsgi_app.test_request_context():
        getattr(utils, f"{kind}_consumer")()


def fork(work: Callable[[], None]) -> int:
    """Do the work in a process of its own; return its id."""
    from ckan import model

    pid = os.fork()
    if pid:
        return pid
    try:
        model.meta.engine.dispose(close=False)
        work()
    finally:
        os._exit(1)


def main(ini: str, *ports: str) -> None:
    """Start all and wait."""
    application = load(ini)
    from ckan import model

    model.Session.remove()
    model.meta.engine.dispose()
    pids = [fork(lambda port=port: serve(application, int(port))) for port in ports]  # type: ignore[misc]
    for kind in ("gather", "fetch"):
        pids += [fork(lambda kind=kind: consume(application, kind)) for _ in range(CONSUMERS)]  # type: ignore[misc]
    threading.Thread(target=os.wait, daemon=True).start()
    sys.stdin.read()
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
else:
    application = named(load(os.environ["HOUSE_INI"]))  # for gunicorn: house:application
