"""Photos: those of a draft go with it, those of a submission stay and never change."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def _photo_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("view", sa.Text, primary_key=True),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "draft_photo",
        sa.Column("draft_id", sa.Text, sa.ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True),
        *_photo_columns(),
        sqlite_strict=True,
    )
    op.create_table(
        "photo",
        sa.Column("submission_id", sa.Integer, sa.ForeignKey("submission.id"), primary_key=True, autoincrement=False),
        *_photo_columns(),
        sqlite_strict=True,
    )
    if op.get_bind().dialect.name == "sqlite":  # on PostgreSQL by granting INSERT and SELECT only, as for the first tables
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER photo_no_{verb.lower()} BEFORE {verb} ON photo "
                "BEGIN SELECT RAISE(ABORT, 'rows of photo are never changed or deleted'); END"
            )
