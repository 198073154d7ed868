"""Records of the ledger that are none of verdicts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "notes",
        sa.Column("sequence", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("repository", _NUMBER, nullable=False),
        sa.Column("pull", _NUMBER, nullable=False),
    )
    op.create_index("notes_of_a_pull", "notes", ["repository", "pull"])
