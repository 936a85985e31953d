"""Handing dossiers over: offering, answering, asking for cover, dividing, and what became of it.

All of it can be said offline: it is in the log of who says it, and takes effect when the service has it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, RowMapping

from thuis_tui.casework.problem import Problem
from thuis_tui.casework.records import cleaned, validate, validate_change
from thuis_tui.casework.rights import Reach, Right, holds_dossiers, reach
from thuis_tui.casework.validation import REQUIRED
from thuis_tui.desk import names
from thuis_tui.desk.file import OpenFile, log_access
from thuis_tui.desk.handover_sheet import sheet_of
from thuis_tui.desk.matter import Matter
from thuis_tui.desk.roles import roles_of
from thuis_tui.desk.shapes import InvalidInput, NotFound
from thuis_tui.desk.transfer_shapes import Colleague, Kind, Received, Sent, can_be_taken_back
from thuis_tui.language import N_, _, message
from thuis_tui.store import holding, write
from thuis_tui.store.writing import Writing

SHOWN = 50
"""So many of what was settled are listed too."""
TOO_LATE = message(N_("The last day of a cover is today or later, and within a year."))
NOT_YOURS = message(
    N_("This dossier is not yours to hand over. Who holds it can do so, or who leads the team.")
)
_REFUSED: Final = {
    "not_held": N_("The dossier was not yours any more."),
    "not_own": N_("Who covers a dossier or reads on in it cannot hand it over."),
    "no_right": N_("Only who leads the team of the dossier can do this."),
    "no_dossiers": N_("This colleague cannot hold dossiers."),
    "other_organisation": N_("This colleague works for another organisation."),
    "other_team": N_("This colleague is not of the team of the dossier: transfer it instead."),
    "has_it": N_("This colleague has the dossier already."),
    "until": N_("The end of the cover had passed, or was more than a year away."),
}
_OTHERWISE = N_("The service did not do it: {reason}.")
_OPEN = "ifnull(state, '') IN ('', 'offered')"
_SENT = f"SELECT * FROM transfer ORDER BY {_OPEN} AND withdrawn_at IS NULL DESC, recorded_at DESC, id LIMIT ?"  # noqa: S608
_RECEIVED = (
    f"SELECT * FROM offer ORDER BY {_OPEN} AND ifnull(decision, '')='' DESC,"  # noqa: S608
    " recorded_at DESC, id LIMIT ?"
)
_COLLEAGUES = """SELECT it.id, it.name, ifnull(it.team, ''), it.roles,
    it.team_id IS NOT NULL AND it.team_id=(SELECT team_id FROM caseworker WHERE id=?1)
    FROM caseworker it WHERE it.id<>?1 AND it.name IS NOT NULL ORDER BY 5 DESC, it.name, it.id"""


class Transfers:
    """Offers, answers and lists."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    async def may(self, client: str) -> frozenset[str]:
        """Which kinds of handover this person may ask for this dossier."""
        me = self._file.database.actor
        return await self._file.read(lambda connection: _may(connection, client, me))

    async def colleagues(self, client: str, kind: Kind) -> tuple[Colleague, ...]:
        """To whom it can be given: those of one's team first."""
        me = self._file.database.actor
        return await self._file.read(lambda connection: _colleagues(connection, kind, me))

    async def sheet(self, client: str) -> str:
        """The handover sheet; raises NotFound."""
        me, world = self._file.database.actor, self._file.world
        today, now = world.today(), world.stamp()
        return await self._file.read_of(
            client, lambda connection: sheet_of(connection, client, me, today, now)
        )

    async def offer(self, client: str, to: str, reason: str = "") -> str:
        """Offer a dossier to a colleague, who accepts or declines. Raises InvalidInput, NotFound."""
        return await self._ask("transfer", client, to, reason)

    async def cover(self, client: str, to: str, until: date, reason: str = "") -> str:
        """Let a colleague of the team look after a dossier up to and including a day."""
        today = self._file.world.today()
        if not today <= until <= today + timedelta(days=365):
            raise InvalidInput([Problem("until", TOO_LATE)])
        after = datetime(until.year, until.month, until.day) + timedelta(days=1)
        ends = after.astimezone().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return await self._ask("cover", client, to, reason, until=ends)

    async def assign(self, client: str, to: str, holder: str = "", reason: str = "") -> str:
        """Give a dossier of the team to somebody of it, and take it from the holder, who reads on."""
        more = {"holder": holder} if holder else {}
        return await self._ask("assign", client, to, reason, **more)

    async def restrict(self, client: str, reason: str = "") -> str:
        """Keep a dossier to who has it as their own; who leads the team lets it go too."""
        return await self._ask("restrict", client, self._file.author(), reason)

    async def withdraw(self, transfer: str) -> None:
        """Take an offer back, or end a cover now. Raises NotFound when there is nothing to take back."""
        me, at = self._file.author(), self._file.world.stamp()

        def withdraw_it(writing: Writing) -> None:
            row = writing.raw.execute(
                "SELECT kind, ifnull(state, ''), withdrawn_at FROM transfer WHERE id=?", (transfer,)
            ).fetchone()
            if row is None or row[2] or not can_be_taken_back(row[0], row[1]):
                raise NotFound(transfer)
            write.set_field(writing, f"u:{me}", f"transfer:{transfer}", "withdrawn_at", at)

        await self._file.write(withdraw_it)

    async def answer(self, offer: str, decision: str, reason: str = "") -> None:
        """Accept or decline what was offered; declining takes a reason. Raises NotFound, InvalidInput."""
        me = self._file.author()
        kept = str(cleaned("offer", {"decision_reason": reason})["decision_reason"]).strip()
        problems = validate_change("offer", "decision_reason", kept) if kept else []
        if not kept and decision == "decline":
            problems = [Problem("decision_reason", REQUIRED)]
        if problems or (problems := validate_change("offer", "decision", decision)):
            raise InvalidInput(problems)

        def answer_it(writing: Writing) -> None:
            row = writing.raw.execute(
                "SELECT ifnull(state, ''), ifnull(decision, '') FROM offer WHERE id=?", (offer,)
            ).fetchone()
            if row is None or row[0] != "offered" or row[1]:
                raise NotFound(offer)
            tx, scope, ent = writing.ids() if kept else "", f"u:{me}", f"offer:{offer}"
            if kept:
                write.set_field(writing, scope, ent, "decision_reason", kept, tx=tx)
            write.set_field(writing, scope, ent, "decision", decision, tx=tx)

        await self._file.write(answer_it)

    async def sent(self) -> tuple[Sent, ...]:
        """What one asked, what is open first."""
        return await self._file.read(_sent)

    async def received(self) -> tuple[Received, ...]:
        """What colleagues offered or gave, what waits for an answer first."""
        return await self._file.read(_received)

    async def _ask(self, kind: Kind, client: str, to: str, reason: str, **more: str) -> str:
        me, world = self._file.author(), self._file.world
        sheet = await self.sheet(client) if kind != "restrict" else ""
        called = await self._file.read(lambda connection: names.of_clients(connection, [client]))
        if client not in called:
            raise NotFound(client)
        values: dict[str, Any] = cleaned(
            "transfer",
            {
                "client": client,
                "kind": kind,
                "recipient": to,
                "client_name": called[client][:200],
                "author": me,
                "recorded_at": world.stamp(),
                **more,
                **({"sheet": sheet} if sheet else {}),
                **({"reason": reason.strip()} if reason.strip() else {}),
            },
        )
        if problems := validate("transfer", values):
            raise InvalidInput(problems)

        def ask_it(writing: Writing) -> str:
            if kind not in _may(writing.connection, client, me):
                raise InvalidInput([Problem("", NOT_YOURS)])
            log_access(writing, "transfer", client, values["recorded_at"])
            return write.create(writing, f"u:{me}", "transfer", values)

        return (await self._file.write(ask_it)).partition(":")[2]


def matters(connection: Connection, today: date, me: str) -> list[Matter]:
    """What waits for one's answer, and what one offered and was not taken."""
    offers = connection.exec_driver_sql(
        "SELECT * FROM offer WHERE state='offered' AND ifnull(decision, '')='' ORDER BY recorded_at, id"
    ).mappings()
    senders = [dict(row) for row in offers]
    called = names.of_caseworkers(connection, {row["sender"] for row in senders})
    return [
        Matter(
            kind="offer",
            text=_("{name} offers you a dossier: accept or decline").format(
                name=called.get(row["sender"], "?")
            ),
            client=row["client"],
            client_name=row["client_name"] or "",
            at=row["recorded_at"] or "",
            route="transfers",
            urgent=True,
        )
        for row in senders
    ]


def why_refused(code: str) -> str:
    """Why the service did not do what was asked, in words."""
    return _(_REFUSED[code]) if code in _REFUSED else _(_OTHERWISE).format(reason=code)


def _may(connection: Connection, client: str, me: str) -> frozenset[str]:
    here = connection.exec_driver_sql("SELECT 1 FROM client WHERE id=?", (client,)).first()
    held = holding.by_client(connection).get(client)
    if here is None or (held is not None and (held.read_only or held.kind != "lead")):
        return frozenset()
    mine = roles_of(connection, me)
    if reach(mine, Right.ASSIGN) >= Reach.TEAM:
        return frozenset({"transfer", "cover", "assign", "restrict"})
    return frozenset({"transfer", "cover"})


def _colleagues(connection: Connection, kind: Kind, me: str) -> tuple[Colleague, ...]:
    from json import loads

    found = [
        Colleague(id_, name, team, bool(same))
        for id_, name, team, has, same in connection.exec_driver_sql(_COLLEAGUES, (me,))
        if holds_dossiers(loads(has or "[]"))
    ]
    return tuple(one for one in found if one.same_team or kind == "transfer")


def _sent(connection: Connection) -> tuple[Sent, ...]:
    rows = connection.exec_driver_sql(_SENT, (SHOWN,)).mappings().all()
    clients = names.of_clients(connection, {row["client"] for row in rows})
    people = names.of_caseworkers(connection, {row["recipient"] for row in rows})
    return tuple(
        Sent(
            id=row["id"],
            kind=row["kind"],
            client=row["client"],
            client_name=clients.get(row["client"]) or row["client_name"] or "",
            to=row["recipient"],
            to_name=people.get(row["recipient"], ""),
            state=_standing_sent(row),
            reason=row["reason"] or "",
            answer=why_refused(row["refusal"]) if row["refusal"] else row["answer"] or "",
            recorded_at=row["recorded_at"] or "",
            until=row["until"] or "",
            reads_until=row["reads_until"] or "",
        )
        for row in rows
    )


def _standing_sent(row: RowMapping) -> str:
    """How what one asked stands: what one took back here counts before the service has it."""
    state: str = row["state"] or ""
    if row["withdrawn_at"] and can_be_taken_back(row["kind"], state):
        return "ended" if row["kind"] == "cover" else "withdrawn"
    return state


def _received(connection: Connection) -> tuple[Received, ...]:
    rows: list[RowMapping] = list(connection.exec_driver_sql(_RECEIVED, (SHOWN,)).mappings())
    people = names.of_caseworkers(connection, {row["sender"] for row in rows})
    return tuple(
        Received(
            id=row["id"],
            kind=row["kind"],
            client=row["client"],
            client_name=row["client_name"] or "",
            sender=row["sender"],
            sender_name=people.get(row["sender"], ""),
            state=_standing(row),
            reason=row["reason"] or "",
            sheet=row["sheet"] or "",
            answer=row["decision_reason"] or "",
            recorded_at=row["recorded_at"] or "",
            until=row["until"] or "",
        )
        for row in rows
    )


def _standing(row: RowMapping) -> str:
    """How an offer stands: what one answered here counts before the service has it."""
    if row["state"] == "offered" and row["decision"]:
        return "accepted" if row["decision"] == "accept" else "declined"
    return row["state"] or ""
