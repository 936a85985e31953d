"""Handing dossiers over: offering, answering, asking for cover, dividing, and what became of it.

All of it can be said offline: it is in the log of who says it, and takes effect when the service has it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from thuis_tui.casework.problem import Problem
from thuis_tui.casework.records import cleaned, validate, validate_change
from thuis_tui.casework.rights import Reach, Right, holds_dossiers
from thuis_tui.casework.validation import REQUIRED
from thuis_tui.desk import names, transfer_reading
from thuis_tui.desk.file import OpenFile, log_access
from thuis_tui.desk.handover_sheet import sheet_of
from thuis_tui.desk.roles import reach_of
from thuis_tui.desk.shapes import InvalidInput, NotFound
from thuis_tui.desk.transfer_shapes import Colleague, Kind, Received, Sent, can_be_taken_back
from thuis_tui.language import N_, message
from thuis_tui.store import holding, merged, write
from thuis_tui.store.writing import Writing

TOO_LATE = message(N_("The last day of a cover is today or later, and within a year."))
NOT_YOURS = message(
    N_("This dossier is not yours to hand over. Who holds it can do so, or who leads the team.")
)
_WITH = """SELECT it.id, {1} FROM {0} asked JOIN {0} it
    ON it.id=ifnull(asked.goes_with, asked.id) OR it.goes_with=ifnull(asked.goes_with, asked.id)
    WHERE asked.id=? ORDER BY it.id"""
"""A handover with those that were asked together with it."""
_STANDS = "it.kind, ifnull(it.state, ''), it.withdrawn_at"
_ANSWERED = "ifnull(it.state, ''), ifnull(it.decision, '')"
_COLLEAGUES = """SELECT it.id, it.name, ifnull(it.team, ''), it.roles,
    it.team_id IS NOT NULL AND it.team_id=(SELECT team_id FROM caseworker WHERE id=?1)
    FROM caseworker it WHERE it.id<>?2 AND it.name IS NOT NULL
    ORDER BY it.id=?1 DESC, 5 DESC, it.name, it.id"""


class Transfers:
    """Offers, answers and lists."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    async def may(self, client: str) -> frozenset[str]:
        """Which kinds of handover this person may ask for this dossier."""
        me = self._file.database.actor
        return await self._file.read(lambda connection: _may(connection, client, me))

    async def colleagues(self, client: str, kind: Kind) -> tuple[Colleague, ...]:
        """To whom it can be given: those of one's team first. A lead can assign a dossier to themselves."""
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
            rows = writing.raw.execute(_WITH.format("transfer", _STANDS), (transfer,)).fetchall()
            open_ = [id_ for id_, kind, state, gone in rows if not gone and can_be_taken_back(kind, state)]
            if not open_:
                raise NotFound(transfer)
            tx = writing.ids() if len(open_) > 1 else ""
            for one in open_:
                write.set_field(writing, f"u:{me}", f"transfer:{one}", "withdrawn_at", at, tx=tx)

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
            rows = writing.raw.execute(_WITH.format("offer", _ANSWERED), (offer,)).fetchall()
            waiting = [id_ for id_, state, decided in rows if state == "offered" and not decided]
            if not waiting:
                raise NotFound(offer)
            tx, scope = writing.ids() if kept or len(waiting) > 1 else "", f"u:{me}"
            for one in waiting:
                if kept:
                    write.set_field(writing, scope, f"offer:{one}", "decision_reason", kept, tx=tx)
                write.set_field(writing, scope, f"offer:{one}", "decision", decision, tx=tx)

        await self._file.write(answer_it)

    async def sent(self) -> tuple[Sent, ...]:
        """What one asked, what is open first."""
        return await self._file.read(transfer_reading.sent)

    async def received(self) -> tuple[Received, ...]:
        """What colleagues offered or gave, what waits for an answer first."""
        return await self._file.read(transfer_reading.received)

    async def _ask(self, kind: Kind, client: str, to: str, reason: str, **more: str) -> str:
        me, world = self._file.author(), self._file.world
        client, called = await self._file.read(lambda connection: _known(connection, client))
        sheet = await self.sheet(client) if kind != "restrict" else ""
        values: dict[str, Any] = cleaned(
            "transfer",
            {
                "client": client,
                "kind": kind,
                "recipient": to,
                "client_name": called[:200],
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
            theirs = [one for one, may in _each(writing.connection, client, me).items() if kind in may]
            if not theirs:
                raise InvalidInput([Problem("", NOT_YOURS)])
            tx, first = writing.ids() if len(theirs) > 1 else "", ""
            for one in theirs:
                log_access(writing, "transfer", one, values["recorded_at"])
                told = {**values, "client": one, **({"goes_with": first} if first else {})}
                made = write.create(writing, f"u:{me}", "transfer", told, tx=tx)
                first = first or made.partition(":")[2]
            return first

        return await self._file.write(ask_it)


def _known(connection: Connection, client: str) -> tuple[str, str]:
    """The dossier that goes on for this one, and the name of its client; raises NotFound."""
    last = merged.goes_on(connection, client)
    called = names.of_clients(connection, [last])
    if last not in called:
        raise NotFound(client)
    return last, called[last]


def _may(connection: Connection, client: str, me: str) -> frozenset[str]:
    """What may be asked for what is read as this dossier: for one of them is enough."""
    return frozenset().union(*_each(connection, merged.goes_on(connection, client), me).values())


def _each(connection: Connection, client: str, me: str) -> dict[str, frozenset[str]]:
    """Of each dossier that is read as this one, itself first: what this person may ask for it."""
    together = merged.family(connection, client)
    here = names.of_clients(connection, together)
    held = holding.by_client(connection)
    assigns = reach_of(connection, me, Right.ASSIGN) >= Reach.TEAM
    hands = reach_of(connection, me, Right.HAND_OVER)
    found = {}
    for one in together:
        how = held.get(one)
        away = one not in here or (how is not None and (how.read_only or how.kind != "lead"))
        over = hands >= (Reach.GRANTED if how is None else Reach.TEAM)
        all_ = (*(("transfer", "cover") if over else ()), *(("assign", "restrict") if assigns else ()))
        found[one] = frozenset() if away else frozenset(all_)
    return found


def _colleagues(connection: Connection, kind: Kind, me: str) -> tuple[Colleague, ...]:
    from json import loads

    found = [
        Colleague(id_, name, team, bool(same))
        for id_, name, team, has, same in connection.exec_driver_sql(
            _COLLEAGUES, (me, "" if kind == "assign" else me)
        )
        if holds_dossiers(loads(has or "[]"))
    ]
    return tuple(one for one in found if one.same_team or kind == "transfer")
