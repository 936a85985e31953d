"""The outbox: what was recorded here and whether the service has it."""

from __future__ import annotations

from collections import Counter
from datetime import date

from sqlalchemy import Connection

from thuis_tui.casework.attribute import Attribute
from thuis_tui.casework.records import RECORDS, fields
from thuis_tui.desk import names
from thuis_tui.desk.file import OpenFile
from thuis_tui.desk.matter import Matter
from thuis_tui.desk.shapes import OutboxItem, OutboxState
from thuis_tui.desk.world import stamp_of
from thuis_tui.language import N_, _, ngettext
from thuis_tui.log import clock
from thuis_tui.store import pending

CONFIRMED = 50
"""How many confirmed items are listed: enough to see that the last hours arrived."""
LOOKED_AT = 4 * CONFIRMED
"""Of the latest operations, among them the access log, so many are looked at for confirmed ones."""
_ITEM = """SELECT o.id, o.scope, o.ent, o.field, o.kind, o.hlc, o.chain=s.chain AND o.n>s.acked,
    ifnull(u.result, ''), ifnull(u.reason, '')"""
# Through what is not confirmed only: neither grows with what was ever recorded here.
_WAITING = f"""{_ITEM} FROM scope s CROSS JOIN operation o ON o.scope=s.scope AND o.chain=s.chain
    AND o.n>s.acked LEFT JOIN outcome u ON u.id=o.id
    WHERE s.n>s.acked AND (substr(s.scope, 1, 2) IN ('c:', 'h:') OR o.ent LIKE 'place:%') ORDER BY +o.rowid"""
_SET_ASIDE = f"""{_ITEM} FROM outcome u CROSS JOIN operation o ON o.id=u.id
    CROSS JOIN scope s ON s.scope=o.scope
    WHERE u.result IN (?, ?) ORDER BY +o.rowid DESC"""
_UNRULED = """SELECT scope FROM outcome u WHERE result IN (?, ?) AND substr(scope, 1, 2)<>'u:'
    AND NOT EXISTS(SELECT 1 FROM ruling WHERE ruling.operation=u.id) ORDER BY u.rowid"""
_CREATED = {"client": N_("New client"), "note": N_("Note"), "amendment": N_("Amendment")}
LATE = ("late", "not_granted", "read_only")
_REASONS = {
    "late": N_("You no longer had this dossier when it arrived. Your team lead decides; nothing is lost."),
    "not_granted": N_("You do not have this dossier. Your team lead decides; nothing is lost."),
    "read_only": N_(
        "You may read this dossier but not write in it. Your team lead decides; nothing is lost."
    ),
    "newer_version": N_("The service is older than this thuis and cannot read it yet. It is kept there."),
    "unknown_record": N_("The service does not know this kind of record yet. It is kept there."),
    "author": N_("It is signed by somebody else than who sent it. It is kept there; a person looks at it."),
    "invalid": N_("The service cannot accept what is in it. It is kept there; a person looks at it."),
    "erased": N_("What it changes was erased meanwhile. It is kept apart; your team lead decides."),
    "id_reused": N_("Something else already has its number. It is kept there; a person looks at it."),
    "decided": N_("Somebody decided about this before you. Your decision is kept there and changes nothing."),
    "not_acceptable": N_("This cannot go into a dossier as it is: return it or put it away."),
}
_RULED = {
    "accept": N_("Accepted by {name}: it is in the dossier. {reason}"),
    "return": N_("Returned by {name}: it is not in the dossier. {reason}"),
    "archive": N_("Put away by {name}: it is kept, and is not in the dossier. {reason}"),
}
_RULINGS = "SELECT operation, decision, reason, decided_by FROM ruling ORDER BY rowid"
_PARKED = N_("The service could not read this. It stays on this laptop; what came after it was sent.")
_KEPT_ASIDE = N_("The service keeps this aside for a person to decide on: {reason}.")


class Outbox:
    """Lists what waits, what was refused or came late, and what was confirmed last."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    async def items(self) -> list[OutboxItem]:
        """Refused and late first, then waiting in the order of recording, then the latest confirmed."""
        return await self._file.read(_items)


def is_work(scope: str, ent: str) -> bool:
    """Whether somebody recorded it for others: not what is theirs alone, nor what the service tells."""
    return scope[:2] in ("c:", "h:") or ent.startswith("place:")


def matters(connection: Connection, today: date, me: str) -> list[Matter]:
    """What of one's own work the service did not take and nobody decided about yet, one line a dossier."""
    rows = connection.exec_driver_sql(_UNRULED, (pending.QUARANTINED, pending.PARKED)).fetchall()
    counts = Counter(scope for (scope,) in rows)
    called = names.of_subjects(connection, counts)
    return [
        Matter(
            kind="refused",
            text=ngettext(
                "{count} item did not arrive in the dossier: the outbox says why",
                "{count} items did not arrive in the dossier: the outbox says why",
                count,
            ).format(count=count),
            client=called.get(scope, (scope[2:], ""))[0],
            client_name=called.get(scope, ("", ""))[1],
            route="outbox",
        )
        for scope, count in counts.items()
    ]


def _items(connection: Connection) -> list[OutboxItem]:
    waiting = _read(connection, _WAITING, ())
    set_aside = _read(connection, _SET_ASIDE, (pending.QUARANTINED, pending.PARKED))
    told = {item.id for item in (*waiting, *set_aside)}
    latest = [item for item in pending.items(connection, LOOKED_AT) if item.id not in told]
    # The access log is sent too, but is nothing that a person recorded.
    confirmed = [item for item in latest if is_work(item.scope, item.ent)][:CONFIRMED]
    waiting = [item for item in waiting if item.id not in {one.id for one in set_aside}]
    found = [*set_aside, *waiting, *confirmed]
    called = names.of_subjects(connection, {item.scope for item in found})
    ruled = _rulings(connection) if set_aside else {}
    shown = [_shown(item, called, ruled.get(item.id)) for item in found]
    return sorted(shown, key=lambda item: item.state == "ruled")


def _rulings(connection: Connection) -> dict[str, str]:
    """What was decided, in words, by the operation it is about."""
    rows = connection.exec_driver_sql(_RULINGS).fetchall()
    called = names.of_caseworkers(connection, {row[3] for row in rows if row[3]})
    return {
        operation: _(_RULED[decision])
        .format(name=called.get(decided_by or "", "") or _("your team lead"), reason=reason or "")
        .strip()
        for operation, decision, reason, decided_by in rows
        if decision in _RULED
    }


def _read(connection: Connection, statement: str, values: tuple[str, ...]) -> list[pending.Item]:
    rows = connection.exec_driver_sql(statement, values)
    return [pending.Item(r[0], r[1], r[2], r[3], r[4], r[5], bool(r[6]), r[7], r[8]) for r in rows]


def _shown(item: pending.Item, called: dict[str, tuple[str, str]], ruling: str | None) -> OutboxItem:
    state, reason = _state(item)
    if ruling is not None:
        state, reason = "ruled", ruling
    client, name = called.get(item.scope, ("" if item.scope == "ref" else item.scope[2:], ""))
    return OutboxItem(
        id=item.id,
        what=what(item.ent.partition(":")[0], item.field, item.kind),
        client=client,
        client_name=name,
        recorded_at=stamp_of(clock.milliseconds(item.hlc)),
        state=state,
        reason=reason,
    )


def _state(item: pending.Item) -> tuple[OutboxState, str]:
    if item.result == pending.PARKED:
        return "refused", _(_PARKED)
    if item.result == pending.QUARANTINED:
        return ("late" if item.reason in LATE else "refused"), reason_text(item.reason)
    return ("waiting" if item.waiting else "confirmed"), ""


def reason_text(reason: str) -> str:
    """Why the service set something aside, in plain words."""
    known = _REASONS.get(reason)
    return _(known) if known else _(_KEPT_ASIDE).format(reason=reason or "?")


def what(record_type: str, field: str, kind: str) -> str:
    """What an operation does, in a few words."""
    if kind == "create":
        return _(_CREATED.get(record_type, record_type))
    if kind == "remove":
        return _("Removal")
    facts: Attribute | None = fields(record_type).get(field) if record_type in RECORDS else None
    return _("Change: {field}").format(field=_(facts.label) if facts else field)
