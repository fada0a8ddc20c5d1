"""A wire between a process and a service: it can be cut and mended, and nobody else notices."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Forwarder:
    """Hands on bytes from a port of 127.0.0.1 to a service and back.

    Cut, it ends all connections and refuses new ones, as a service that was killed does.
    """

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._ends: set[socket.socket] = set()
        self._lock = threading.Lock()
        self.port = 0
        self.mend()

    def mend(self) -> None:
        """Listen, at the same port as before."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        """End all connections, refuse new ones."""
        # Closing alone does not wake the thread that waits in accept().
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            ends, self._ends = self._ends, set()
        for end in ends:
            _close(end)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(self._target)
            except OSError:
                _close(near)
                continue
            with self._lock:
                self._ends |= {near, far}
            if listener is not self._listener or listener.fileno() < 0:
                # Cut between accept() and here (seen in CI): it would live on beyond the cut.
                _close(near)
                _close(far)
                continue
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=self._hand_on, args=(source, target), daemon=True).start()

    def _hand_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        with self._lock:
            self._ends -= {source, target}
        _close(source)
        _close(target)


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
