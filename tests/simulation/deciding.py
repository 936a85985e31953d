"""What leads decide about late work is done once, and told to all (P18), judged from the tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from tests.simulation.model import Write, demand, of_row

ACCEPT = "accept"

_read = msgspec.json.decode


def none_undecided(service: Any, written: Mapping[str, Write], scope: str, fresh: Sequence[str]) -> None:
    """What was set aside comes into a log only when a lead accepted it, or what it belongs together with."""
    if service.execute("SELECT 1 FROM quarantine WHERE scope=? LIMIT 1", (scope,)).fetchone() is None:
        return
    marks = ",".join("?" * len(fresh))
    rows = service.execute(
        f"SELECT id, tx FROM quarantine WHERE scope=? AND id IN ({marks})", (scope, *fresh)
    ).fetchall()
    for id_, tx in rows:
        said = [value for _, value in _decided(service, written, _names(service, scope, id_, tx))]
        demand(
            said == [ACCEPT], "P18", f"{id_} was set aside, of it was decided {said}, and it is in the log"
        )


def all_granted(service: Any, written: Mapping[str, Write], scope: str, fresh: Sequence[str]) -> None:
    """What came in just now is of who may write there at that moment, but for what a lead accepted (P19)."""
    marks = ",".join("?" * len(fresh))
    rows = service.execute(
        f"SELECT id FROM log l WHERE scope=? AND id IN ({marks})"
        " AND NOT EXISTS(SELECT 1 FROM quarantine q WHERE q.scope=l.scope AND q.id=l.id)",
        (scope, *fresh),
    ).fetchall()
    for id_ in [name for (name,) in rows if name in written]:
        actor = written[id_].content[7]
        held = service.execute(
            "SELECT 1 FROM scope_grant g JOIN log l ON l.scope=g.scope AND l.id=? WHERE g.scope=?"
            " AND g.caseworker=? AND g.role='write' AND g.revoked_at=0"
            " AND (g.until=0 OR g.until>l.received_at)",
            (id_, scope, actor),
        ).fetchone()
        demand(held, "P19", f"{id_} of {actor} is in {scope}, which they may not write in any more")


def carried_out(service: Any, written: Mapping[str, Write]) -> None:
    """One decision counts for each; what was accepted is in its log, no other; who has to know was told."""
    rulings, shown = _told(service)
    rows = service.execute("SELECT scope, id, tx, caseworker, late_work, decision FROM quarantine").fetchall()
    for scope, id_, tx, author, late_work, decision in rows:
        said = _decided(service, written, _names(service, scope, id_, tx))
        demand(len(said) <= 1, "P18", f"of {id_} was decided twice: {said}")
        wanted = said[0][1] if said else ""
        demand(decision == wanted, "P18", f"of {id_} was decided {wanted!r}, done was {decision!r}")
        ((times,),) = service.execute(
            "SELECT count(*) FROM log WHERE scope=? AND id=?", (scope, id_)
        ).fetchall()
        demand(
            times == (wanted == ACCEPT),
            "P18",
            f"of {id_} was decided {wanted!r}, it is {times} times in the log",
        )
        told = rulings.get((f"u:{author}", id_), [])
        demand(
            told == ([wanted] if wanted else []),
            "P18",
            f"of {id_} its author was told {told}, not {wanted!r}",
        )
        for where, values in shown.items():
            if late_work and where[1] == f"late_work:{late_work}":
                demand(
                    values <= {wanted} - {""}, "P18", f"of {id_} {where[0]} reads {values}, not {wanted!r}"
                )
                demand(
                    values or not wanted, "P18", f"of {id_} {where[0]} reads no decision, it was {wanted!r}"
                )


def _names(service: Any, scope: str, id_: str, tx: str) -> set[str]:
    """The records in which leads see an operation, or another of its group: those have one fate."""
    rows = service.execute(
        "SELECT late_work FROM quarantine WHERE scope=? AND (id=? OR (tx=? AND tx<>'')) AND late_work<>''",
        (scope, id_, tx),
    ).fetchall()
    return {f"late_work:{name}" for (name,) in rows}


def _decided(service: Any, written: Mapping[str, Write], names: Iterable[str]) -> list[tuple[str, str]]:
    """What people decided of these records, as far as it is in a log: operation and decision."""
    wanted = set(names)
    found = []
    for write in written.values() if wanted else ():
        if write.field == "decision" and write.ent in wanted:
            where = (write.scope, write.id)
            if service.execute("SELECT 1 FROM log WHERE scope=? AND id=?", where).fetchone():
                found.append((write.id, _read(write.content[4])))
    return found


Told = dict[tuple[str, str], list[str]]
"""By scope and operation, what its author was told of it."""


def _told(service: Any) -> tuple[Told, dict[tuple[str, str], set[str]]]:
    """What stands in the scopes of caseworkers: rulings, and of each record of late work its decisions."""
    rulings: Told = {}
    values: dict[str, str] = {}
    for scope, row in service.execute("SELECT scope, row FROM log WHERE scope LIKE 'u:%'").fetchall():
        id_, ent, field, kind, value, *_ = of_row(bytes(row))[2]
        if ent.startswith("ruling:") and kind == "create":
            said = _read(value)
            rulings.setdefault((scope, said["operation"]), []).append(said["decision"])
        elif ent.startswith("late_work:") and field == "decision":
            values[id_] = _read(value)
    shown: dict[tuple[str, str], set[str]] = {}
    for scope, ent, field, heads in service.execute(
        "SELECT scope, ent, field, heads FROM register"
        " WHERE scope LIKE 'u:%' AND ent LIKE 'late_work:%' AND field IN ('', 'decision')"
    ).fetchall():
        of = shown.setdefault((scope, ent), set())
        if field:
            of.update(values[head] for head in heads.split())
    return rulings, shown
