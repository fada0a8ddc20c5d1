"""No access data stand in the repository."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
SECRETS = {
    "private key": r"-----BEGIN (?:[A-Z]{1,12} ){0,3}PRIVATE KEY-----",
    "key of a cloud": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[\w-]{35}\b",
    "token of a forge": r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|glpat-[\w-]{20}|github_pat_\w{40})",
    "token of a registry or chat": (
        r"\b(?:pypi-AgE[\w-]{50}|npm_[A-Za-z0-9]{36}|xox[abprs]-[\w-]{10})"
    ),
    "signed token": r"\beyJ[\w-]{15,500}\.eyJ[\w-]{15,500}\.[\w-]{20}",
    "password in an address": (
        r"\b[a-z+]{2,20}://[^\s/:@{}<>$\"'`]{1,60}:[^\s/@{}<>$\"'`]{1,60}@[a-z0-9\[]"
    ),
    "secret that is set": (
        r"(?i)\b(?:password|passwd|secret|secret_key|api_key|token)\b['\"]?\s{0,3}[:=]\s{0,3}"
        r"['\"](?=[^'\"]{0,80}\d)(?=[^'\"]{0,80}[A-Z])[\w+/=.-]{24,200}['\"]"
    ),
}
# Made up for tests, or the defaults of a service on loopback.
KNOWN = re.compile(
    r"@(?:127\.0\.0\.1|localhost|[\w.-]+\.example(?:\.\w+)?|example\.(?:org|com))|@(?:a|b|host)\b|@db/"
)


def found(text: str) -> list[str]:
    """Return what looks like access data: its kind and how it begins."""
    return [
        f"{kind}: {hit.group()[:12]}…"
        for kind, pattern in SECRETS.items()
        for hit in re.finditer(pattern, text)
        if not KNOWN.match(text, hit.end() - 2)
    ]


class TestSecrets:
    def test_the_scan_sees_them(self):
        """One of each kind, put together here so that this file holds none."""
        examples = [
            "-----BEGIN RSA " + "PRIVATE KEY-----",
            "AKIA" + "ABCDEFGHIJKLMNOP",
            "ghp_" + "a1B2" * 9,
            "xoxb-" + "1234567890",
            ".".join(["eyJ" + "hbGciOiJIUzI1NiJ9", "eyJ" + "zdWIiOiIxMjM0NTY3", "x" * 20]),
            "postgresql://ckan:" + "Xk29sdf@db.stadt.de/ckan",
            'token = "' + "aB3dE6" * 6 + '"',
        ]
        assert [example for example in examples if not found(example)] == []
        assert found("postgresql://ckan_default:pass@127.0.0.1:5432/ckan_test") == []

    def test_none_in_the_repository(self):
        """Every file under version control."""
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True)
        if listed.returncode:
            pytest.skip("no git checkout")
        names = [name for name in listed.stdout.decode().split("\0") if name]
        assert len(names) > 500
        wrong = {}
        for name in names:
            path = ROOT / name
            if path.is_file() and (
                hits := found(path.read_text(encoding="utf-8", errors="replace"))
            ):
                wrong[name] = hits
        assert wrong == {}
