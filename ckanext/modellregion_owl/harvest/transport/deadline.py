"""A time limit over a whole answer, its headers included.

The timeout of a socket counts from byte to byte: a server that sends one byte of a header every now
and then would hold a run for ever.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

_here = threading.local()


class Watch:
    """Breaks the connection that is in use when the time is over."""

    def __init__(self) -> None:
        self.fired = False
        self._connection: Any = None

    def use(self, connection: Any) -> None:
        """Note which connection is in use."""
        self._connection = connection

    def fire(self) -> None:
        """Break it; whoever reads from it gets an error."""
        self.fired = True
        used = getattr(self._connection, "sock", None)
        if used is not None:
            with suppress(OSError):
                used.shutdown(socket.SHUT_RDWR)


@contextmanager
def watched(seconds: float) -> Iterator[Watch]:
    """Watch the connections that this thread uses inside the block."""
    watch = _here.watch = Watch()
    timer = threading.Timer(seconds, watch.fire)
    timer.daemon = True
    timer.start()
    try:
        yield watch
    finally:
        timer.cancel()
        _here.watch = None


class Watched:
    """Mixin for urllib3's connections: the one that sends a request is the one in use."""

    def request(self: Any, *args: Any, **options: Any) -> Any:
        """Send a request and let the thread's watch know where."""
        watch = getattr(_here, "watch", None)
        if watch is not None:
            watch.use(self)
        return super().request(*args, **options)  # type: ignore[misc]
