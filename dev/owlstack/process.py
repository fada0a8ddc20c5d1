"""Start services in the background and end exactly those again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from owlstack.console import StackError, step
from owlstack.probes import alive, port_taken, start_time
from owlstack.settings import PREFIX, Settings


@dataclass(frozen=True)
class Service:
    """One background program: how it is started and how one sees that it answers."""

    name: str
    command: tuple[str, ...]
    ready: Callable[[], bool]
    user: str | None = None
    environ: Mapping[str, str] | None = None
    cwd: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    seconds: int = 60


def ensure(settings: Settings, service: Service) -> bool:
    """Start the service unless it runs; return whether it was started.

    Raise `StackError` when something else holds its port, when it ends at once or when it does
    not answer in time.
    """
    if is_running(settings, service.name):
        _wait(settings, service)
        return False
    if port_taken(settings.ports[service.name]):
        variable = f"{PREFIX}{service.name.upper()}_PORT"
        raise StackError(
            f"Port {settings.ports[service.name]} is taken by another program, {service.name} "
            f"cannot start. Choose another one: {variable}=… (see docs/developers/stack.md)."
        )
    with step(f"{service.name} on 127.0.0.1:{settings.ports[service.name]}"):
        _start(settings, service)
        _wait(settings, service)
    return True


def stop(settings: Settings, name: str, stop_signal: signal.Signals = signal.SIGTERM) -> bool:
    """End the service if we started it; return whether it was running."""
    pid = _recorded(settings, name)
    if pid is None:
        return False
    with step(f"stop {name}"):
        os.kill(pid, stop_signal)
        deadline = time.monotonic() + 30
        while alive(pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        if alive(pid):
            os.kill(pid, signal.SIGKILL)
        _pid_file(settings, name).unlink(missing_ok=True)
    return True


def is_running(settings: Settings, name: str) -> bool:
    """Tell whether the process that we started under this name is alive."""
    return _recorded(settings, name) is not None


def _start(settings: Settings, service: Service) -> None:
    settings.run.mkdir(parents=True, exist_ok=True)
    settings.logs.mkdir(parents=True, exist_ok=True)
    with (settings.logs / f"{service.name}.log").open("ab") as log:
        process = subprocess.Popen(
            service.command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=service.cwd or settings.root,
            env=dict(service.environ) if service.environ is not None else None,
            user=service.user,
            group=service.user,
            extra_groups=[] if service.user else None,
            start_new_session=True,
        )
    record = {"pid": process.pid, "started": start_time(process.pid)}
    _pid_file(settings, service.name).write_text(json.dumps(record))


def _wait(settings: Settings, service: Service) -> None:
    deadline = time.monotonic() + service.seconds
    while not service.ready():
        log = settings.logs / f"{service.name}.log"
        if not is_running(settings, service.name):
            _pid_file(settings, service.name).unlink(missing_ok=True)
            raise StackError(f"{service.name} ended at once. Its last words ({log}):\n{_tail(log)}")
        if time.monotonic() > deadline:
            raise StackError(f"{service.name} gives no answer after {service.seconds} s; see {log}")
        time.sleep(0.1)


def _tail(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return "\n".join(f"  {line}" for line in lines[-15:])


def _pid_file(settings: Settings, name: str) -> Path:
    return settings.run / f"{name}.pid"


def _recorded(settings: Settings, name: str) -> int | None:
    """Return the pid that we wrote down if that very process still lives.

    A number alone may belong to a stranger after a reboot; number and start time do not.
    """
    try:
        record = json.loads(_pid_file(settings, name).read_text())
    except (OSError, ValueError):
        return None
    pid = int(record["pid"])
    return pid if alive(pid) and start_time(pid) == record["started"] else None
