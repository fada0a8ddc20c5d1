#!/usr/bin/env python3
"""Compare our work with its peers in one run on the real stack: `make bench`.

Rounds are interleaved (ours, peer, peer, ours …), each in a process of its own with an empty
database; what counts is the ratio of the medians, since absolute times move with the machine.
Writes a table to the screen and `.dev/bench/latest.json`:
`{name: {"ratio", "spread": [lowest, highest], "ours": {...}, "peer": {...},
"datasets", "rounds", "date"}}`, times in seconds,
memory in MiB. The same as a picture: `.dev/bench/latest.svg`. `dev/benchmarks/report.py` puts
results into the documents.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from itertools import groupby
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
from benchmarks.entries import BENCHES, Bench
from benchmarks.feed import served, use
from benchmarks.report import picture

ROOT = Path(__file__).resolve().parent.parent
LATEST = ROOT / ".dev/bench/latest.json"
WORKER = ROOT / "dev/benchmarks/worker.py"


def work(side: str, names: Sequence[str], url: str, size: int) -> Iterator[dict[str, Any]]:
    """Run one round of one side; yield each entry's `name`, `seconds`, `cpu` and `peak_mib`.

    :raises SystemExit: the worker failed or harvested another number than `size`.
    """
    command = [sys.executable, str(WORKER), side, ",".join(names), url, str(size)]
    with tempfile.TemporaryFile("w+") as errors:
        worker = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        for line in worker.stdout or ():
            if line.startswith("{"):
                yield json.loads(line)
        if worker.wait():
            errors.seek(0)
            sys.exit(f"bench {', '.join(names)}, {side}: {errors.read()[-4000:]}")


def compare(names: Sequence[str], size: int, rounds: int) -> dict[str, dict[str, Any]]:
    """Run all rounds of a chain's entries; return their rows of the result file by name."""
    taken: dict[str, dict[str, list[dict[str, float]]]]
    taken = {name: {"ours": [], "peer": []} for name in names}
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), size) as address:
        for number in range(rounds):
            order = ("ours", "peer") if number % 2 == 0 else ("peer", "ours")
            for side in order:
                use(Path(folder), "first")
                for last in work(side, names, f"{address}/catalog.ttl", size):
                    taken[last["name"]][side].append(last)
                    print(
                        f"  {last['name']} round {number + 1}/{rounds} {side}: "
                        f"{last['seconds']:.2f} s, {size / last['seconds']:.1f}/s, "
                        f"{last['cpu']:.2f} s of the processor, peak {last['peak_mib']:.0f} MiB",
                        flush=True,
                    )
    return {name: row(taken[name], size, rounds) for name in names}


def row(taken: dict[str, list[dict[str, float]]], size: int, rounds: int) -> dict[str, Any]:
    """Return an entry's row of the result file."""
    pairs = zip(taken["peer"], taken["ours"], strict=True)
    ratios = [peer["seconds"] / ours["seconds"] for peer, ours in pairs]
    ours, peer = (summary(taken[side], size) for side in ("ours", "peer"))
    return {
        "ratio": round(peer["seconds"] / ours["seconds"], 2),
        "spread": [round(min(ratios), 2), round(max(ratios), 2)],
        "ours": ours,
        "peer": peer,
        "datasets": size,
        "rounds": rounds,
        "date": datetime.now(timezone.utc).date().isoformat(),
    }


def summary(rounds: list[dict[str, float]], size: int) -> dict[str, float]:
    """Return median seconds, datasets a second and peak memory in MiB of one side."""
    seconds = statistics.median(r["seconds"] for r in rounds)
    return {
        "seconds": round(seconds, 4),
        "per_second": round(size / seconds, 1),
        "cpu": round(statistics.median(r["cpu"] for r in rounds), 2),
        "peak_mib": round(max(r["peak_mib"] for r in rounds)),
    }


def table(rows: dict[str, dict[str, Any]]) -> str:
    """Return the result as a table for the screen."""
    head = f"{'bench':<22}{'ratio':>8}{'spread':>16}{'ours':>12}{'peer':>12}{'memory':>16}"
    lines = [head, "-" * len(head)]
    for name, row in rows.items():
        low, high = row["spread"]
        memory = f"{row['ours']['peak_mib']}/{row['peer']['peak_mib']} MiB"
        lines.append(
            f"{name:<22}{row['ratio']:>8.2f}{f'{low:.2f} – {high:.2f}':>16}"
            f"{row['ours']['per_second']:>10.1f}/s{row['peer']['per_second']:>10.1f}/s{memory:>16}"
        )
    return "\n".join(lines)


def chains(names: Sequence[str]) -> list[list[Bench]]:
    """Return the wanted entries (all, if none is named) by the database that they share."""
    wanted = [bench for bench in BENCHES if not names or bench.name in names]
    return [list(group) for _, group in groupby(wanted, key=lambda b: b.chain or b.name)]


def main() -> None:
    """Run the entries that the command line names, all by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="entries to run (default: all)")
    parser.add_argument("--quick", action="store_true", help="small catalogues, one round each")
    parser.add_argument("--size", type=int, help="datasets in the catalogue")
    parser.add_argument("--rounds", type=int, help="rounds of each side (default: 3)")
    options = parser.parse_args()
    rows: dict[str, dict[str, Any]] = {}
    for chain in chains(options.names):
        size = options.size or (chain[0].quick_size if options.quick else chain[0].size)
        rounds = options.rounds or (1 if options.quick else 3)
        rows |= compare([bench.name for bench in chain], size, rounds)
    LATEST.parent.mkdir(parents=True, exist_ok=True)
    known = json.loads(LATEST.read_text()) if LATEST.exists() else {}
    LATEST.write_text(json.dumps(known | rows, indent=2) + "\n")
    LATEST.with_suffix(".svg").write_text(picture(rows), encoding="utf-8")
    print(f"\n{table(rows)}\n\nwritten to {LATEST.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
