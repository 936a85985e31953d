"""The crisis card: all one needs about one person when it goes wrong, in one read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection

from thuis_tui.casework.names import full_name
from thuis_tui.casework.terms.common import SAFE_TO_CALL
from thuis_tui.casework.terms.people import CONTACT_ROLE
from thuis_tui.casework.vocabulary import MUNICIPALITY
from thuis_tui.desk import family
from thuis_tui.desk.dossiers import Dossiers
from thuis_tui.desk.file import OpenFile
from thuis_tui.desk.records import rows
from thuis_tui.desk.safety import (
    Risk,
    WarningPlanShown,
    disputed,
    governing,
    plan_of,
    risks_of,
)
from thuis_tui.desk.shapes import FieldValue, NotFound

_CLIENT = (
    "SELECT first_name, name_prefix, surname, alias, address, postcode, municipality, phone, second_phone,"
    " pets, language, interpreter FROM client WHERE id=?"
)
DO_NOT_CALL: Final = "no"


@dataclass(frozen=True, slots=True)
class Number:
    """Somebody who can be called; `safe_to_call` is empty when nobody asked."""

    name: str
    role: str
    phone: str
    safe_to_call: str
    """In words."""
    safe_code: str
    other_phones: tuple[str, ...] = ()
    """What colleagues wrote instead, while people disagree about the number."""


@dataclass(frozen=True, slots=True)
class CrisisCard:
    """One person in a crisis."""

    client: str
    name: str
    address: str
    phones: tuple[str, ...]
    safe_to_call: str
    safe_code: str
    level: str
    """The strictest colour of the person and of the open risks."""
    go_with_two: bool
    language: str
    interpreter: bool
    pets: str
    risks: tuple[Risk, ...]
    """The open ones, the strictest first."""
    emergency: tuple[Number, ...]
    doctors: tuple[Number, ...]
    plan: WarningPlanShown


class Crisis:
    """Reads crisis cards."""

    def __init__(self, file: OpenFile, dossiers: Dossiers) -> None:
        self._file = file
        self._dossiers = dossiers

    async def show(self, client: str, shown: Callable[[CrisisCard], None]) -> None:
        """Hand the card over to who shows it, then write a line in the access log.

        In that order: whoever stands in a crisis needs the card more than we need the line. Raises NotFound
        when there is no card, FileProblem when the line could not be written.
        """
        me, today = self._file.database.actor, self._file.world.today()
        shown(await self._file.read(lambda connection: card_of(connection, client, me, today)))
        await self._dossiers.log_reading(client)


def card_of(connection: Connection, client: str, me: str, today: date) -> CrisisCard:
    """Everything on the card in one snapshot; raises NotFound."""
    row = connection.exec_driver_sql(_CLIENT, (client,)).mappings().first()
    if row is None:
        raise NotFound(client)
    risks = tuple(risk for risk in risks_of(connection, client, me, today) if not risk.ended)
    people = [each for each in rows(connection, "contact", client, order="name") if not each["ended_on"]]
    disputes = disputed(connection, client, me, "contact")
    level, go_with_two, safe = family.warnings(connection, client)
    place = " ".join(
        part for part in (row["postcode"], MUNICIPALITY.shown(row["municipality"] or "")) if part
    )
    return CrisisCard(
        client=client,
        name=full_name(row["first_name"], row["name_prefix"], row["surname"], row["alias"]),
        address=", ".join(part for part in (row["address"], place) if part),
        phones=tuple(number for number in (row["phone"], row["second_phone"]) if number),
        safe_to_call=SAFE_TO_CALL.shown(safe) if safe else "",
        safe_code=safe,
        level=governing(risks, level),
        go_with_two=go_with_two == "yes",
        language=row["language"] or "",
        interpreter=row["interpreter"] == "yes",
        pets=row["pets"] or "",
        risks=risks,
        emergency=tuple(
            _number(each, disputes.get(each["id"], {})) for each in people if each["emergency"] == "yes"
        ),
        doctors=tuple(_number(each, disputes.get(each["id"], {})) for each in people if each["role"] == "gp"),
        plan=plan_of(connection, client, me),
    )


def _number(row: Mapping[str, Any], disputes: Mapping[str, tuple[FieldValue, ...]]) -> Number:
    safe, phone = row["safe_to_call"] or "", row["phone"] or ""
    others = tuple(one.text for one in disputes.get("phone", ()) if one.value and one.value != phone)
    return Number(
        name=row["name"] or "",
        role=CONTACT_ROLE.shown(row["role"] or ""),
        phone=phone,
        safe_to_call=SAFE_TO_CALL.shown(safe) if safe else "",
        safe_code=safe,
        other_phones=others,
    )
