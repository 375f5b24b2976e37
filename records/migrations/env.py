"""Alembic's entry. `records.upgrade` calls it with an open connection; there is no alembic.ini and no command line.

A new migration is a hand-written file in `versions/`. It never imports `records.tables`, which shows today's tables,
not its own.
"""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
