"""Tables whose rows the database itself never changes, and lets go of only below a seal.

The triggers are made with the tables. They stop a mistake and a curious program; whoever owns the database
can drop them, which is what the chain of hashes is for: see `access_log`.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import DDL, Table, event

LOG: Final = "access_log"
SEAL: Final = "access_seal"

_SEALED: Final = (
    f"EXISTS (SELECT 1 FROM {SEAL} s WHERE s.scope = OLD.scope AND s.seq >= OLD.seq"  # noqa: S608  our own names
    " AND s.last_at >= OLD.received_at)"
)

TRIGGERS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    (SEAL, "sqlite"): (
        f"CREATE TRIGGER {SEAL}_update BEFORE UPDATE ON {SEAL}"
        f" BEGIN SELECT RAISE(ABORT, '{SEAL} is only added to'); END",
        f"CREATE TRIGGER {SEAL}_delete BEFORE DELETE ON {SEAL}"
        f" BEGIN SELECT RAISE(ABORT, '{SEAL} is only added to'); END",
    ),
    (LOG, "sqlite"): (
        f"CREATE TRIGGER {LOG}_update BEFORE UPDATE ON {LOG}"
        f" BEGIN SELECT RAISE(ABORT, '{LOG} is only added to'); END",
        f"CREATE TRIGGER {LOG}_delete BEFORE DELETE ON {LOG} WHEN NOT {_SEALED}"
        f" BEGIN SELECT RAISE(ABORT, '{LOG} is only added to'); END",
    ),
    (SEAL, "postgresql"): (
        "CREATE FUNCTION access_only_added_to() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || '' is only added to''; END'",
        f"CREATE TRIGGER {SEAL}_change BEFORE UPDATE OR DELETE ON {SEAL}"
        " FOR EACH ROW EXECUTE FUNCTION access_only_added_to()",
        f"CREATE TRIGGER {SEAL}_truncate BEFORE TRUNCATE ON {SEAL}"
        " FOR EACH STATEMENT EXECUTE FUNCTION access_only_added_to()",
    ),
    (LOG, "postgresql"): (
        "CREATE FUNCTION access_kept_until_sealed() RETURNS trigger LANGUAGE plpgsql AS"
        f" 'BEGIN IF {_SEALED} THEN RETURN OLD; END IF;"
        " RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || '' is only added to''; END'",
        f"CREATE TRIGGER {LOG}_update BEFORE UPDATE ON {LOG}"
        " FOR EACH ROW EXECUTE FUNCTION access_only_added_to()",
        f"CREATE TRIGGER {LOG}_delete BEFORE DELETE ON {LOG}"
        " FOR EACH ROW EXECUTE FUNCTION access_kept_until_sealed()",
        f"CREATE TRIGGER {LOG}_truncate BEFORE TRUNCATE ON {LOG}"
        " FOR EACH STATEMENT EXECUTE FUNCTION access_only_added_to()",
    ),
}
"""What to run when a table was made, by table and kind of database; the seals come first."""


def guard(table: Table) -> None:
    """Have the triggers of a table made whenever the table is."""
    for (name, dialect), statements in TRIGGERS.items():
        if name == table.name:
            for statement in statements:
                trigger = DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
                event.listen(table, "after_create", trigger)
