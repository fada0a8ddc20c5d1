"""Read `ckan modellregion harvest --json` on standard input; exit with 1 unless nothing changed."""

import json
import sys

runs = json.load(sys.stdin)
moved = {name: n for name, n in runs.items() if not 0 < n["unchanged"] == sum(n.values())}
if moved or not runs:
    sys.exit(f"✗ The second harvest was to change nothing, but: {moved or runs}")
print(f"✓ second harvest: {sum(n['unchanged'] for n in runs.values())} datasets, none changed")
