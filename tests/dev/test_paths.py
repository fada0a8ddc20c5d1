"""Any paths in any order in one call of pytest."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[2]


class TestPaths:
    def test_a_folder_left_and_come_back_to(self):
        """Its fixtures are found the second time too (tests/conftest.py, pytest_configure)."""
        paths = (
            "tests/harvest/csw/test_memory.py::TestFingerprint::test_any_bytes",
            "tests/harvest/test_heap.py::TestSettled",
            "tests/harvest/csw/test_walk.py::TestPaging::test_steps_by_what_came[1]",
        )
        pytest_ = (sys.executable, "-m", "pytest", "--setup-plan", "-q", "-p", "no:cacheprovider")
        done = subprocess.run(
            [*pytest_, *paths],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-2000:]
        assert "iso" in done.stdout
