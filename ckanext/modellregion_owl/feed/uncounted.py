"""The error of a page that would be incomplete without anybody knowing why."""

from __future__ import annotations


class Uncounted(RuntimeError):
    """Datasets of a page are missing, and the guard could not tell whether they may be."""
