"""Around the store in tests: ids, records, and the smallest service that orders and merges."""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection

from thuis_tui.log import digest
from thuis_tui.log.operation import Operation, decode
from thuis_tui.log.register import Head, Register, apply
from thuis_tui.log.wire import DigestReply, PullLine, PullRow, SnapshotPage
from thuis_tui.store import write
from thuis_tui.store.connection import Raw
from thuis_tui.store.database import Database
from thuis_tui.store.writing import Writing

KEY = b"\x07" * 32
AUTHOR = "a" * 32
COLLEAGUE = "b" * 32
EPOCH = "e" * 32
CLIENT_SCOPE_PREFIX = "c:"


class Ids:
    """Ids that rise, different for each source."""

    def __init__(self, source: int) -> None:
        self._source = source
        self._count = 0

    def __call__(self) -> str:
        self._count += 1
        return f"{self._source:08x}{self._count:024x}"


def client_values(**changes: Any) -> dict[str, Any]:
    return {"first_name": "Zoë", "surname": "Berg", "phone": "0612345678", **changes}


def note_values(client: str, body: str = "Een gesprek.", **changes: Any) -> dict[str, Any]:
    return {
        "client": client,
        "kind": "home_visit",
        "occurred_at": "2026-01-01T10:00:00Z",
        "occurred_offset": 60,
        "duration_minutes": 45,
        "life_domains": [1, 4],
        "body": body,
        "author": AUTHOR,
        "recorded_at": "2026-01-01T11:00:00Z",
        "recorded_offset": 60,
        **changes,
    }


def add_client(database: Database, **changes: Any) -> str:
    """A new client in a dossier of their own; returns the bare id."""

    def make(writing: Writing) -> str:
        client = writing.ids()
        write.create(writing, f"c:{client}", "client", client_values(**changes), id=client)
        return client

    return database.write(make).result()


def add_note(database: Database, client: str, body: str = "Een gesprek.", **changes: Any) -> str:
    """A new note; returns its full name."""
    values = note_values(client, body, **changes)
    return database.write(lambda writing: write.create(writing, f"c:{client}", "note", values)).result()


def rows(database: Database, sql: str, *values: Any) -> list[dict[str, Any]]:
    """What a query finds, as the readers see it."""

    def read(connection: Connection) -> list[dict[str, Any]]:
        return [dict(row) for row in connection.exec_driver_sql(sql, values).mappings()]

    return database.read(read).result()


FOLDED = ("client", "note", "amendment", "caseworker", "access", "conflict")


def shown(database: Database) -> dict[str, list[dict[str, Any]]]:
    """All that is folded from the log, without where it lies."""
    found = {}
    for table in FOLDED:
        order = "ent, field" if table == "conflict" else "id"
        found[table] = [
            {name: value for name, value in row.items() if name != "rowid"}
            for row in rows(database, f"SELECT * FROM {table} ORDER BY {order}")
        ]
    found["moments"] = rows(
        database, "SELECT id, second FROM note JOIN note_moment ON note_moment.rowid=note.rowid ORDER BY id"
    )
    return found


class Service:
    """One scope as the service keeps it: a log, registers, a digest. It merges; devices repeat the effect."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        self.gen, self.epoch = 1, EPOCH
        self.log: list[tuple[str, Operation, bool]] = []
        self.registers: dict[tuple[str, str], Register] = {}
        self.acked: dict[str, int] = {}

    def restored(self, kept: int) -> "Service":
        """The service after a restore from an earlier backup: another life, with the beginning of the log."""
        earlier = Service(self.scope)
        earlier.gen, earlier.epoch = self.gen, f"{int(self.epoch, 16) + 1:032x}"
        for chain, operation, _ in self.log[:kept]:
            earlier.take(chain, operation)
        return earlier

    def take(self, chain: str, operation: Operation) -> None:
        self.acked[chain] = max(self.acked.get(chain, 0), operation.n)
        if any(operation.id == known.id for _, known, _ in self.log):
            return
        key = (operation.ent, operation.field)
        before = self.registers.get(key, Register())
        head = Head(operation.id, operation.hlc, operation.actor, operation.val)
        self.registers[key] = apply(before, operation.id, operation.base, head)
        self.log.append((chain, operation, operation.id in before.superseded))

    def heads(self, ent: str, field: str) -> list[str]:
        return [head.id for head in self.registers.get((ent, field), Register()).heads]

    def page(self, after: int, chain: str = "", limit: int = 1000) -> PullLine:
        """What follows `after`; operations of `chain` go back short."""
        made = [
            PullRow(seq, operation.id, int(late))
            if wrote == chain
            else full_row(seq, operation, superseded=late)
            for seq, (wrote, operation, late) in enumerate(self.log, 1)
            if after < seq <= after + limit
        ]
        total = 0
        for (ent, field), register in self.registers.items():
            total = digest.replace(total, 0, digest.term(ent, field, [head.id for head in register.heads]))
        return PullLine(
            scope=self.scope,
            gen=self.gen,
            epoch=self.epoch,
            from_=after,
            head=len(self.log),
            digest=digest.to_hex(total),
            more=after + limit < len(self.log),
            ops=made,
        )

    def snapshot(self, after: str = "", limit: int = 3, buckets: Collection[int] = ()) -> SnapshotPage:
        """Some registers with their heads, in the order of record and field."""
        rows = {operation.id: full_row(seq, operation) for seq, (_, operation, _) in enumerate(self.log, 1)}
        last = {(o.ent, o.field): seq for seq, (_, o, _) in enumerate(self.log, 1)}
        keys = [
            key
            for key in sorted(last)
            if " ".join(key) > after and (not buckets or digest.bucket(*key) in buckets) and self.heads(*key)
        ]
        found = [(*key, last[key], [rows[id_] for id_ in self.heads(*key)]) for key in keys[:limit]]
        more = len(keys) > limit
        end = " ".join(keys[limit - 1]) if more else ""
        return SnapshotPage(self.scope, self.gen, self.epoch, len(self.log), end, more, found)

    def sums(self, *, whole: bool = False) -> DigestReply:
        """The digest in its parts, or the `whole` alone."""
        sums = digest.bucket_sums((*key, self.heads(*key)) for key in self.registers)
        parts = [digest.to_hex(part) for part in sums]
        total = digest.to_hex(digest.total(sums))
        found = DigestReply(self.scope, self.gen, self.epoch, len(self.log), total, "t")
        if not whole:
            found.buckets = parts
        return found


def full_row(seq: int, operation: Operation, *, superseded: bool = False) -> PullRow:
    return PullRow(
        seq,
        operation.id,
        operation.ent,
        operation.field,
        operation.kind,
        operation.val,
        operation.base,
        operation.hlc,
        operation.actor,
        int(superseded),
        operation.sv,
        operation.tx,
    )


class Author:
    """A colleague on another device, who writes straight into the service."""

    def __init__(self, service: Service, source: int = 99) -> None:
        self.service, self.ids, self.chain, self.n = service, Ids(source), f"{source:032x}", 0
        self.written: list[Operation] = []

    def write(
        self, ent: str, field: str, kind: Any, value: Any, base: tuple[str, ...] = (), hlc: int = 1 << 16
    ) -> str:
        self.n += 1
        operation = Operation(
            n=self.n,
            prev="",
            id=self.ids(),
            ent=ent,
            field=field,
            kind=kind,
            val=msgspec.Raw(msgspec.json.encode(value)),
            base=base,
            hlc=hlc,
            actor=COLLEAGUE,
        )
        self.written.append(operation)
        self.service.take(self.chain, operation)
        return operation.id

    def send_again(self, service: Service) -> None:
        """Go on with another service, which gets what it does not have."""
        self.service = service
        for operation in self.written:
            service.take(self.chain, operation)

    def create(self, record_type: str, values: Mapping[str, Any], record_id: str | None = None) -> str:
        ent = f"{record_type}:{record_id or self.ids()}"
        self.write(ent, "", "create", dict(values))
        return ent


def decoded(raw: bytes) -> Operation:
    return decode(raw)


def as_in_the_third_version(raw: Raw) -> None:
    """Give a file without guards the log as it was before the fourth version of the schema."""
    for table in ("history", "undone", "holding"):
        raw.execute(f"DROP TABLE {table}").close()
    raw.execute("ALTER TABLE scope DROP COLUMN past").close()
    raw.execute("DROP INDEX register_scope").close()
    raw.execute("ALTER TABLE register RENAME TO later").close()
    raw.execute(
        "CREATE TABLE register(rowid INTEGER PRIMARY KEY, scope TEXT NOT NULL, ent TEXT NOT NULL,"
        " field TEXT NOT NULL, seq INTEGER NOT NULL, heads BLOB NOT NULL, UNIQUE(scope, ent, field))"
    ).close()
    raw.execute(
        "INSERT INTO register SELECT rowid, scope, ent, field, seq, heads FROM later ORDER BY rowid"
    ).close()
    raw.execute("DROP TABLE later").close()
