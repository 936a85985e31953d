"""Alembic itself, loaded only when a database is behind: reading it costs more than opening a database."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

CONNECTION = "connection"

_one_at_a_time = Lock()  # `alembic.op` is one for the whole process


def configuration() -> Config:
    """Return what Alembic has to know, without a file: where the revisions are."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def run(connection: Connection, revision: str) -> None:
    """Take a database through the revisions up to one, in the caller's transaction."""
    config = configuration()
    config.attributes[CONNECTION] = connection
    with _one_at_a_time:
        command.upgrade(config, revision)
