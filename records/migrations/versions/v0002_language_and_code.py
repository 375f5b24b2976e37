"""A draft remembers the patient's language, and the code by which it is opened on another device."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("draft", sa.Column("language", sa.Text))
    op.add_column("draft", sa.Column("code_sha256", sa.Text))
    op.create_index("ix_draft_code_sha256", "draft", ["code_sha256"], unique=True)
