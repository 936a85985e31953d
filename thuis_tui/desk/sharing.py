"""Giving data of a client to somebody else: only what a consent names, and never without one."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from thuis_tui.casework import reading
from thuis_tui.casework.consent_rules import to_hand_over
from thuis_tui.casework.names import full_name
from thuis_tui.casework.records import fields
from thuis_tui.casework.terms.people import CONSENT_DATA
from thuis_tui.casework.vocabulary import NOTE_KIND
from thuis_tui.desk import people, private_file, records
from thuis_tui.desk.file import OpenFile, log_access
from thuis_tui.desk.shapes import NotFound
from thuis_tui.language import _, dates
from thuis_tui.store import merged

NOTES = 20
"""Of the notes the newest go along; who needs more asks for the file itself."""

OF_CLIENT: Mapping[str, Sequence[str]] = {
    "identity": (
        "first_name",
        "initials",
        "name_prefix",
        "surname",
        "birth_date",
        "phone",
        "email",
        "address",
        "postcode",
        "municipality",
    ),
    "bsn": ("bsn",),
    "finances": ("income", "debts", "debt_help"),
    "health": ("health_insurance", "care", "medication", "mental_health", "substance_use"),
    "justice": ("justice",),
    "housing": ("current_stay", "homeless_since", "housing_wish", "urgency", "regional_tie"),
}
"""Which fields of the client each kind of data is."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What was written, and where."""

    place: Path
    text: str


class Sharing:
    """Writes what may be shared into a file."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    async def text(self, client: str, party: str, data: Collection[str]) -> str:
        """What would be shared, as Markdown. Raises NoConsent naming what is missing, and NotFound."""
        today = self._file.world.today()
        return await self._file.read_of(
            client, lambda connection: _text(connection, client, party, data, today)
        )

    async def write(self, client: str, party: str, data: Collection[str], folder: str) -> Shared:
        """Write it into a folder, with a line in the access log first.

        Raises NoConsent, NotFound, InvalidInput and FileProblem.
        """
        text = await self.text(client, party, data)
        at = self._file.world.stamp()
        await self._file.write(lambda writing: log_access(writing, "export", client, at))
        stem = f"thuis-{self._file.world.today().isoformat()}"
        place = await asyncio.to_thread(private_file.write, folder, stem, "md", text.encode())
        return Shared(place, text)


def _text(connection: Connection, client: str, party: str, data: Collection[str], today: date) -> str:
    row = connection.exec_driver_sql("SELECT * FROM client WHERE id=?", (client,)).mappings().first()
    if row is None:
        raise NotFound(client)
    people.require(connection, client, party, data, today)
    name = full_name(*(row[part] for part in ("first_name", "name_prefix", "surname", "alias")))
    lines = [
        f"# {_plain(name)}",
        "",
        _("For {party}, {day}").format(party=_plain(party), day=dates.day(today)),
    ]
    handed = to_hand_over(data)
    for term in CONSENT_DATA.terms:
        code = str(term.code)
        if code in handed:
            lines += ["", f"## {term.shown()}", ""]
            lines += _part(connection, client, code, dict(row)) or [_("Nothing recorded.")]
    return "\n".join(lines) + "\n"


def _part(connection: Connection, client: str, code: str, row: Mapping[str, Any]) -> list[str]:
    """The lines of one kind of data."""
    if code in OF_CLIENT:
        known = fields("client")
        return [
            _line(_(known[name].label), reading.shown(known[name], row[name]))
            for name in OF_CLIENT[code]
            if row[name]
        ]
    return _PARTS[code](connection, client)


def _plan(connection: Connection, client: str) -> list[str]:
    plans = records.rows(connection, "plan", client, order="number DESC", where="state<>'closed'")
    if not plans:
        return []
    lines = []
    for goal in records.rows(
        connection, "goal", client, order="position", where="plan=?", parameters=(plans[0]["id"],)
    ):
        lines.append(_line(_of("goal", "life_domain", goal), _plain(goal["wording"])))
        actions = records.rows(
            connection, "action", client, order="position", where="goal=?", parameters=(goal["id"],)
        )
        lines += [f"  {_line(_of('action', 'who', action), _plain(action['what']))}" for action in actions]
    return lines


def _assessment(connection: Connection, client: str) -> list[str]:
    last = records.rows(
        connection, "assessment", client, order="measured_on DESC", where="withdrawn_reason IS NULL"
    )
    if not last:
        return []
    scores = records.rows(
        connection,
        "assessment_score",
        client,
        order="life_domain",
        where="assessment=?",
        parameters=(last[0]["id"],),
    )
    lines = [_line(_("Measured on"), dates.stored_day(last[0]["measured_on"]))]
    for score in scores:
        said = _of("assessment_score", "level", score) or score["not_assessed"] or ""
        lines.append(_line(_of("assessment_score", "life_domain", score), _plain(said)))
    return lines


def _notes(connection: Connection, client: str) -> list[str]:
    together = merged.family(connection, client)
    rows = connection.exec_driver_sql(
        f"SELECT occurred_at, occurred_offset, kind, body FROM note WHERE client {merged.one_of(together)}"  # noqa: S608
        " ORDER BY occurred_at DESC LIMIT ?",
        (*together, NOTES),
    ).fetchall()
    lines: list[str] = []
    for at, offset, kind, body in rows:
        lines += [f"### {dates.moment(at, offset)} · {NOTE_KIND.shown(kind)}", "", _plain(body), ""]
    return lines


def _safety(connection: Connection, client: str) -> list[str]:
    flags = records.rows(connection, "risk_flag", client, where="ended_on IS NULL")
    lines = [
        _line(f"{_of('risk_flag', 'level', flag)}, {_of('risk_flag', 'kind', flag)}", _plain(flag["fact"]))
        for flag in flags
    ]
    for plan in records.rows(connection, "warning_plan", client, order="id"):
        known = fields("warning_plan")
        lines += [
            _line(_(known[name].label), _plain(plan[name]))
            for name in known
            if name not in ("client", "discussed_on") and plan[name]
        ]
    return lines


_PARTS = {"plan": _plan, "assessment": _assessment, "notes": _notes, "safety": _safety}


def _of(record_type: str, field: str, row: Mapping[str, Any]) -> str:
    value = row[field]
    return "" if value is None else reading.shown(fields(record_type)[field], value)


def _line(label: str, said: str) -> str:
    return f"- {label}: {said}" if label else f"- {said}"


def _plain(text: str) -> str:
    """User text in Markdown: nothing in it is a heading, a link or an emphasis."""
    for sign in "\\`*_{}[]<>#|":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "  \n  ")
