"""Handovers as they are read: what one asked, what colleagues offer, and what of both asks for attention.

Dossiers that are one on the screen change hands together: their handovers are shown as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from thuis_tui.desk import names
from thuis_tui.desk.matter import Matter
from thuis_tui.desk.transfer_shapes import Received, Sent, can_be_taken_back
from thuis_tui.language import N_, _
from thuis_tui.text import excerpt

SHOWN = 50
"""So many of what was settled are listed too."""
TOLD_DAYS = 14
"""So long what was not taken stands on the page of today, unless the dossier was handed over again."""
_WORDS = 120
HAS_IT: Final = "has_it"
"""The refusal of what is no trouble when the other half of a merged dossier went through."""
REFUSED: Final = {
    "not_held": N_("The dossier was not yours any more."),
    "not_own": N_("Who covers a dossier or reads on in it cannot hand it over."),
    "no_right": N_("Only who leads the team of the dossier can do this."),
    "no_dossiers": N_("This colleague cannot hold dossiers."),
    "other_organisation": N_("This colleague works for another organisation."),
    "other_team": N_("This colleague is not of the team of the dossier: transfer it instead."),
    HAS_IT: N_("This colleague has the dossier already."),
    "restricted": N_("This dossier is restricted: nobody covers it."),
    "until": N_("The end of the cover had passed, or was more than a year away."),
}
_OTHERWISE = N_("The service did not do it: {reason}.")
_OPEN = "ifnull(state, '') IN ('', 'offered')"
_SENT = (
    f"SELECT * FROM transfer ORDER BY {_OPEN} AND withdrawn_at IS NULL DESC,"  # noqa: S608
    " recorded_at DESC, id DESC LIMIT ?"
)
_RECEIVED = (
    f"SELECT * FROM offer ORDER BY {_OPEN} AND ifnull(decision, '')='' DESC,"  # noqa: S608
    " recorded_at DESC, id DESC LIMIT ?"
)
_OFFERED = "SELECT * FROM offer WHERE state='offered' AND ifnull(decision, '')='' ORDER BY recorded_at, id"
_NOT_TAKEN = """SELECT * FROM transfer WHERE state IN ('declined', 'refused')
    AND ifnull(decided_at, recorded_at)>=? ORDER BY ifnull(decided_at, recorded_at), id"""
_TOGETHER = "SELECT * FROM transfer WHERE id=? OR goes_with=?"
_AGAIN = """SELECT EXISTS(SELECT 1 FROM transfer WHERE client=? AND (recorded_at, id)>(?, ?)
    AND ifnull(goes_with, id)<>? AND withdrawn_at IS NULL)"""


def matters(connection: Connection, today: date, me: str) -> list[Matter]:
    """What waits for one's answer, and what one handed over and was not taken."""
    return [*_offered(connection), *_not_taken(connection, today)]


def sent(connection: Connection) -> tuple[Sent, ...]:
    """What one asked, what is open first."""
    rows = connection.exec_driver_sql(_SENT, (SHOWN,)).mappings().all()
    clients = names.of_clients(connection, {row["client"] for row in rows})
    people = names.of_caseworkers(connection, {row["recipient"] for row in rows})
    return tuple(_sent(group, clients, people) for group in _together(rows))


def received(connection: Connection) -> tuple[Received, ...]:
    """What colleagues offered or gave, what waits for an answer first."""
    rows = connection.exec_driver_sql(_RECEIVED, (SHOWN,)).mappings().all()
    people = names.of_caseworkers(connection, {row["sender"] for row in rows})
    return tuple(_received(group, people) for group in _together(rows))


def _offered(connection: Connection) -> list[Matter]:
    groups = _together(connection.exec_driver_sql(_OFFERED).mappings())
    called = names.of_caseworkers(connection, {group[0]["sender"] for group in groups})
    return [
        Matter(
            kind="offer",
            text=_("{name} offers you a dossier: accept or decline").format(
                name=called.get(first["sender"], "?")
            ),
            client=first["client"],
            client_name=first["client_name"] or "",
            at=first["recorded_at"] or "",
            route="transfers",
            urgent=True,
        )
        for first in (group[0] for group in groups)
    ]


def _not_taken(connection: Connection, today: date) -> list[Matter]:
    since = (today - timedelta(days=TOLD_DAYS)).isoformat()
    groups = []
    for group in _together(connection.exec_driver_sql(_NOT_TAKEN, (since,)).mappings()):
        name = group[0]["goes_with"] or group[0]["id"]
        whole = _together(connection.exec_driver_sql(_TOGETHER, (name, name)).mappings())[0]
        first = whole[0]
        asked = (first["client"], first["recorded_at"], first["id"], name)
        again = connection.exec_driver_sql(_AGAIN, asked).scalar_one()
        if not again and _state(whole) in ("declined", "refused"):
            groups.append(whole)
    people = names.of_caseworkers(connection, {group[0]["recipient"] for group in groups})
    return [
        Matter(
            kind="transfer",
            text=_not_taken_text(group, people),
            client=group[0]["client"],
            at=group[0]["recorded_at"] or "",
            route="transfers",
        )
        for group in groups
    ]


def _not_taken_text(group: Sequence[Any], people: dict[str, str]) -> str:
    why = excerpt(_answer(group), _WORDS)
    if _state(group) == "declined":
        name = people.get(group[0]["recipient"], "?")
        return _("{name} does not take the dossier over: {why}").format(name=name, why=why)
    return _("Not handed over. {why}").format(why=why)


def _together(rows: Iterable[Any]) -> list[list[Any]]:
    """The rows that were asked as one, in the order of the first of each; the one that leads them first."""
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(row["goes_with"] or row["id"], []).append(row)
    return [sorted(group, key=lambda row: row["goes_with"] or "") for group in groups.values()]


def _state(group: Sequence[Any]) -> str:
    """How what was asked as one stands: as the first half that was not refused."""
    states = [_standing_sent(row) for row in group]
    return next((state for state in states if state != "refused"), "refused")


def _answer(group: Sequence[Any]) -> str:
    """What came back: why not, or what the colleague said."""
    done = _state(group) != "refused"
    refusals = [row["refusal"] for row in group if row["refusal"]]
    telling = [code for code in refusals if not (done and code == HAS_IT)]
    if telling:
        return why_refused(next((code for code in telling if code != HAS_IT), telling[0]))
    return next((row["answer"] for row in group if row["answer"]), "")


def why_refused(code: str) -> str:
    """Why the service did not do what was asked, in words."""
    return _(REFUSED[code]) if code in REFUSED else _(_OTHERWISE).format(reason=code)


def _sent(group: Sequence[Any], clients: dict[str, str], people: dict[str, str]) -> Sent:
    row = group[0]
    return Sent(
        id=row["id"],
        kind=row["kind"],
        client=row["client"],
        client_name=clients.get(row["client"]) or row["client_name"] or "",
        to=row["recipient"],
        to_name=people.get(row["recipient"], ""),
        state=_state(group),
        reason=row["reason"] or "",
        answer=_answer(group),
        recorded_at=row["recorded_at"] or "",
        until=row["until"] or "",
        reads_until=max(one["reads_until"] or "" for one in group),
    )


def _received(group: Sequence[Any], people: dict[str, str]) -> Received:
    row = group[0]
    return Received(
        id=row["id"],
        kind=row["kind"],
        client=row["client"],
        client_name=row["client_name"] or "",
        sender=row["sender"],
        sender_name=people.get(row["sender"], ""),
        state=next((state for one in group if (state := _standing(one)) != "refused"), "refused"),
        reason=row["reason"] or "",
        sheet=row["sheet"] or "",
        answer=next((one["decision_reason"] for one in group if one["decision_reason"]), ""),
        recorded_at=row["recorded_at"] or "",
        until=row["until"] or "",
    )


def _standing_sent(row: Any) -> str:
    """How what one asked stands: what one took back here counts before the service has it."""
    state: str = row["state"] or ""
    if row["withdrawn_at"] and can_be_taken_back(row["kind"], state):
        return "ended" if row["kind"] == "cover" else "withdrawn"
    return state


def _standing(row: Any) -> str:
    """How an offer stands: what one answered here counts before the service has it."""
    if row["state"] == "offered" and row["decision"]:
        return "accepted" if row["decision"] == "accept" else "declined"
    return row["state"] or ""
