"""Emergency access: asking the service for a dossier one does not hold, and what it answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from thuis_tui.casework import checks, dates
from thuis_tui.casework.problem import FieldProblem, Problem
from thuis_tui.casework.records import cleaned, validate
from thuis_tui.casework.rights import Right, may
from thuis_tui.casework.transfer import EMERGENCY_REASON
from thuis_tui.casework.validation import REQUIRED
from thuis_tui.desk import names
from thuis_tui.desk.file import OpenFile, log_access
from thuis_tui.desk.roles import roles_of
from thuis_tui.desk.shapes import InvalidInput
from thuis_tui.language import N_, message
from thuis_tui.store import merged, write
from thuis_tui.store.writing import Writing

SHOWN = 20
"""So many of the latest are listed."""
TOO_SHORT = message(
    N_("Say in {count} characters or more why it cannot wait: team lead and privacy officer read it."),
    count=EMERGENCY_REASON,
)
WHOLE_DATE = message(N_("The whole birth date is needed here: day, month and year."))
_LATEST = "SELECT * FROM emergency_access ORDER BY recorded_at DESC, id LIMIT ?"


@dataclass(frozen=True, slots=True)
class Emergency:
    """One emergency access. `state`: empty until the service has it, granted, not_found, limited or refused.

    `until` is a moment in UTC; empty when the dossier was one's own already, or was not given.
    """

    id: str
    state: str
    reason: str
    client: str
    client_name: str
    recorded_at: str
    until: str
    surname: str = ""
    """As it was typed; with the birth date as it is kept, or in the place of both the number."""
    birth_date: str = ""
    bsn: str = ""


class Emergencies:
    """Asks and lists."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    async def may(self) -> bool:
        """Whether this person may ask for it; who has no role that the service told of may not."""
        me = self._file.database.actor
        return await self._file.read(lambda connection: may(roles_of(connection, me), Right.EMERGENCY_ACCESS))

    async def ask(self, surname: str, birth_date: str, reason: str) -> str:
        """Ask for the dossier of somebody by family name and birth date, as typed; the id.

        Raises InvalidInput: both have to be whole, and the reason has at least ten characters.
        """
        values, problems = {"surname": surname.strip()}, []
        if not values["surname"]:
            problems.append(Problem("surname", REQUIRED))
        born = _checked("birth_date", birth_date, self._file.world.today(), problems)
        if born and len(born) != len("1985-04-03"):
            problems.append(Problem("birth_date", WHOLE_DATE))
        return await self._ask({**values, "birth_date": born}, reason, problems)

    async def ask_bsn(self, bsn: str, reason: str) -> str:
        """Ask for the dossier of somebody by their citizen service number; the id. Raises InvalidInput."""
        problems: list[Problem] = []
        number = _checked("bsn", bsn, self._file.world.today(), problems)
        return await self._ask({"bsn": number}, reason, problems)

    async def listed(self) -> tuple[Emergency, ...]:
        """The latest first."""
        return await self._file.read(_listed)

    async def _ask(self, values: dict[str, Any], reason: str, problems: list[Problem]) -> str:
        me, at = self._file.author(), self._file.world.stamp()
        kept = cleaned(
            "emergency_access", {**values, "reason": reason.strip(), "author": me, "recorded_at": at}
        )
        if len(kept["reason"]) < EMERGENCY_REASON:
            problems = [*problems, Problem("reason", TOO_SHORT)]
        if problems or (problems := validate("emergency_access", kept)):
            raise InvalidInput(problems)

        def ask_it(writing: Writing) -> str:
            log_access(writing, "emergency", None, at)
            return write.create(writing, f"u:{me}", "emergency_access", kept)

        return (await self._file.write(ask_it)).partition(":")[2]


def _checked(field: str, typed: str, today: date, problems: list[Problem]) -> str:
    """What was typed as it is kept; what is wrong with it is added to the problems."""
    if not typed.strip():
        problems.append(Problem(field, REQUIRED))
        return ""
    check = checks.bsn if field == "bsn" else dates.birth_date
    try:
        return check(typed, today)
    except FieldProblem as fault:
        problems.append(Problem(field, fault.message))
        return ""


def _listed(connection: Connection) -> tuple[Emergency, ...]:
    rows = connection.exec_driver_sql(_LATEST, (SHOWN,)).mappings().all()
    away = merged.into(connection)  # opened is what is read as one; it goes on under one name
    opened = {row["id"]: away.get(row["dossier"] or "", row["dossier"] or "") for row in rows}
    clients = names.of_clients(connection, opened.values())
    return tuple(
        Emergency(
            id=row["id"],
            state=row["state"] or "",
            reason=row["reason"] or "",
            client=opened[row["id"]],
            client_name=clients.get(opened[row["id"]], ""),
            recorded_at=row["recorded_at"] or "",
            until=row["until"] or "",
            surname=row["surname"] or "",
            birth_date=row["birth_date"] or "",
            bsn=row["bsn"] or "",
        )
        for row in rows
    )
