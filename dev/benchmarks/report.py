#!/usr/bin/env python3
"""Figures as a table and a picture: `report.py RESULT…` puts results of `make bench` into the docs.

A result is `.dev/bench/latest.json` of some run. The documents keep one row for each entry and size
(`docs/developers/bench.json`, keys such as `harvest_first/4000`); table and picture are made of it,
and a test fails when they are not.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.entries import BENCHES

DOCS = Path(__file__).resolve().parents[2] / "docs/developers"
START, END = "<!-- figures: dev/benchmarks/report.py -->", "<!-- /figures -->"
ENTRIES = {bench.name: bench for bench in BENCHES}

Row = Mapping[str, Any]  # of the result file, see dev/bench.py

# The picture, in its own units: 1 is a CSS pixel.
WIDTH, LABEL, LINE, TOP, FOOT = 760, 250, 26, 46, 30
LEAST, MOST = 0.5, 50_000.0  # ratios at both ends of the axis, which counts in powers of ten


def rows(results: Mapping[str, Row]) -> Iterator[tuple[str, Row]]:
    """Yield each result with its entry's name, in the order of `BENCHES` and by size."""
    named = [(key.split("/")[0], row) for key, row in results.items()]
    known = [(name, row) for name, row in named if name in ENTRIES]
    place = list(ENTRIES).index
    yield from sorted(known, key=lambda pair: (place(pair[0]), pair[1]["datasets"]))


def table(results: Mapping[str, Row]) -> str:
    """Return the results as a table in Markdown."""
    head = "| entry | ratio | aim | datasets, rounds | ours | peer | memory, MiB | date |\n"
    lines = [head + "|---|---|---|---|---|---|---|---|"]
    for name, row in rows(results):
        low, high = row["spread"]
        spread = f" ({_figure(low)}–{_figure(high)})" if row["rounds"] > 1 else ""
        bench = ENTRIES[name]
        aim = bench.aim
        missed = " **missed**" if row["ratio"] < aim else ""
        speeds = (
            f"{_figure(row[side]['per_second'])}/s" if bench.speed else "–"
            for side in ("ours", "peer")
        )
        memory = f"{row['ours']['peak_mib']} / {row['peer']['peak_mib']}"
        cells = (
            f"`{name}`: {bench.what}",
            f"{_figure(row['ratio'])}{spread}",
            f"{_figure(aim) if aim else '–'}{missed}",
            f"{row['datasets']:,}, {row['rounds']}",
            *speeds,
            memory,
            row.get("date", "–"),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _figure(number: float) -> str:
    """Return a number with as many digits as it deserves."""
    return f"{number:,.0f}" if number >= 100 else f"{number:g}"


def picture(results: Mapping[str, Row]) -> str:
    """Return the ratios as bars, with a line where each aim is; a drawing in SVG."""
    found = list(rows(results))
    height = TOP + LINE * len(found) + FOOT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        'aria-labelledby="t" font-family="system-ui, sans-serif" font-size="13">',
        '<title id="t">How many times faster than the peer, by entry of make bench</title>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        '<text x="8" y="24" fill="#1b2733" font-weight="600">Times faster than the peer '
        "(dark line: aim; the axis counts in powers of ten)</text>",
        *_grid(height),
    ]
    for place, (name, row) in enumerate(found):
        parts += _bar(name, row, TOP + LINE * place)
    return "\n".join([*parts, "</svg>", ""])


def _grid(height: int) -> Iterator[str]:
    for power in range(5):
        x = _place(10**power)
        yield f'<path d="M{x} {TOP - 8}V{height - FOOT}" stroke="#d5dce3"/>'
        yield (
            f'<text x="{x}" y="{height - 10}" fill="#4a5763" text-anchor="middle">'
            f"{10**power:,}</text>"
        )


def _bar(name: str, row: Row, y: int) -> Iterator[str]:
    aim, ratio = ENTRIES[name].aim, row["ratio"]
    fill = "#9c5a00" if ratio < aim else "#1f6f8b"
    start, stop = _place(LEAST), _place(ratio)
    label = escape(f"{name}, {row['datasets']:,}")
    yield f'<text x="{LABEL - 8}" y="{y + 13}" fill="#1b2733" text-anchor="end">{label}</text>'
    yield f'<rect x="{start}" y="{y}" width="{stop - start:.1f}" height="17" fill="{fill}"/>'
    if aim:
        yield f'<path d="M{_place(aim)} {y - 2}v21" stroke="#101820" stroke-width="2"/>'
    beside = max(stop, _place(aim) if aim else 0)
    yield f'<text x="{beside + 6:.1f}" y="{y + 13}" fill="#1b2733">{_figure(ratio)}</text>'


def _place(ratio: float) -> float:
    """Return where a ratio stands on the axis."""
    share = math.log(min(max(ratio, LEAST), MOST) / LEAST) / math.log(MOST / LEAST)
    return round(LABEL + share * (WIDTH - LABEL - 60), 1)


def page(text: str, results: Mapping[str, Row]) -> str:
    """Return the page of the docs with the table of these results."""
    before, _, rest = text.partition(START)
    return f"{before}{START}\n{table(results)}\n{END}{rest.partition(END)[2]}"


def main(files: list[str]) -> None:
    """Put the results of these files into the documents."""
    kept = DOCS / "bench.json"
    results: dict[str, Row] = json.loads(kept.read_text()) if kept.exists() else {}
    for file in files:
        for name, row in json.loads(Path(file).read_text()).items():
            results[f"{name}/{row['datasets']}"] = row
    ordered = {f"{name}/{row['datasets']}": row for name, row in rows(results)}
    kept.write_text(json.dumps(ordered, indent=2) + "\n")
    (DOCS / "bench.svg").write_text(picture(ordered), encoding="utf-8")
    document = DOCS / "bench.md"
    document.write_text(page(document.read_text("utf-8"), ordered), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
