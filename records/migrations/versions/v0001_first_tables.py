"""The first tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NEVER_CHANGED = ("submission", "review", "version", "audit")


def _text(name: str, **more: Any) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, **more)


def upgrade() -> None:
    op.create_table(
        "draft",
        _text("id", primary_key=True),
        _text("token_sha256", unique=True),
        sa.Column("version", sa.Integer, nullable=False),
        _text("questionnaire_sha256"),
        _text("created_at"),
        _text("updated_at"),
        _text("expires_at"),
        sa.Column("page", sa.Text),
        _text("passed"),
        sa.Column("reference", sa.Text),
        _text("contact"),
        _text("answers"),
        sqlite_strict=True,
    )
    op.create_index("ix_draft_expires_at", "draft", ["expires_at"])
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer, primary_key=True),
        _text("draft_id", unique=True),
        _text("reference", unique=True),
        _text("sent_at"),
        _text("name"),
        _text("name_folded"),
        _text("born"),
        _text("pathway"),
        _text("red_flags"),
        _text("language"),
        _text("app_version"),
        _text("questionnaire_version"),
        _text("questionnaire_sha256"),
        _text("rule_book_version"),
        _text("rule_book_sha256"),
        _text("contact"),
        _text("answers"),
        _text("consent_text"),
        _text("assessment"),
        sqlite_strict=True,
    )
    op.create_table(
        "review",
        sa.Column("submission_id", sa.Integer, sa.ForeignKey("submission.id"), primary_key=True, autoincrement=False),
        _text("account"),
        _text("at"),
        sqlite_strict=True,
    )
    op.create_table(
        "version",
        _text("kind", primary_key=True),
        _text("sha256", primary_key=True),
        _text("version"),
        _text("kept_at"),
        _text("canonical_json"),
        sqlite_strict=True,
    )
    op.create_table(
        "account",
        _text("name", primary_key=True),
        _text("full_name"),
        _text("role"),
        _text("password_hash"),
        _text("created_at"),
        sa.Column("disabled_at", sa.Text),
        sqlite_strict=True,
    )
    op.create_table(
        "failed_sign_in",
        _text("name_sha256", primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        _text("last_at"),
        _text("retry_at"),
        sqlite_strict=True,
    )
    op.create_table(
        "clinic_session",
        _text("token_sha256", primary_key=True),
        sa.Column("account", sa.Text, sa.ForeignKey("account.name"), nullable=False),
        _text("started_at"),
        _text("last_seen_at"),
        sqlite_strict=True,
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        _text("at"),
        _text("actor"),
        _text("action"),
        _text("entity"),
        _text("detail"),
        sqlite_strict=True,
    )
    # On PostgreSQL the same is done by granting the application INSERT and SELECT only on these tables.
    if op.get_bind().dialect.name == "sqlite":
        for table in NEVER_CHANGED:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed or deleted'); END"
                )
