"""Runs the migrations on the connection, and in the transaction, that `database.upgrade` hands over.

No file of settings is read and no logging is set up: both are the program's.
"""

from __future__ import annotations

from alembic import context

from adapters.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
