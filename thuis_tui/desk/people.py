"""The people around a client, and the register of what the client allows to be shared with whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from thuis_tui.casework import consent_rules
from thuis_tui.casework.consent_rules import State
from thuis_tui.casework.problem import Problem
from thuis_tui.casework.terms.common import SAFE_TO_CALL
from thuis_tui.casework.terms.people import CONSENT_DATA, CONSENT_HOW, CONTACT_ROLE
from thuis_tui.desk import names, records
from thuis_tui.desk.file import OpenFile
from thuis_tui.desk.matter import Matter
from thuis_tui.desk.records import Records
from thuis_tui.language import _, dates

_EXPIRING = """SELECT id, client, party, purpose, ends_on FROM consent
    WHERE ends_on>=? AND ends_on<=? AND withdrawn_on IS NULL ORDER BY ends_on, id"""


class NoConsent(PermissionError):
    """Nobody allowed to share this with them; `lines` name what is missing, in the user's language."""

    def __init__(self, party: str, lines: Sequence[str]) -> None:
        super().__init__(", ".join(lines))
        self.party = party
        self.lines = tuple(lines)

    @property
    def told(self) -> str:
        """What is missing, in one sentence."""
        return _("There is no consent to share this with {party}: {lines}.").format(
            party=self.party, lines=", ".join(self.lines)
        )


@dataclass(frozen=True, slots=True)
class ContactShown:
    """Somebody around the client, as a list shows it."""

    contact: str
    name: str
    role: str
    organisation: str
    phone: str
    email: str
    emergency: bool
    household: bool
    safe_to_call: str
    """Empty where nothing was said; else ready to read."""
    warned: bool
    """Do not simply call."""
    ended_on: str
    remark: str


@dataclass(frozen=True, slots=True)
class ConsentShown:
    """One line of the consent register, ready to read."""

    consent: str
    party: str
    purpose: str
    data: tuple[str, ...]
    codes: tuple[str, ...]
    given_on: str
    given_how: str
    ends_on: str
    withdrawn_on: str
    withdrawn_reason: str
    state: State


class People:
    """Reads contacts and consents, and takes a consent back."""

    def __init__(self, file: OpenFile, written: Records) -> None:
        self._file = file
        self._records = written

    async def contacts(self, client: str) -> list[ContactShown]:
        """Those to call in an emergency first, then by role; those of before last."""
        return await self._file.read_of(client, lambda connection: contacts(connection, client))

    async def consents(self, client: str) -> list[ConsentShown]:
        """What counts first, the earliest end first; then what ended or was withdrawn."""
        today = self._file.world.today()
        return await self._file.read_of(client, lambda connection: consents(connection, client, today))

    async def withdraw(self, client: str, consent: str, reason: str) -> None:
        """Take a consent back from today on, with the reason. Raises InvalidInput, NotFound."""
        records.refuse_reason(reason)
        seen = await self._records.standing(client, f"consent:{consent}")
        values = {"withdrawn_on": self._file.world.today().isoformat(), "withdrawn_reason": reason.strip()}
        await self._records.change(seen, values)

    async def require(self, client: str, party: str, data: Collection[str]) -> None:
        """Raise NoConsent, naming each missing line, unless all of this may be shared with this party."""
        today = self._file.world.today()
        await self._file.read(lambda connection: require(connection, client, party, data, today))

    @staticmethod
    def consent_rule(values: Mapping[str, Any]) -> list[Problem]:
        """What is wrong with a consent as a whole."""
        return consent_rules.consent_problems(values)


def require(connection: Connection, client: str, party: str, data: Collection[str], today: date) -> None:
    """Inside a read: raise NoConsent unless this may be shared with this party, the name on it."""
    held = records.rows(connection, "consent", client)
    handed = consent_rules.to_hand_over(data)
    if absent := consent_rules.missing(held, party, handed, today) if handed else tuple(data):
        raise NoConsent(party, [CONSENT_DATA.shown(code) for code in absent])


def contacts(connection: Connection, client: str) -> list[ContactShown]:
    """Inside a read: the contacts of a client."""
    order = "ended_on IS NOT NULL, emergency IS NOT 'yes', role, name"
    return [_contact(row) for row in records.rows(connection, "contact", client, order=order)]


def _contact(row: Mapping[str, Any]) -> ContactShown:
    safe = row["safe_to_call"]
    return ContactShown(
        contact=row["id"],
        name=row["name"],
        role=CONTACT_ROLE.shown(row["role"]),
        organisation=row["organisation"] or "",
        phone=row["phone"] or "",
        email=row["email"] or "",
        emergency=row["emergency"] == "yes",
        household=row["household"] == "yes",
        safe_to_call=SAFE_TO_CALL.shown(safe) if safe else "",
        warned=safe in ("no", "arranged"),
        ended_on=dates.stored_day(row["ended_on"]),
        remark=row["remark"] or "",
    )


def consents(connection: Connection, client: str, today: date) -> list[ConsentShown]:
    """Inside a read: the consent register of a client."""
    shown = [_consent(row, today) for row in records.rows(connection, "consent", client)]
    rank = {"expiring": 0, "valid": 1, "expired": 2, "withdrawn": 3}
    return sorted(shown, key=lambda each: rank[each.state])


def _consent(row: Mapping[str, Any], today: date) -> ConsentShown:
    return ConsentShown(
        consent=row["id"],
        party=row["party"],
        purpose=row["purpose"],
        data=tuple(CONSENT_DATA.shown(code) for code in row["data"]),
        codes=tuple(row["data"]),
        given_on=dates.stored_day(row["given_on"]),
        given_how=CONSENT_HOW.shown(row["given_how"]),
        ends_on=dates.stored_day(row["ends_on"]),
        withdrawn_on=dates.stored_day(row["withdrawn_on"]),
        withdrawn_reason=row["withdrawn_reason"] or "",
        state=consent_rules.state(row, today),
    )


def matters(connection: Connection, today: date, me: str) -> list[Matter]:
    """Consents that end within a month: to be asked again in time."""
    last = date.fromordinal(today.toordinal() + consent_rules.SOON_DAYS)
    rows = connection.exec_driver_sql(_EXPIRING, (today.isoformat(), last.isoformat())).fetchall()
    called = names.of_clients(connection, (row[1] for row in rows))
    return [
        Matter(
            kind="consent",
            text=_("Consent ends: {party}, {purpose}").format(party=party, purpose=purpose),
            client=client,
            client_name=called.get(client, ""),
            due_on=ends_on,
            route="people",
            arguments={"client": client},
        )
        for _consent_id, client, party, purpose, ends_on in rows
    ]
