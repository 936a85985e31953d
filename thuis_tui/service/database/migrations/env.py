"""Alembic runs this file for every command: it works on the connection it is given, in its transaction."""

from alembic import context

from thuis_tui.service.database.tables import METADATA


def migrate() -> None:
    """Do what the command asks."""
    context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
    with context.begin_transaction():
        context.run_migrations()


if __name__ == "env_py":  # so Alembic calls it; whoever imports it wants nothing done
    migrate()
