"""The desk's decisions and notes.

Revision ID: 3c6f9e20bd43
Revises: 2b5e8d1fac32
Create Date: 2026-11-23
"""

from __future__ import annotations

revision = "3c6f9e20bd43"
down_revision = "2b5e8d1fac32"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""


def downgrade() -> None:
    """Drop the tables."""
