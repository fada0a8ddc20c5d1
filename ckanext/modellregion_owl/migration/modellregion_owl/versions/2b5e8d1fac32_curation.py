"""Whole-source rules, blocked datasets and their tombstones.

Revision ID: 2b5e8d1fac32
Revises: 1a4d7c0e9b21
Create Date: 2026-11-23
"""

from __future__ import annotations

revision = "2b5e8d1fac32"
down_revision = "1a4d7c0e9b21"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""


def downgrade() -> None:
    """Drop the tables."""
