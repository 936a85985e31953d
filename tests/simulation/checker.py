"""Asserts the properties of sync, from what was written and from the tables, by plain SQL.

It shares no code with the engine, the shadow, the merge or the service: it folds everything again by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any

import msgspec

from tests.simulation import arrival, deciding, folding
from tests.simulation.model import Mirror, Violation, Write, demand, difference, of_payload, of_row, total

SHOWN = {"client": ("surname", "alias", "address", "risk_level"), "note": ("body",)}


class Checker:
    """What was written, where it is, and whether all sides keep to it."""

    def __init__(self) -> None:
        self.written: dict[str, Write] = {}
        self.held: dict[int, set[str]] = {}
        self.mirrors: dict[tuple[str, str], Mirror] = {}
        self.excused: set[str] = set()
        self.escrowed: set[str] = set()
        self.groups: dict[tuple[str, str], set[str]] = {}
        self._own_chains: set[str] = set()
        self._seen: dict[tuple[int, str], tuple[Any, ...]] = {}
        self._looked: dict[object, tuple[Any, int]] = {}

    def _as_before(self, what: object, raw: Any) -> bool:
        """Tell whether a database was looked at and not a row of it was written since, rolled back or not."""
        kept, self._looked[what] = self._looked.get(what), (raw, raw.total_changes)
        return kept is not None and kept[0] is raw and kept[1] == raw.total_changes

    def copied(self) -> Checker:
        """Another checker that believes the same."""
        other = Checker()
        for name, write in self.written.items():
            other.written[name] = Write(
                write.id,
                write.scope,
                write.content,
                write.tx,
                write.base,
                write.ent,
                write.field,
                set(write.held_by),
                write.damaged,
            )
        other.held = {number: set(ids) for number, ids in self.held.items()}
        other.groups = {key: set(ids) for key, ids in self.groups.items()}
        return other

    # What happens

    def wrote(self, number: int, raw: Any) -> list[Write]:
        """Take up what a device wrote since the last time."""
        known = self.held.setdefault(number, set())
        fresh = []
        for id_, scope, payload in raw.execute(
            "SELECT id, scope, payload FROM operation ORDER BY rowid"
        ).fetchall():
            if id_ in known:
                continue
            demand(id_ not in self.written, "P1", f"the id {id_} was given out twice")
            content = of_payload(payload)
            _, ent, name, _, _, base, *_, tx = content
            write = Write(id_, scope, content, tx, base, ent, name, {number})
            self.written[id_] = write
            known.add(id_)
            fresh.append(write)
            if tx:
                self.groups.setdefault((scope, tx), set()).add(id_)
        return fresh

    def seen(self, number: int, raw: Any, ent: str, name: str) -> set[str]:
        """The values that a person sees in a field: what a change of it replaces."""
        confirmed = raw.execute("SELECT ent, field, heads FROM register WHERE ent=?", (ent,)).fetchall()
        own = raw.execute(
            "SELECT o.payload FROM operation o WHERE o.ent=? AND NOT EXISTS"
            " (SELECT 1 FROM confirmation c WHERE c.operation=o.rowid) ORDER BY o.rowid",
            (ent,),
        ).fetchall()
        fields = folding.registers(confirmed, [row[0] for row in own], self._ours(number)).get(ent, {})
        return {head[0] for head in fields.get(name) or fields.get("", [])}

    def _ours(self, number: int) -> set[tuple[str, str]]:
        """What this device replaced itself, by field."""
        held = (self.written[id_] for id_ in self.held.get(number, ()))
        return {(write.field, old) for write in held for old in write.base}

    def cloned(self, number: int, twin: int) -> None:
        """A second machine has the file of the first."""
        self.held[twin] = set(self.held.get(number, ()))
        for id_ in self.held[twin]:
            self.written[id_].held_by.add(twin)

    def set_back(self, number: int, held: Iterable[str], service: Any) -> None:
        """A device has only what an older copy of its file holds."""
        before, now = self.held.get(number, set()), set(held)
        self.held[number] = now
        for id_ in before - now:
            self.written[id_].held_by.discard(number)
        for id_ in now:
            self.written[id_].held_by.add(number)
        for key in [key for key in self._seen if key[0] == number]:
            del self._seen[key]
        self._excuse(service)

    def let_go(self, number: int, raw: Any, backup: Any) -> None:
        """A device deleted operations of its own: each must be in the backup that was found good."""
        if self._as_before(("own", number), raw):
            return
        kept = {id_ for (id_,) in raw.execute("SELECT id FROM operation").fetchall()}
        gone = self.held.get(number, set()) - kept
        if not gone:
            return
        safe = _present(backup) if backup is not None else set()
        for id_ in gone:
            demand(id_ in safe, "P12", f"{id_} was deleted before it was in a verified backup")
            self.written[id_].held_by.discard(number)
        self.held[number] -= gone

    def ended(self, number: int, boxes: Iterable[bytes], backup: Any) -> None:
        """A device is destroyed: each write it holds is in a box, bit-equal, or in a backup found good."""
        boxed = {content[0]: content for content in map(of_payload, boxes)}
        safe = _present(backup) if backup is not None else set()
        for id_ in self.held.pop(number, set()):
            write = self.written[id_]
            demand(
                boxed.get(id_) == write.content or id_ in safe,
                "P9",
                f"{id_} was on device {number}, which is gone, and is in no box and in no backup",
            )
            write.held_by.discard(number)
        self.escrowed.update(boxed)

    def restored(self, service: Any) -> None:
        """The service goes on from a backup."""
        self._excuse(service)

    def _excuse(self, service: Any) -> None:
        """What no file and no service has any more is gone with the machine it was on."""
        present = _present(service)
        self.excused.update(
            id_ for id_, write in self.written.items() if not write.held_by and id_ not in present
        )

    # The service

    def service(self, raw: Any) -> None:
        """Check what a transaction of the service did."""
        if self._as_before("service", raw):
            return
        for scope, epoch, seq, digest in raw.execute(
            "SELECT scope, epoch, seq, digest FROM scope_head"
        ).fetchall():
            mirror = self.mirrors.get((scope, epoch))
            if mirror is None:
                mirror = self.mirrors[scope, epoch] = Mirror(scope, epoch)
            if seq != mirror.head:
                self._grow(mirror, raw)
                self._compare(mirror, raw, digest)
            demand(seq == mirror.head, "P5", f"{scope} is said to be at {seq}, its log at {mirror.head}")

    def _grow(self, mirror: Mirror, raw: Any) -> None:
        scope = mirror.scope
        rows = raw.execute(
            "SELECT seq, id, superseded, row, chain FROM log WHERE scope=? AND seq>? ORDER BY seq",
            (scope, mirror.head),
        ).fetchall()
        new, begun = [row[1] for row in rows], mirror.head > 0
        groups: dict[str, None] = {}
        for seq, id_, superseded, row, chain in rows:
            demand(seq == mirror.head + 1, "P5", f"{scope}: {seq} follows {mirror.head}")
            demand(id_ not in mirror.ids, "P1", f"{id_} is twice in the log")
            place, marked, said = of_row(bytes(row))
            demand(
                place == seq and said[0] == id_,
                "P15",
                f"{scope}: the row of {seq} is of {said[0]} at {place}",
            )
            write = self.written.get(id_)
            if write is None:
                demand(scope[0] != "c" and self._is_of_service(raw, chain), "P1", f"nobody wrote {id_}")
            else:
                demand(write.scope == scope, "P1", f"{id_} was written in another scope")
                demand(write.content == said, "P1", f"{id_}: {write.content} became {said}")
            late = mirror.add(said)
            demand(
                late == bool(superseded) == marked,
                "P3",
                f"{id_}: replaced before it came is {late}, kept as {superseded}",
            )
            if said[-1]:
                groups[said[-1]] = None
        deciding.none_undecided(raw, self.written, scope, new)
        if begun:
            deciding.all_granted(raw, self.written, scope, new)
        for tx in groups:
            whole = {id_ for id_ in self.groups.get((scope, tx), ()) if not self.written[id_].damaged}
            there = {id_ for id_ in whole if id_ in mirror.ids}
            demand(
                there in (set(), whole),
                "P8",
                f"of the group {tx} {len(there)} of {len(whole)} are in the log",
            )

    def _is_of_service(self, raw: Any, chain: str) -> bool:
        if chain not in self._own_chains:
            own = raw.execute("SELECT value FROM service_setting WHERE name='chain'").fetchall()
            self._own_chains.update(name for (name,) in own)
        return chain in self._own_chains

    def _compare(self, mirror: Mirror, raw: Any, digest: str) -> None:
        scope = mirror.scope
        heads = {
            (ent, name): frozenset(found.split())
            for ent, name, found in raw.execute(
                "SELECT ent, field, heads FROM register WHERE scope=?", (scope,)
            ).fetchall()
            if found
        }
        expected = mirror.at(mirror.head)
        demand(heads == expected, "P2", f"{scope}: {difference(heads, expected)}")
        demand(digest == total(expected), "P4", f"{scope}: the service's digest is not of its registers")

    # A device

    def device(self, number: int, raw: Any) -> None:
        """Check what a device has confirmed, what it shows, and that its own writes are all there."""
        if self._as_before(("device", number), raw):
            return
        held = self.held.get(number, set())
        ids = {id_ for (id_,) in raw.execute("SELECT id FROM operation").fetchall()}
        demand(held <= ids, "P1", f"device {number} lost {sorted(held - ids)[:3]} of its own")
        states = raw.execute(
            "SELECT scope, epoch, seq, digest, loading, loaded, reloading, gen FROM scope ORDER BY rowid"
        ).fetchall()
        for scope, *stand in states:
            if self._seen.get((number, scope)) == tuple(stand):
                continue
            self._seen[number, scope] = tuple(stand)
            epoch, seq, digest, loading, *_ = stand
            self._confirmed(number, raw, scope, epoch, seq, digest, bool(loading))
        self._views(number, raw)

    def _confirmed(
        self,
        number: int,
        raw: Any,
        scope: str,
        epoch: str,
        seq: int,
        digest: str,
        loading: bool,
    ) -> None:
        """What is confirmed is what the log says at its place; read as it stands, register by register."""
        rows = raw.execute(
            "SELECT ent, field, heads, seq FROM register WHERE scope=? AND seq>0", (scope,)
        ).fetchall()
        if not epoch or not (seq or rows):
            return
        mirror = self.mirrors.get((scope, epoch))
        demand(mirror is not None, "P10", f"device {number}: a life of {scope} that never was")
        assert mirror is not None
        demand(seq <= mirror.head, "P5", f"device {number} is at {seq} of {scope}, its end is {mirror.head}")
        expected = mirror.at(seq)
        heads, ahead = {}, 0
        for ent, name, found, changed in rows:
            ids = frozenset(head[0] for head in msgspec.json.decode(found))
            if ids:
                heads[ent, name] = ids
            if changed > seq:
                # Read as it stands: the pull goes on before the place where this was changed last.
                ahead += 1
                expected[ent, name] = mirror.at(changed).get((ent, name), frozenset())
        expected = {key: ids for key, ids in expected.items() if ids}
        demand(
            digest == total(heads), "P4", f"device {number}: its digest of {scope} is not of its registers"
        )
        if loading:
            expected = {key: ids for key, ids in expected.items() if key in heads}
        elif not ahead:
            demand(
                not mirror.within_group(seq), "P8", f"device {number} stands at {seq} of {scope}, in a group"
            )
        if heads != expected:
            back = {
                id_
                for key, ids in heads.items()
                for id_ in ids - expected.get(key, frozenset())
                if id_ in mirror.ids
            }
            name = "P3" if any(mirror.ids[id_] <= seq for id_ in back) else "P15"
            raise Violation(name, f"device {number}, {scope} at {seq}: {difference(heads, expected)}")

    def _views(self, number: int, raw: Any) -> None:
        confirmed = raw.execute(
            "SELECT r.ent, r.field, r.heads FROM register r JOIN scope s ON s.scope=r.scope"
            " WHERE s.state='active'"
        ).fetchall()
        own = raw.execute(
            "SELECT o.payload, o.id, o.ent, o.field FROM operation o JOIN scope s ON s.scope=o.scope"
            " WHERE s.state='active' AND"
            " NOT EXISTS(SELECT 1 FROM confirmation c WHERE c.operation=o.rowid) ORDER BY o.rowid"
        ).fetchall()
        found = folding.registers(confirmed, [row[0] for row in own], self._ours(number))
        conflicts: set[tuple[str, str]] = set()
        expected: dict[str, dict[str, tuple[Any, ...]]] = {name: {} for name in SHOWN}
        for ent, fields in found.items():
            record_type, _, record = ent.partition(":")
            seen = folding.shown(fields)
            if not seen.there:
                continue
            conflicts.update((ent, name) for name in seen.conflicts)
            if record_type in SHOWN:
                expected[record_type][record] = tuple(seen.values.get(name) for name in SHOWN[record_type])
        for record_type, names in SHOWN.items():
            whose = "client" if record_type == "note" else "id"
            rows = raw.execute(
                f"SELECT t.id, {', '.join(names)} FROM {record_type} t"
                f" JOIN scope s ON s.scope='c:'||t.{whose} WHERE s.state='active'"
            )
            there = {row[0]: tuple(row[1:]) for row in rows.fetchall()}
            demand(
                there == expected[record_type],
                "P7",
                f"device {number} shows {difference(there, expected[record_type])} of {record_type}",
            )
        kept = {
            (ent, name)
            for ent, name in raw.execute(
                "SELECT c.ent, c.field FROM conflict c JOIN scope s ON s.scope=c.scope WHERE s.state='active'"
            ).fetchall()
        }
        demand(
            kept == conflicts, "P16", f"device {number} counts the conflicts {kept}, there are {conflicts}"
        )
        self._own_visible(number, raw, found)

    def _own_visible(self, number: int, raw: Any, found: folding.Registers) -> None:
        """Each write of this file is a value, or somebody who had seen it replaced it."""
        active = {
            row[0]
            for row in raw.execute(
                "SELECT scope FROM scope WHERE state='active' AND scope LIKE 'c:%'"
            ).fetchall()
        }
        # While a scope is read again, what came back before is on its way once more.
        again = {
            row[0]
            for row in raw.execute(
                "SELECT o.id FROM confirmation c JOIN operation o ON o.rowid=c.operation"
                " JOIN scope s ON s.scope=o.scope WHERE c.seq<=0 OR s.loading<>''"
            ).fetchall()
        }
        replaced: set[tuple[str, str]] | None = None
        for id_ in self.held.get(number, ()):
            write = self.written[id_]
            if write.scope not in active or id_ in again:
                continue
            heads = found.get(write.ent, {}).get(write.field, ())
            if any(head[0] == id_ for head in heads):
                continue
            if replaced is None:
                replaced = {(one.field, old) for one in self.written.values() for old in one.base}
            demand(
                (write.field, id_) in replaced,
                "P7",
                f"device {number} does not show its own {id_} ({write.ent} {write.field})",
            )

    # When all is quiet

    def quiet(self, service: Any, devices: Sequence[tuple[int, str, Any, int]], now_ms: int) -> None:
        """Check everything at the end; `devices`: number, caseworker, database, repairs."""
        arrival.everything_arrived(self, service, devices)
        self._log_whole(service)
        deciding.carried_out(service, self.written)
        aside = {
            id_ for (id_,) in service.execute("SELECT id FROM quarantine WHERE decision<>'accept'").fetchall()
        }
        granted = set(
            service.execute(
                "SELECT caseworker, scope FROM scope_grant WHERE revoked_at=0 AND (until=0 OR until>?)",
                (now_ms,),
            ).fetchall()
        )
        heads = {
            row[0]: row[1:]
            for row in service.execute("SELECT scope, epoch, seq, digest FROM scope_head").fetchall()
        }
        for number, caseworker, raw, repairs in devices:
            demand(not repairs, "P4", f"device {number} repaired itself {repairs} times")
            self._seen, self._looked = {}, {}
            self.device(number, raw)
            there = {
                row[0]: row[1:]
                for row in raw.execute(
                    "SELECT scope, epoch, seq, digest, n, acked, state, reloading FROM scope"
                ).fetchall()
            }
            for scope, (epoch, seq, digest, n, acked, state, reloading) in there.items():
                demand(n == acked, "P6", f"device {number} still has {n - acked} to send in {scope}")
                if (caseworker, scope) in granted:
                    demand(not reloading, "P4", f"device {number} still reads {scope} again")
                    demand(state == "active", "P9", f"device {number} hides {scope}, which was given")
                    demand(
                        (epoch, seq, digest or "0" * 32) == heads[scope],
                        "P4",
                        f"device {number}: {scope} is {(epoch, seq, digest)}, there {heads[scope]}",
                    )
                elif scope in heads:
                    demand(
                        state != "active", "P9", f"device {number} still shows {scope}, which was taken away"
                    )
                    self._nothing_left(number, raw, scope)
            for worker, scope in granted:
                demand(worker != caseworker or scope in there, "P4", f"device {number} does not know {scope}")
            rows = raw.execute(
                "SELECT o.id, o.chain FROM operation o JOIN scope s ON s.scope=o.scope WHERE s.state='active'"
                " AND NOT EXISTS(SELECT 1 FROM confirmation c WHERE c.operation=o.rowid)"
            ).fetchall()
            for id_, chain in rows:
                demand(
                    chain == "parked" or id_ in aside, "P4", f"device {number} waits for {id_} to come back"
                )

    def _nothing_left(self, number: int, raw: Any, scope: str) -> None:
        """Of a dossier that was taken away no row is left, but for what no service can read."""
        kept = raw.execute(
            "SELECT count(*) FROM operation WHERE scope=? AND chain='parked'", (scope,)
        ).fetchone()[0]
        for sql in (
            "SELECT count(*) FROM register WHERE scope=?",
            "SELECT count(*) FROM conflict WHERE scope=?",
            *(() if kept else ("SELECT count(*) FROM operation WHERE scope=?",)),
            "SELECT count(*) FROM client WHERE 'c:'||id=?",
            "SELECT count(*) FROM note WHERE 'c:'||client=?",
        ):
            left = raw.execute(sql, (scope,)).fetchone()[0]
            demand(not left, "P9", f"device {number}: {left} rows of {scope} are left ({sql})")

    def _log_whole(self, service: Any) -> None:
        """Fold every log again from its first row, and follow its chain of hashes."""
        for scope, epoch, seq, digest, end in service.execute(
            "SELECT scope, epoch, seq, digest, log_hash FROM scope_head"
        ).fetchall():
            mirror, link = Mirror(scope, epoch), b""
            for place, hash_, row, kept in service.execute(
                "SELECT seq, hash, row, link FROM log WHERE scope=? ORDER BY seq", (scope,)
            ).fetchall():
                demand(place == mirror.head + 1, "P5", f"{scope}: {place} follows {mirror.head}")
                mirror.add(of_row(bytes(row))[2])
                link = blake2b(link + hash_.encode() + bytes(row), digest_size=16).digest()
                demand(link == bytes(kept), "P15", f"{scope}: the chain of hashes breaks at {place}")
            demand(
                seq == mirror.head and link == bytes(end), "P15", f"{scope}: its head is not that of its log"
            )
            self._compare(mirror, service, digest)


def _present(service: Any) -> set[str]:
    """What a database of the service has, in a log or in quarantine."""
    return {
        id_ for (id_,) in service.execute("SELECT id FROM log UNION SELECT id FROM quarantine").fetchall()
    }
