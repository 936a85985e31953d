"""Whether all that was written arrived, looked at when all is quiet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tests.simulation.model import Write, demand, of_payload

if TYPE_CHECKING:
    from tests.simulation.checker import Checker


def everything_arrived(checker: Checker, service: Any, devices: Sequence[tuple[int, str, Any, int]]) -> None:
    """Each write is once in a log or in quarantine, as it was written (P1)."""
    logged = dict(service.execute("SELECT id, count(*) FROM log GROUP BY id").fetchall())
    aside: dict[str, int] = {}
    for id_, raw, decision in service.execute("SELECT id, raw, decision FROM quarantine").fetchall():
        aside[id_] = aside.get(id_, 0) + (decision != "accept")  # then it is in the log
        demand(id_ in checker.written, "P1", f"nobody wrote {id_}, which is in quarantine")
        demand(
            of_payload(bytes(raw)) == checker.written[id_].content, "P1", f"{id_} was changed in quarantine"
        )
    parked = {
        id_
        for _, _, raw, _ in devices
        for (id_,) in raw.execute("SELECT id FROM operation WHERE chain='parked'").fetchall()
    }
    for id_, write in checker.written.items():
        times = logged.get(id_, 0) + aside.get(id_, 0)
        if write.damaged:
            demand(
                times == 0 and (id_ in parked or not write.held_by),
                "P1",
                f"{id_}, which cannot be read, is not kept to be seen",
            )
            continue
        if id_ in parked and _with_damaged(checker, write):
            continue
        demand(
            times <= 1,
            "P1",
            f"{id_} is {logged.get(id_, 0)} times in the log and {aside.get(id_, 0)} in quarantine",
        )
        demand(
            times == 1 or id_ in checker.excused or id_ in checker.escrowed,
            "P1",
            f"{id_} ({write.scope} {write.ent} {write.field}) is lost",
        )


def _with_damaged(checker: Checker, write: Write) -> bool:
    group = checker.groups.get((write.scope, write.tx), ()) if write.tx else ()
    return any(checker.written[id_].damaged for id_ in group)
