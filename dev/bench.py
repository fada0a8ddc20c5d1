#!/usr/bin/env python3
"""Compare our work with its peers in one run on the real stack: `make bench`.

Rounds are interleaved (ours, peer, peer, ours …), each in a process of its own with an empty
database; what counts is the ratio of the medians, since absolute times move with the machine.
Writes a table to the screen and `.dev/bench/latest.json`:
`{name: {"ratio", "spread": [lowest, highest], "ours": {...}, "peer": {...}}}`, times in seconds,
memory in MiB.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
from benchmarks.feed import served, use

ROOT = Path(__file__).resolve().parent.parent
LATEST = ROOT / ".dev/bench/latest.json"
WORKER = ROOT / "dev/benchmarks/worker.py"


@dataclass(frozen=True)
class Bench:
    """One entry: what a worker process of each side does, and how much of it."""

    name: str
    size: int
    quick_size: int


BENCHES = (
    Bench("harvest_first", size=1000, quick_size=100),
    Bench("harvest_first_activity", size=1000, quick_size=100),
    Bench("harvest_first_2p", size=1000, quick_size=100),
    Bench("harvest_unchanged", size=1000, quick_size=100),
    Bench("harvest_unchanged_304", size=1000, quick_size=100),
    Bench("harvest_1pct", size=1000, quick_size=100),
    # For its peak memory: 4,000 datasets in pages of 100.
    Bench("harvest_pages", size=4000, quick_size=300),
    Bench("parse_map", size=1000, quick_size=300),
    Bench("serialise", size=1000, quick_size=300),
    Bench("shacl", size=4000, quick_size=300),
    Bench("feed_ttl", size=1000, quick_size=100),
    Bench("feed_rdf", size=1000, quick_size=100),
    Bench("feed_jsonld", size=1000, quick_size=100),
    Bench("feed_dump", size=1000, quick_size=100),
    Bench("dataset_rdf", size=1000, quick_size=100),
    # Pages for people; the ratio counts, its datasets a second say nothing.
    Bench("page_list", size=4000, quick_size=100),
)


def work(side: str, bench: str, url: str, size: int) -> dict[str, float]:
    """Run one round of one side; return `seconds` and `peak_mib`.

    :raises SystemExit: the worker failed or harvested another number than `size`.
    """
    command = [sys.executable, str(WORKER), side, bench, url, str(size)]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ, check=False)
    if done.returncode:
        sys.exit(f"bench {bench}, {side}: {done.stderr[-4000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def compare(bench: Bench, size: int, rounds: int) -> dict[str, Any]:
    """Run all rounds of one entry and return its row of the result file."""
    taken: dict[str, list[dict[str, float]]] = {"ours": [], "peer": []}
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), size) as address:
        for number in range(rounds):
            order = ("ours", "peer") if number % 2 == 0 else ("peer", "ours")
            for side in order:
                use(Path(folder), "first")
                taken[side].append(work(side, bench.name, f"{address}/catalog.ttl", size))
                last = taken[side][-1]
                print(
                    f"  {bench.name} round {number + 1}/{rounds} {side}: "
                    f"{last['seconds']:.1f} s, {size / last['seconds']:.1f}/s, "
                    f"{last['cpu']:.2f} s of the processor, peak {last['peak_mib']:.0f} MiB",
                    flush=True,
                )
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


def main() -> None:
    """Run the entries that the command line names, all by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="entries to run (default: all)")
    parser.add_argument("--quick", action="store_true", help="smaller catalogue, two rounds")
    parser.add_argument("--size", type=int, help="datasets in the catalogue")
    parser.add_argument("--rounds", type=int, help="rounds of each side (default: 3)")
    options = parser.parse_args()
    rows = {}
    for bench in BENCHES:
        if options.names and bench.name not in options.names:
            continue
        size = options.size or (bench.quick_size if options.quick else bench.size)
        rounds = options.rounds or (2 if options.quick else 3)
        rows[bench.name] = compare(bench, size, rounds)
    LATEST.parent.mkdir(parents=True, exist_ok=True)
    known = json.loads(LATEST.read_text()) if LATEST.exists() else {}
    LATEST.write_text(json.dumps(known | rows, indent=2) + "\n")
    print(f"\n{table(rows)}\n\nwritten to {LATEST.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
