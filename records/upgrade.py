"""Brings the tables up to date when the store opens, and refuses a database from the future."""

from __future__ import annotations

import threading
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from records.errors import StoreTooNew

_MIGRATIONS = Path(__file__).parent / "migrations"
_ALEMBIC = threading.Lock()  # Alembic keeps the migration under way in module globals


def upgrade(connection: Connection) -> None:
    """Run the migrations this database lacks, in the caller's transaction: all of them or, after a crash, none.

    Raises `StoreTooNew` if the database knows a migration that this software does not.
    """
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    present = set(MigrationContext.configure(connection).get_current_heads())
    if newer := present - known:
        raise StoreTooNew(
            "The database was written by a newer version of this software: its tables are at "
            f"{', '.join(sorted(newer))}, and this version knows {scripts.get_current_head()} at most. Start the newer "
            "version, or restore an earlier backup."
        )
    if present != set(scripts.get_heads()):
        with _ALEMBIC:
            command.upgrade(config, "head")
