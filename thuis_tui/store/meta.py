"""Facts about this file and this device: one text a key."""

from thuis_tui.store.connection import Raw

SCHEMA = "schema"
ACTOR = "actor"
CLOCK = "clock"
REFOLD = "refold"
"""Set when a migration left the tables of the records to be filled from the log."""


def get(raw: Raw, key: str, default: str = "") -> str:
    """The value kept under the key."""
    row = raw.execute("SELECT value FROM meta WHERE key=?", (key,)).fetchone()
    return default if row is None else str(row[0])


def put(raw: Raw, key: str, value: str) -> None:
    """Keep a value under the key, inside the caller's transaction."""
    raw.execute(
        "INSERT INTO meta(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value=excluded.value",
        (key, value),
    ).close()
