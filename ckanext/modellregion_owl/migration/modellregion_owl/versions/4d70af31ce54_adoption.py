"""Runs of taking over a portal's own datasets.

Revision ID: 4d70af31ce54
Revises: 3c6f9e20bd43
Create Date: 2026-11-23
"""

from __future__ import annotations

revision = "4d70af31ce54"
down_revision = "3c6f9e20bd43"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""


def downgrade() -> None:
    """Drop the tables."""
