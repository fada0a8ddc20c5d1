"""A private Redis on loopback that stores nothing on disk, and one database number per slot."""

from __future__ import annotations

import fcntl
import json
import re
import shutil
import socket

from owlstack.console import StackError
from owlstack.process import Service, ensure, stop
from owlstack.settings import Settings

DATABASES = 256
FIXED = {"site": 0, "test": 1, "bench": 2}


def start(settings: Settings) -> None:
    """Start Redis; nothing to do for an external one."""
    if "redis" in settings.external:
        return
    command = (
        shutil.which("redis-server") or "redis-server",
        *("--bind", "127.0.0.1", "--port", str(settings.ports["redis"])),
        *("--save", "", "--appendonly", "no", "--databases", str(DATABASES)),
        *("--dir", str(settings.run)),
    )
    ensure(settings, Service("redis", command, lambda: _ping(settings.ports["redis"])))


def halt(settings: Settings) -> bool:
    """End Redis if we started it."""
    return stop(settings, "redis")


def url(settings: Settings, slot: str) -> str:
    """Return the address of the slot's own database.

    The number at the end of `MODELLREGION_REDIS_URL` is the first one that we may use.
    """
    base, first = f"redis://127.0.0.1:{settings.ports['redis']}", 0
    if external := settings.external.get("redis"):
        match = re.fullmatch(r"(.*?)(?:/(\d+))?", external)
        base, first = (match[1], int(match[2] or 0)) if match else (external, 0)
    return f"{base}/{first + number(settings, slot)}"


def number(settings: Settings, slot: str) -> int:
    """Return the slot's number; a new slot gets the lowest free one, for good."""
    if slot in FIXED:
        return FIXED[slot]
    settings.run.mkdir(parents=True, exist_ok=True)
    # Two new slots may come at the same moment.
    with (settings.run / "slots.json").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        slots: dict[str, int] = json.loads(file.read() or "{}")
        if slot not in slots:
            taken = {*FIXED.values(), *slots.values()}
            free = [n for n in range(DATABASES) if n not in taken]
            if not free:
                raise StackError("No Redis database is left for a new slot: make clean")
            slots[slot] = free[0]
            file.seek(0)
            file.truncate()
            file.write(json.dumps(slots, indent=1))
        return slots[slot]


def remove(settings: Settings) -> None:
    """Forget which slot has which number; Redis itself stores nothing."""
    (settings.run / "slots.json").unlink(missing_ok=True)


def _ping(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False
