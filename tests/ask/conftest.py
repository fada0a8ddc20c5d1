"""A mail server that keeps what it is given: as much of SMTP as smtplib needs."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 sink")
        receivers: list[str] = []
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self._say("354 go on")
                self.server.mails.append((receivers, self._data()))  # type: ignore[attr-defined]
                receivers = []
            elif word == b"RCPT":
                receivers.append(line.decode().split("<")[1].split(">")[0])
            elif word == b"QUIT":
                self._say("221 bye")
                return
            self._say("250 ok")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def _data(self) -> EmailMessage:
        lines = iter(self.rfile.readline, b".\r\n")
        return message_from_bytes(b"".join(lines), policy=policy.default)  # type: ignore[return-value]


@pytest.fixture
def smtp_sink() -> Iterator[tuple[str, list[tuple[list[str], EmailMessage]]]]:
    """Give `host:port` and the list to which (receivers, mail) are added."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        server.mails = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        host, port = server.server_address
        yield f"{host}:{port}", server.mails  # type: ignore[attr-defined]
        server.shutdown()
