"""One side's site for a web server of several processes; the environment has LOAD_SIDE."""

from __future__ import annotations

import os

from benchmarks import lists
from benchmarks.worker import make_site

application = make_site(os.environ["LOAD_SIDE"], [lists.ENTRY])
