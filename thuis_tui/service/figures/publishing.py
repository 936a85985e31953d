"""The report of today, written where those read it who may: when it differs, at most once a day."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final, NamedTuple

import msgspec

from thuis_tui.casework.figures.counting import report
from thuis_tui.casework.figures.report import Report, from_json, to_json
from thuis_tui.casework.programme_report import ONLY
from thuis_tui.service.database.storage import Storage, Transaction
from thuis_tui.service.figures import recount
from thuis_tui.service.logs import ledger
from thuis_tui.service.logs.ledger import ScopeLog
from thuis_tui.service.logs.own_chain import OwnChain
from thuis_tui.service.people import grants
from thuis_tui.service.people.late_work import moment_of

ENT: Final = f"programme_report:{ONLY}"
_ACTOR: Final = "service"
_LOADS: Final = (
    "SELECT count(*) FROM scope_grant"  # noqa: S608
    f" WHERE kind = 'own' AND substr(scope, 1, 2) = 'c:' AND {grants.OPEN}"
    " AND scope NOT IN (SELECT scope FROM dossier WHERE ended_at > 0 AND ended_at <= ?)"
    " AND scope NOT IN (SELECT scope FROM figure_subject WHERE merged_into > '' AND away = 1)"
    " GROUP BY caseworker"
)
"""What is left out is few, and found first: there is a row for each dossier in hand."""


class State(NamedTuple):
    """What was done last: when it was begun, the day of the report that was written, and what it said."""

    begun_at: int = 0
    day: str = ""
    said: str = ""


def made(tx: Transaction) -> Report:
    """The report of today from what is counted."""
    loads = [int(held) for (held,) in tx.rows(_LOADS, (tx.now_ms, tx.now_ms))]
    return report(recount.counted(tx), loads, recount.today(tx))


def count(storage: Storage) -> Report:
    """Count what changed and write the report, also when one was written today. Blocks."""
    while storage.write(recount.part):
        pass
    return storage.write(publish, asked=True)


def claim(tx: Transaction, hours: float) -> bool:
    """Take it upon oneself to count, unless a replica did within these hours."""
    recount.hold(tx)
    state = state_of(tx)
    if tx.now_ms - state.begun_at < hours * 3_600_000:
        return False
    _remember(tx, state._replace(begun_at=tx.now_ms))
    return True


def publish(tx: Transaction, *, asked: bool = False) -> Report:
    """Write the report of today when it says something else; once a day, more often when `asked`."""
    recount.hold(tx)
    found, state = made(tx), state_of(tx)
    day = found.counted_on.isoformat()
    said = blake2b(msgspec.json.encode(found.tables), digest_size=16).hexdigest()
    if said == state.said or (day == state.day and not asked):
        return found
    logs: dict[str, ScopeLog] = {}
    own = OwnChain(tx, logs)
    grants.make_scope(tx, grants.FIGURES)
    own.open([grants.FIGURES])
    values = {"report": to_json(found), "recorded_at": moment_of(tx.now_ms)}
    if own.heads(grants.FIGURES, ENT, ""):
        own.change(grants.FIGURES, ENT, values, _ACTOR)
    else:
        own.create(grants.FIGURES, ENT, values, _ACTOR)
    ledger.flush(tx, logs.values())
    own.write()
    _remember(tx, state._replace(day=day, said=said))
    return found


def newest(tx: Transaction) -> Report | None:
    """The report that was written last; None when there is none."""
    for field in ("report", ""):
        row = tx.first(
            "SELECT l.row FROM register r JOIN log l ON l.scope = r.scope AND l.id = r.heads"
            " WHERE r.scope = ? AND r.ent = ? AND r.field = ?",
            (grants.FIGURES, ENT, field),
        )
        if row is not None:
            value = msgspec.json.decode(row.row)[5]
            return from_json(value if field else value["report"])
    return None


def state_of(tx: Transaction) -> State:
    """What was done last."""
    row = tx.first("SELECT value FROM service_setting WHERE name = ?", (recount.SETTING,))
    return State() if row is None or not row.value else State(*msgspec.json.decode(row.value))


def _remember(tx: Transaction, state: State) -> None:
    text = msgspec.json.encode(list(state)).decode()
    tx.run("UPDATE service_setting SET value = ? WHERE name = ?", (text, recount.SETTING))
