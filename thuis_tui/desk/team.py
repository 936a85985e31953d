"""The desk of who leads a team: what waits for them, how the dossiers are divided, who covers for whom.

All numbers are of people, not of files: dossiers of one person that are read as one count once, with the
strictest risk of them and what is late in all of them. A restricted dossier is in none of them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, RowMapping

from thuis_tui.casework.rights import Right, Role, may
from thuis_tui.casework.safety_rules import strictest
from thuis_tui.casework.terms.handover import HELD_AS
from thuis_tui.desk import names, roles, today
from thuis_tui.desk.file import OpenFile
from thuis_tui.desk.matter import Matter
from thuis_tui.desk.world import last_day
from thuis_tui.store import holding, merged

WAITING = frozenset({"late_work", "notice", "plan_approval"})
"""What only who leads the team can settle; it stands on their page of today too."""
_ME = "SELECT team, team_id, roles FROM caseworker WHERE id=?"
_MEMBERS = "SELECT id, name, roles FROM caseworker WHERE team_id=? ORDER BY name, id"
_HELD = (
    "SELECT * FROM assignment WHERE ifnull(ended_at, '')='' AND ifnull(until, '9999')>? ORDER BY since, id"
)
_LATE_TASKS = (
    "SELECT client, count(*) FROM task WHERE ifnull(state, 'open')='open' AND due_on<? GROUP BY client"
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
    """How many things of it should have been done before today, whoever had to: open tasks, actions of plans
    that run, evaluations, risks and consents to look at again, and the other days of `OF_THE_TEAM`.
    """

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
        """How many dossiers are theirs: covered for them or not, and not those they cover or read on in."""
        return sum(one.kind == "own" for one in self.held)

    @property
    def covered(self) -> int:
        """How many they look after for a colleague; these count as their colleague's own, too."""
        return sum(one.kind == "cover" for one in self.held)

    def at_risk(self, level: str) -> int:
        """How many of their own have an open risk of this colour, and none that is stricter."""
        return sum(one.kind == "own" and one.risk == level for one in self.held)

    @property
    def late(self) -> int:
        """How many things of their own dossiers should have been done before today, whoever had to."""
        return sum(one.late for one in self.held if one.kind == "own")


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDay:
    """What who leads a team sees. `leads` is False for anybody else, and then the rest is empty."""

    on: date
    leads: bool
    team: str = ""
    waiting: tuple[Matter, ...] = ()
    """What this lead settles: work set aside, notices, plans to approve that they wrote nothing in."""
    expired: tuple[Matter, ...] = ()
    """Risks in dossiers of the team, those of the lead among them, whose day to look again has gone by."""
    members: tuple[Member, ...] = ()
    """The one with most dossiers first."""
    unheld: tuple[Held, ...] = ()
    """Dossiers of the team that nobody holds as their own; covered or read on in, they are nobody's still."""

    @property
    def dossiers(self) -> int:
        """How many dossiers the team has: one that two hold as their own counts once, in the sum of all."""
        own = {one.client for member in self.members for one in member.held if one.kind == "own"}
        return len(own) + len(self.unheld)


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
    found = today.everything(connection, on, me)
    rows = connection.exec_driver_sql(_HELD, (now,)).mappings().all()
    held = _held(connection, rows, _late(connection, on, found))
    members = [
        Member(
            caseworker=id_, name=name, lead=Role.TEAM_LEAD in json.loads(has or "[]"), held=held.get(id_, ())
        )
        for id_, name, has in connection.exec_driver_sql(_MEMBERS, (mine.team_id,))
    ]
    ours = {one.client for dossiers in held.values() for one in dossiers}
    expired = [one for one in found if one.kind == "risk_review" and one.late(on) and one.client in ours]
    return TeamDay(
        on=on,
        leads=True,
        team=mine.team or "",
        waiting=tuple(today.named(connection, [one for one in found if one.kind in WAITING])),
        expired=tuple(today.named(connection, expired)),
        members=tuple(sorted(members, key=lambda one: (-one.own, one.name))),
        unheld=held.get("", ()),
    )


def _late(connection: Connection, on: date, found: Iterable[Matter]) -> Counter[str | None]:
    """How many things are overdue in each dossier that goes on, whoever had to do them."""
    counted = Counter(one.client for one in found if one.kind in today.OF_THE_TEAM and one.late(on))
    away = merged.into(connection)
    for client, count in connection.exec_driver_sql(_LATE_TASKS, (on.isoformat(),)):
        counted[away.get(client, client)] += count
    return counted


def _held(
    connection: Connection, rows: Sequence[RowMapping], late: Mapping[str | None, int]
) -> dict[str, tuple[Held, ...]]:
    """What each caseworker holds; under "" what nobody holds as their own. By name of the client."""
    away = merged.into(connection)
    together: dict[tuple[str, str], list[RowMapping]] = {}
    for row in rows:
        together.setdefault((row["caseworker"], away.get(row["client"], row["client"])), []).append(row)
    own = {away.get(row["client"], row["client"]) for row in rows if row["kind"] == "own"}
    orphans = {away.get(one, one) for one in holding.led(connection)} - own
    called = names.of_clients(connection, orphans.union(client for _caseworker, client in together))
    risks = _risks(connection, away)

    def one(client: str, kind: str = "", since: str = "", until: str = "") -> Held:
        return Held(
            client=client,
            client_name=called.get(client, ""),
            kind=kind,
            since=since,
            until=until,
            risk=risks.get(client, ""),
            late=late.get(client, 0),
        )

    found: dict[str, list[Held]] = {"": [one(client) for client in orphans]}
    for (caseworker, client), several in together.items():
        # As the strongest of what is read as one is held, until the last of that is over.
        kind = min((row["kind"] for row in several), key=_strength)
        such = [row for row in several if row["kind"] == kind]
        since = min(row["since"] or "" for row in such)
        ends = [row["until"] or "" for row in such]
        found.setdefault(caseworker, []).append(one(client, kind, since, max(ends) if all(ends) else ""))
    return {
        caseworker: tuple(sorted(dossiers, key=lambda each: (each.client_name, each.client)))
        for caseworker, dossiers in found.items()
    }


def _strength(kind: str) -> int:
    """The strongest way to hold a dossier first; one of a later version last."""
    codes = [term.code for term in HELD_AS.terms]
    return codes.index(kind) if kind in codes else len(codes)


def _risks(connection: Connection, away: Mapping[str, str]) -> dict[str, str]:
    """The strictest colour of the open risks of each dossier that goes on, as far as it is red or orange."""
    found: dict[str, str] = {}
    for client, red, orange in connection.exec_driver_sql(_OPEN_RISKS):
        last = away.get(client, client)
        if red or orange:
            found[last] = strictest([found.get(last, ""), "red" if red else "orange"])
    return found
