"""What channels have chosen for themselves."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, DateTime, PrimaryKeyConstraint, Text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "channels",
        Column("platform", Text, nullable=False),
        Column("workspace", Text, nullable=False),
        Column("channel", Text, nullable=False),
        Column("custom", Text, nullable=False),
        Column("updated", DateTime(timezone=True), nullable=False),
        PrimaryKeyConstraint("platform", "workspace", "channel", name="pk_channels"),
    )
