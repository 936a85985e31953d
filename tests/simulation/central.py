"""The service of a world: the real functions over a database in memory; requests and answers are bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from tests.simulation.memory import Central, Crash, Spied
from thuis_tui.casework.rights import Role
from thuis_tui.log import wire
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.errors import DeviceRevoked, Refusal
from thuis_tui.service.exchange import pull, push, snapshot
from thuis_tui.service.keeping import durability, marking
from thuis_tui.service.people import admin, escrow, grants, role_changes
from thuis_tui.service.people.grants import Kind
from thuis_tui.service.people.sign_in import Asker
from thuis_tui.service.web.answers import moment
from thuis_tui.sync.messages import (
    Answer,
    Ended,
    Failed,
    Lines,
    Listed,
    Pushed,
    Refused,
    Snapped,
    Summed,
    Taken,
    Unchanged,
)

BUDGET = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """What goes over the line: a path, a body, and whose device sends it."""

    path: str
    body: bytes
    device: str
    etag: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What comes back: a status, a body, and its ETag."""

    status: int
    body: bytes = b""
    etag: str = ""


class Service:
    """The whole service. `raw` is its database; a backup is a copy of that."""

    def __init__(self, raw: Spied, ids: Callable[[], str], now: Callable[[], float]) -> None:
        self._ids, self._now = ids, now
        self.central = Central(raw, ids, now)
        self.backups: list[Spied] = []
        self.unreadable: set[str] = set()
        """Operations that this service cannot read, as if its program were another than their author's."""
        self.marked = -1

    @property
    def raw(self) -> Spied:
        """The database as it is now."""
        return self.central.raw

    def handle(self, request: Request, fuse: int = -1) -> Reply | None:
        """Answer a request; None when the process died first. `fuse`: after so many statements it dies."""
        raw = self.raw
        raw.fuse = fuse
        try:
            return self._handle(request)
        except Crash:
            return None
        except Refusal as problem:
            told = wire.ErrorReply(wire.Problem(problem.code, problem.message), self._time())
            return Reply(problem.status, wire.encode(told))
        except SQLAlchemyError:
            # What the application answers to what it did not expect: the device comes again later.
            told = wire.ErrorReply(wire.Problem(wire.Code.INTERNAL), self._time())
            return Reply(500, wire.encode(told))
        finally:
            raw.recover()

    def _handle(self, request: Request) -> Reply:
        storage = self.central
        if request.path == wire.ESCROW:
            asked_of = wire.decode_escrow(request.body)
            box = escrow.read_box(asked_of)
            storage.write(escrow.take, asked_of.device, box, asked_of.signature)
            return Reply(200)
        asker = storage.read(_asker, request.device)
        if request.path == wire.PUSH:
            asked_push = self._as_read(request.body)
            outcomes = push.push(storage, asker, asked_push).outcomes
            level = storage.read(pull.level, asker) if asked_push.level else ("", "")
            return Reply(200, wire.encode(wire.PushReply(outcomes, self._time(), *level)))
        if request.path == wire.PULL:
            asked = wire.decode_pull(request.body)
            lines = storage.read(lambda tx: list(pull.pull(tx, asker, asked, BUDGET, self._time())))
            return Reply(200, b"\n".join(lines) + b"\n") if lines else Reply(204)
        if request.path.startswith((wire.SNAPSHOT, wire.DIGEST)):
            return storage.read(self._as_it_stands, asker, request.path)
        if request.path == wire.PURGED:
            wire.decode_purged(request.body)
            return Reply(200)
        etag, listed = storage.read(lambda tx: pull.scopes(tx, asker))
        if etag == request.etag:
            return Reply(304)
        person = wire.Person(asker.caseworker, asker.name)
        reply = wire.ScopesReply(listed, person, self._time(), asker.recovery_key)
        return Reply(200, wire.encode(reply), etag)

    def _as_it_stands(self, tx: Transaction, asker: Asker, path: str) -> Reply:
        """Give a page of a scope, or its digest in parts, as the routes do."""
        target = urlsplit(path)
        found = snapshot.granted(tx, asker, target.path.rpartition("/")[2])
        asked = dict(parse_qsl(target.query))
        if path.startswith(wire.DIGEST):
            parts = snapshot.read_parts(asked.get("buckets", ""))
            return Reply(200, wire.encode(snapshot.digest_of(tx, found, self._time(), parts=parts)))
        after, buckets = snapshot.read_after(asked.get("after", "")), asked.get("buckets", "")
        return Reply(200, snapshot.page(tx, found, after, snapshot.read_buckets(buckets)))

    def _as_read(self, body: bytes) -> wire.PushRequest:
        request = wire.decode_push(body)
        for item in request.scopes if self.unreadable else ():
            item.ops = [
                msgspec.Raw(bytes(raw).replace(b'"sv":1', b'"sv":0'))
                if _named(raw) in self.unreadable
                else raw
                for raw in item.ops
            ]
        return request

    def _time(self) -> str:
        return moment(self._now())

    # What administrators do

    def grant(self, caseworker: str, scope: str) -> None:
        """Give a dossier, if it exists."""
        if self._exists(scope):
            self.central.write(admin.grant, caseworker, scope[2:])

    def revoke(self, caseworker: str, scope: str) -> None:
        """Take a dossier, if it is theirs."""
        self.central.write(lambda tx: grants.revoke(tx, caseworker, scope, "moved"))

    def cover(self, caseworker: str, scope: str, until: int, *, writing: bool) -> None:
        """Give a dossier for some time only, to write in it or to read."""

        def give(tx: Transaction) -> None:
            with admin.holding(tx) as holdings:
                if writing:
                    holdings.give(caseworker, scope, kind=Kind.COVER, until=until)
                else:
                    holdings.give(caseworker, scope, "read", kind=Kind.READING_ON, until=until)

        if self._exists(scope):
            self.central.write(give)

    def lead(self, caseworker: str, on: bool) -> None:
        """Have somebody lead the team, or not any more."""
        self.central.write(role_changes.give if on else role_changes.take, caseworker, Role.TEAM_LEAD)

    def waiting(self) -> set[str]:
        """Who leads, while something that was set aside waits for a decision."""
        rows = self.raw.execute(
            "SELECT account FROM account_role WHERE role='team_lead' AND ended_at=0"
            " AND EXISTS(SELECT 1 FROM quarantine WHERE late_work<>'' AND decision='')"
        )
        return {account for (account,) in rows.fetchall()}

    def shut_out(self, device: str) -> None:
        """Put a device out of use, if it is not yet."""
        if self.raw.execute("SELECT 1 FROM device WHERE id=? AND revoked_at=0", (device,)).fetchone():
            self.central.write(admin.revoke_device, device)

    def boxes(self, device: str) -> list[bytes]:
        """What a device left, sealed."""
        rows = self.raw.execute("SELECT sealed FROM escrow WHERE device=?", (device,)).fetchall()
        return [bytes(box) for (box,) in rows]

    def _exists(self, scope: str) -> bool:
        return bool(self.raw.execute("SELECT 1 FROM scope_head WHERE scope=?", (scope,)).fetchone())

    def back_up(self, mark: bool = True) -> None:
        """Copy the database. `mark`: the copy is found good, and the chains in it are told so."""
        self.backups.append(self.raw.copied())
        if mark:
            self.marked = len(self.backups) - 1
            copy = Central(self.backups[-1], self._ids, self._now)
            copy.read(durability.verify)
            copy.read(lambda tx: marking.mark(self.central, tx, self.central.now_ms()))

    def restore(self, which: int) -> None:
        """Go on from a copy that is not older than what devices were told is safe: another life."""
        self.central.raw = self.backups[which].copied()
        del self.backups[which + 1 :]
        self.central.write(durability.begin_anew, self._ids())
        self.central.write(self.central.reread)


class _Named(msgspec.Struct):
    id: str


def _named(raw: msgspec.Raw) -> str:
    return msgspec.json.decode(raw, type=_Named).id


def _asker(tx: Transaction, device: str) -> Asker:
    row = tx.first(
        "SELECT d.caseworker, d.revoked_at, c.name FROM device d JOIN caseworker c ON c.id=d.caseworker"
        " WHERE d.id=?",
        (device,),
    )
    if row.revoked_at:
        raise DeviceRevoked
    return Asker(device, row.caseworker, row.name, escrow.recovery_key(tx))


def answers(path: str, reply: Reply, keep: int = -1) -> list[Answer]:
    """Read a reply as a device does. `keep`: of a cut answer only so many bytes came."""
    if reply.status in (204, 304):
        return [Unchanged()]
    if reply.status != 200:
        return [Refused(reply.status, wire.decode_error(reply.body).error)]
    if path == wire.PULL:
        return _lines(reply.body if keep < 0 else reply.body[: keep % len(reply.body)])
    if keep >= 0:
        return [Failed("unreachable")]
    if path in (wire.PURGED, wire.ESCROW):
        return [Taken()]
    if path.startswith(wire.SNAPSHOT):
        return [Snapped(wire.decode_snapshot(reply.body))]
    if path.startswith(wire.DIGEST):
        return [Summed(wire.decode_digest(reply.body))]
    if path == wire.PUSH:
        told = wire.decode_push_reply(reply.body)
        return [Pushed(told.scopes, told.server_time, told.vector, told.etag)]
    return [Listed(wire.decode_scopes(reply.body), reply.etag)]


def _lines(body: bytes) -> list[Answer]:
    *whole, _ = body.split(b"\n")
    found: list[Answer] = []
    for text in whole:
        line = wire.decode_line(text)
        found.append(Ended(line.more) if line.t == "end" else Lines([line]))
    if not found or not isinstance(found[-1], Ended):
        found.append(Failed("unreachable"))
    return found
