#!/usr/bin/env python3
"""Put load on feed and dataset list, ours beside a CKAN without us, in one run: `make load`.

Each side is filled with the same synthetic catalogue and served by gunicorn with several processes,
one side after the other on the same database; wrk asks, each address for itself. Writes a table to
the screen and `.dev/bench/load.json`: `{side: {address: {"per_second", "p50", "p99", "requests",
"errors"}}}`, times in milliseconds; an error is an answer that is not 2xx or 3xx, or none.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).resolve().parent))
from benchmarks.feed import served, use
from benchmarks.lists import ENTRY

ROOT = Path(__file__).resolve().parent.parent
LATEST = ROOT / ".dev/bench/load.json"
SIDES = ("ours", "peer")
PATHS = ("/catalog.ttl?page=1", "/catalog.rdf?page=1", "/dataset/", "/dataset/?q=Radwege")
START = 120  # seconds until a site must answer
# wrk: "99%  1.23s", "Requests/sec: 12.3", "12 requests in 10.00s", errors only where there are some
_TIME = re.compile(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s)$", re.M)
_UNIT = {"us": 0.001, "ms": 1.0, "s": 1000.0}
_ERRORS = (
    re.compile(r"Non-2xx or 3xx responses: (\d+)"),
    re.compile(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)"),
)


def fill(side: str, size: int) -> None:
    """Harvest `size` datasets into the slot's database; they stay there.

    :raises SystemExit: the worker failed.
    """
    worker = ROOT / "dev/benchmarks/worker.py"
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), size) as address:
        use(Path(folder), "first")
        command = [sys.executable, str(worker), side, ENTRY, f"{address}/catalog.ttl", str(size)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"load, {side}: {done.stderr[-3000:]}")


@contextmanager
def site(side: str, processes: int) -> Iterator[str]:
    """Serve a side by gunicorn; yield its root.

    :raises SystemExit: it does not answer within `START` seconds.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        str(Path(sys.executable).parent / "gunicorn"),
        f"--workers={processes}",
        f"--bind=127.0.0.1:{port}",
        "--timeout=120",
        "--log-level=error",
        "benchmarks.wsgi",
    ]
    environ = {**os.environ, "LOAD_SIDE": side}
    server = subprocess.Popen(command, cwd=ROOT / "dev", env=environ)
    try:
        root = f"http://127.0.0.1:{port}"
        _wait(root)
        yield root
    finally:
        server.terminate()
        server.wait()


def _wait(root: str) -> None:
    """Ask until every address answers: caches are warm, no dataset still has to be written."""
    end = time.monotonic() + START
    for path in PATHS:
        while True:
            try:
                with urlopen(root + path, timeout=60) as answer:  # noqa: S310
                    answer.read()
                break
            except (URLError, OSError) as err:
                if time.monotonic() > end:
                    sys.exit(f"load: {root}{path}: {err}")
                time.sleep(0.5)


def ask(url: str, connections: int, seconds: int) -> dict[str, float]:
    """Let wrk ask an address; return what it measured."""
    command = ["wrk", "--latency", "--timeout=60s", "-t1", f"-c{connections}", f"-d{seconds}s", url]
    return read(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def read(text: str) -> dict[str, float]:
    """Return the numbers of wrk's report."""
    times = {part: float(value) * _UNIT[unit] for part, value, unit in _TIME.findall(text)}
    errors = sum(int(n) for found in _ERRORS for m in found.finditer(text) for n in m.groups())
    rate, count = (
        re.search(r"Requests/sec:\s+([\d.]+)", text),
        re.search(r"(\d+) requests in", text),
    )
    return {
        "per_second": float(rate[1]) if rate else 0.0,
        "p50": round(times.get("50", 0.0), 1),
        "p99": round(times.get("99", 0.0), 1),
        "requests": int(count[1]) if count else 0,
        "errors": errors,
    }


def table(rows: dict[str, dict[str, dict[str, float]]]) -> str:
    """Return the result for the screen."""
    head = f"{'address':<24}{'side':<6}{'per second':>12}{'p50 ms':>10}{'p99 ms':>10}{'errors':>8}"
    lines = [head, "-" * len(head)]
    for path in PATHS:
        for side in SIDES:
            row = rows[side][path]
            lines.append(
                f"{path:<24}{side:<6}{row['per_second']:>12.1f}{row['p50']:>10.1f}"
                f"{row['p99']:>10.1f}{row['errors']:>8}"
            )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure both sides; exit with a message where wrk is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1000, help="datasets (default: 1000)")
    parser.add_argument("--seconds", type=int, default=10, help="for each address (default: 10)")
    parser.add_argument("--connections", type=int, default=8, help="at once (default: 8)")
    parser.add_argument("--processes", type=int, default=2, help="of the web server (default: 2)")
    options = parser.parse_args(arguments)
    if not shutil.which("wrk"):
        sys.exit("load: wrk is missing: sudo apt-get install wrk")
    rows: dict[str, dict[str, dict[str, float]]] = {}
    for side in SIDES:
        print(f"  {side}: {options.size} datasets …", flush=True)
        fill(side, options.size)
        with site(side, options.processes) as root:
            rows[side] = {
                path: ask(root + path, options.connections, options.seconds) for path in PATHS
            }
    LATEST.parent.mkdir(parents=True, exist_ok=True)
    LATEST.write_text(json.dumps(rows, indent=2) + "\n")
    print(f"\n{table(rows)}\n\nwritten to {LATEST.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
