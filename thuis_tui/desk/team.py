"""The desk of who leads a team: what waits for them, how the dossiers are divided, who covers for whom."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from thuis_tui.casework.rights import Right, Role, may
from thuis_tui.desk import names, roles, today
from thuis_tui.desk.file import OpenFile
from thuis_tui.desk.matter import Matter
from thuis_tui.desk.world import last_day
from thuis_tui.store import holding

WAITING = frozenset({"late_work", "notice", "plan_approval"})
"""What only who leads the team can settle; it stands on their page of today too."""
_ME = "SELECT team, team_id, roles FROM caseworker WHERE id=?"
_MEMBERS = "SELECT id, name, roles FROM caseworker WHERE team_id=? ORDER BY name, id"
_HELD = (
    "SELECT * FROM assignment WHERE ifnull(ended_at, '')='' AND ifnull(until, '9999')>? ORDER BY since, id"
)
_OPEN_RISKS = """SELECT client, max(level='red'), max(level='orange') FROM risk_flag
    WHERE ended_on IS NULL GROUP BY client"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A dossier somebody of the team holds. `client_name` is empty when it is not on this laptop.

    `kind`: own, cover, reading_on or emergency; `until`: a moment in UTC, empty without end.
    `risk`: "red", "orange" or empty, of the risks that have not ended.
    """

    client: str
    client_name: str
    kind: str
    since: str
    until: str
    risk: str
    late: int
    """How many things of it should have been done before today."""

    @property
    def last_day(self) -> date | None:
        """The last day on which it is held so; None without end."""
        return last_day(self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One caseworker of the team with what they hold."""

    caseworker: str
    name: str
    lead: bool
    held: tuple[Held, ...]

    @property
    def own(self) -> int:
        """How many dossiers are theirs."""
        return sum(one.kind == "own" for one in self.held)

    @property
    def covered(self) -> int:
        """How many they look after for a colleague."""
        return sum(one.kind == "cover" for one in self.held)

    def at_risk(self, level: str) -> int:
        """How many of theirs have an open risk of this colour."""
        return sum(one.kind == "own" and one.risk == level for one in self.held)

    @property
    def late(self) -> int:
        """How many things of their dossiers are overdue."""
        return sum(one.late for one in self.held if one.kind == "own")


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDay:
    """What who leads a team sees. `leads` is False for anybody else, and then the rest is empty."""

    on: date
    leads: bool
    team: str = ""
    waiting: tuple[Matter, ...] = ()
    """What only the lead settles: work set aside, notices, plans to approve."""
    expired: tuple[Matter, ...] = ()
    """Risks in dossiers of the team whose day to look again has gone by."""
    members: tuple[Member, ...] = ()
    """The one with most dossiers first."""
    unheld: tuple[Held, ...] = ()
    """Dossiers of the team that nobody holds as their own."""


class Team:
    """Reads the team's day."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    async def leads(self) -> bool:
        """Whether this caseworker leads a team."""
        me = self._file.database.actor
        return await self._file.read(
            lambda connection: may(roles.roles_of(connection, me), Right.JUDGE_LATE_WORK)
        )

    async def day(self) -> TeamDay:
        """How the team stands: one read."""
        on, me, now = self._file.world.today(), self._file.database.actor, self._file.world.stamp()
        return await self._file.read(lambda connection: _day(connection, on, me, now))


def _day(connection: Connection, on: date, me: str, now: str) -> TeamDay:
    mine = connection.exec_driver_sql(_ME, (me,)).first()
    if mine is None or not may(roles.roles_of(connection, me), Right.JUDGE_LATE_WORK):
        return TeamDay(on=on, leads=False)
    of_team = today.of_team(connection, on, me)
    held = _held(connection, on, now, of_team)
    members = [
        Member(
            caseworker=id_, name=name, lead=Role.TEAM_LEAD in json.loads(has or "[]"), held=held.get(id_, ())
        )
        for id_, name, has in connection.exec_driver_sql(_MEMBERS, (mine.team_id,))
    ]
    return TeamDay(
        on=on,
        leads=True,
        team=mine.team or "",
        waiting=tuple(one for one in today.matters(connection, on, me) if one.kind in WAITING),
        expired=tuple(one for one in of_team if one.kind == "risk_review" and one.late(on)),
        members=tuple(sorted(members, key=lambda one: (-one.own, one.name))),
        unheld=held.get("", ()),
    )


def _held(
    connection: Connection, on: date, now: str, of_team: Sequence[Matter]
) -> dict[str, tuple[Held, ...]]:
    """What each caseworker holds; under "" what nobody holds as their own. By name of the client."""
    rows = connection.exec_driver_sql(_HELD, (now,)).mappings().all()
    late = Counter(one.client for one in of_team if one.late(on))
    risks = {
        client: "red" if red else "orange" if orange else ""
        for client, red, orange in connection.exec_driver_sql(_OPEN_RISKS)
    }
    orphans = holding.led(connection) - {row["client"] for row in rows if row["kind"] == "own"}
    called = names.of_clients(connection, orphans.union(row["client"] for row in rows))

    def one(client: str, kind: str = "", since: str = "", until: str = "") -> Held:
        return Held(
            client=client,
            client_name=called.get(client, ""),
            kind=kind,
            since=since,
            until=until,
            risk=risks.get(client, ""),
            late=late[client],
        )

    found: dict[str, list[Held]] = {"": [one(client) for client in orphans]}
    for row in rows:
        dossiers = found.setdefault(row["caseworker"], [])
        dossiers.append(one(row["client"], row["kind"], row["since"] or "", row["until"] or ""))
    return {
        caseworker: tuple(sorted(dossiers, key=lambda each: (each.client_name, each.client)))
        for caseworker, dossiers in found.items()
    }
