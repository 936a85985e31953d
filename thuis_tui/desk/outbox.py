"""The outbox: what was recorded here and whether the service has it."""

from __future__ import annotations

from sqlalchemy import Connection

from thuis_tui.casework.attribute import Attribute
from thuis_tui.casework.records import fields
from thuis_tui.desk import names
from thuis_tui.desk.file import OpenFile
from thuis_tui.desk.shapes import OutboxItem, OutboxState
from thuis_tui.desk.world import stamp_of
from thuis_tui.language import N_, _
from thuis_tui.log import clock
from thuis_tui.store import pending

CONFIRMED = 50
"""How many confirmed items are listed: enough to see that the last hours arrived."""
LOOKED_AT = 2000
_ORDER: dict[OutboxState, int] = {"refused": 0, "late": 1, "waiting": 2, "confirmed": 3}
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
    "id_reused": N_("Something else already has its number. It is kept there; a person looks at it."),
}
_PARKED = N_("The service could not read this. It stays on this laptop; what came after it was sent.")
_KEPT_ASIDE = N_("The service keeps this aside for a person to decide on: {reason}.")


class Outbox:
    """Lists what waits, what was refused or came late, and what was confirmed last."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    async def items(self) -> list[OutboxItem]:
        """Refused and late first, then waiting in the order of recording, then the latest confirmed."""
        return await self._file.read(_items)


def _items(connection: Connection) -> list[OutboxItem]:
    # The access log is sent too, but is nothing that a person recorded.
    found = [item for item in pending.items(connection, LOOKED_AT) if item.scope.startswith("c:")]
    called = names.of_clients(connection, {item.scope[2:] for item in found})
    shown = [_shown(item, called) for item in found]
    waiting = [item for item in reversed(shown) if item.state == "waiting"]
    told = sorted((item for item in shown if item.state in ("refused", "late")), key=_rank)
    return [*told, *waiting, *[item for item in shown if item.state == "confirmed"][:CONFIRMED]]


def _rank(item: OutboxItem) -> int:
    return _ORDER[item.state]


def _shown(item: pending.Item, called: dict[str, str]) -> OutboxItem:
    state, reason = _state(item)
    client = item.scope[2:]
    return OutboxItem(
        id=item.id,
        what=_what(item),
        client=client,
        client_name=called.get(client, ""),
        recorded_at=stamp_of(clock.milliseconds(item.hlc)),
        state=state,
        reason=reason,
    )


def _state(item: pending.Item) -> tuple[OutboxState, str]:
    if item.result == pending.PARKED:
        return "refused", _(_PARKED)
    if item.result == pending.QUARANTINED:
        late = item.reason in LATE
        known = _REASONS.get(item.reason)
        said = _(known) if known else _(_KEPT_ASIDE).format(reason=item.reason or "?")
        return ("late" if late else "refused"), said
    return ("waiting" if item.waiting else "confirmed"), ""


def _what(item: pending.Item) -> str:
    record_type = item.ent.partition(":")[0]
    if item.kind == "create":
        return _(_CREATED.get(record_type, record_type))
    if item.kind == "remove":
        return _("Removal")
    facts: Attribute | None = fields(record_type).get(item.field) if record_type in _CREATED else None
    return _("Change: {field}").format(field=_(facts.label) if facts else item.field)
