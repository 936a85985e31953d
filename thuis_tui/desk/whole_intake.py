"""The whole intake: how far each section is, what the access form needs, and the sheet to type it over."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from thuis_tui.casework import reading
from thuis_tui.casework.intake_sections import (
    ACCESS_FORM,
    SECTIONS,
    STANDS_IN,
    Meter,
    Section,
    asked_in,
    meter,
    section_of,
    still_needed,
    strangers,
)
from thuis_tui.casework.names import full_name
from thuis_tui.casework.problem import Problem
from thuis_tui.casework.records import fields
from thuis_tui.casework.terms.people import CONSENT_DATA
from thuis_tui.casework.vocabulary import NOT_ASKED
from thuis_tui.desk import private_file, records, standing
from thuis_tui.desk.file import OpenFile, log_access
from thuis_tui.desk.records import RecordStanding
from thuis_tui.desk.shapes import InvalidInput, NotFound
from thuis_tui.language import N_, Message, _, dates, message
from thuis_tui.store import merged
from thuis_tui.text import fold

LABELS = 30
"""Columns of the labels in the file; an answer of several lines goes on under its first."""
CONSENTS = "consents"
"""The line of the sheet that no field of the client says."""
_NAMES = ("first_name", "name_prefix", "surname", "alias")
_STANDING_IN = """SELECT role, emergency, name, organisation, phone FROM contact
    WHERE client {these} AND ended_on IS NULL ORDER BY recorded_at, id"""


@dataclass(frozen=True, slots=True)
class SectionStanding:
    """One section as it stands; `needed` are the labels of what the form still needs of it."""

    section: Section
    title: str
    meter: Meter
    needed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IntakeStanding:
    """The whole intake of one client: `asked` is how many questions the form has, `needed` which are open."""

    client: str
    client_name: str
    sections: tuple[SectionStanding, ...]
    asked: int
    needed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of the form: what is asked and what to type there; `needed`: it cannot stay like this."""

    field: str
    section: str
    label: str
    text: str
    needed: bool


@dataclass(frozen=True, slots=True)
class TypingSheet:
    """All answers in the order of the access form."""

    client: str
    client_name: str
    initials: str
    made_on: str
    lines: tuple[SheetLine, ...]
    authorised: bool
    """Whether the client signed that the data may go to regional access."""
    strangers: tuple[str, ...]
    """What the setting names that is no question of ours."""

    @property
    def needed(self) -> tuple[SheetLine, ...]:
        """What is still open."""
        return tuple(line for line in self.lines if line.needed)


class WholeIntake:
    """Reads the intake section by section, and makes the typing sheet."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    async def standing(self, client: str, order: Sequence[str] = ()) -> IntakeStanding:
        """How far the intake is; raises NotFound. `order`: that of the form, ours when there is none."""
        return await self._file.read_of(
            client, lambda connection: _standing(connection, client, order or ACCESS_FORM)
        )

    async def section(self, client: str, section: Section) -> RecordStanding:
        """The fields of one section, each as it is seen now; raises NotFound."""
        me = self._file.database.actor

        def read(connection: Connection) -> RecordStanding:
            seen = {name: standing.of_field(connection, client, name, me) for name in section.fields}
            return RecordStanding(client, f"client:{client}", seen)

        return await self._file.read_of(client, read)

    async def sheet(self, client: str, order: Sequence[str] = ()) -> TypingSheet:
        """The sheet, and a line in the access log; raises NotFound."""
        now = self._file.world.stamp()
        found = await self._file.read(
            lambda connection: _sheet(connection, client, order or ACCESS_FORM, now[:10])
        )
        await self._file.write(lambda writing: log_access(writing, "read", client, now))
        return found

    async def export(self, sheet: TypingSheet, folder: str) -> Path:
        """Write the sheet into a folder, readable by its owner only; where it is now.

        The access log has it before the file is there. Without the client's signed authorisation it is
        refused. Raises InvalidInput at 'authorisation' or 'folder', and FileProblem.
        """
        self._file.author()
        if not sheet.authorised:
            raise InvalidInput([Problem("authorisation", NOT_AUTHORISED)])
        at = self._file.world.stamp()
        await self._file.write(lambda writing: log_access(writing, "export", sheet.client, at))
        stem = "-".join(part for part in ("thuis", sheet.initials, sheet.made_on) if part)
        return await asyncio.to_thread(private_file.write, folder, stem, "txt", text_of(sheet).encode())


def text_of(sheet: TypingSheet) -> str:
    """The sheet as plain text, one question after the other as the form asks them."""
    lines = [
        _("Typing sheet for the regional access form"),
        f"{sheet.client_name} · {dates.stored_day(sheet.made_on)}",
        _("Personal data. Delete this file as soon as it is typed over."),
        "",
    ]
    if sheet.needed:
        lines += [_("Still needed before the form can be sent:")]
        lines += [f"  [ ] {line.label}" for line in sheet.needed]
        lines.append("")
    before = ""
    for line in sheet.lines:
        if line.section != before:
            lines += ["", line.section.upper()]
            before = line.section
        first, *more = line.text.split("\n")
        mark = "! " if line.needed else "  "
        lines.append(f"{mark}{line.label:<{LABELS}}{first}".rstrip())
        lines += [f"{'':<{LABELS + 2}}{each}".rstrip() for each in more]
    return "\n".join(lines) + "\n"


def values_of(connection: Connection, client: str) -> dict[str, Any]:
    """What the file says of a client, field by field, the answers that are no value among it."""
    row = connection.exec_driver_sql("SELECT * FROM client WHERE id=?", (client,)).mappings().first()
    if row is None:
        raise NotFound(client)
    answers: Mapping[str, str] = json.loads(row["answers"])
    return {name: {"answer": answers[name]} if name in answers else row[name] for name in fields("client")}


def _with_people(connection: Connection, client: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The same, with those who are known around the client where nothing else was said."""
    found = dict(values)
    together = merged.family(connection, client)
    query = _STANDING_IN.format(these=merged.one_of(together))
    for role, emergency, *who in connection.exec_driver_sql(query, together):
        said = ", ".join(part for part in who if part)
        for field, wanted in STANDS_IN.items():
            meant = emergency == "yes" if wanted == "emergency" else role == wanted
            if meant and not isinstance(found.get(field), str):
                found[field] = said
    return found


def _standing(connection: Connection, client: str, order: Sequence[str]) -> IntakeStanding:
    own = values_of(connection, client)
    values = _with_people(connection, client, own)
    known = fields("client")
    needed = [name for name in still_needed(values, order) if name in known]
    sections = []
    for each in SECTIONS:
        how_far = meter(each, values, needed)
        labels = tuple(_(known[name].label) for name in how_far.needed)
        sections.append(SectionStanding(each, _(each.title), how_far, labels))
    return IntakeStanding(
        client,
        full_name(*(row if isinstance(row := own[name], str) else None for name in _NAMES)),
        tuple(sections),
        sum(not name.endswith("?") for name in order),
        tuple(_(known[name].label) for name in needed),
    )


def _sheet(connection: Connection, client: str, order: Sequence[str], today: str) -> TypingSheet:
    own = values_of(connection, client)
    values = _with_people(connection, client, own)
    known = fields("client")
    needed = still_needed(values, order)
    lines = []
    for name in asked_in(order):
        facts, section = known.get(name), section_of(name)
        if facts is None or section is None:
            continue
        value = values[name]
        text = reading.shown(facts, value) if value not in (None, "") else _(NOT_ASKED)
        lines.append(SheetLine(name, _(section.title), _(facts.label), text, name in needed))
    lines.append(
        SheetLine(CONSENTS, _("Consents"), _("Consents"), _consents(connection, client, today), False)
    )
    names = [one if isinstance(one := own[name], str) else "" for name in _NAMES]
    return TypingSheet(
        client,
        full_name(*names),
        "".join(one for name in (names[0], names[2]) if (one := fold(name)[:1].upper()).isalnum()),
        today,
        tuple(lines),
        own["authorisation"] == "present",
        tuple(strangers(order)),
    )


def _consents(connection: Connection, client: str, today: str) -> str:
    """With whom what may be shared, one on each line; those that ended or were withdrawn are left out."""
    held = records.rows(
        connection,
        "consent",
        client,
        order="given_on",
        where="withdrawn_on IS NULL AND (ends_on IS NULL OR ends_on>=?)",
        parameters=(today,),
    )
    told = []
    for row in held:
        what = ", ".join(CONSENT_DATA.shown(code) for code in row["data"])
        until = f", {_('until {day}').format(day=dates.stored_day(row['ends_on']))}" if row["ends_on"] else ""
        told.append(f"{row['party']}: {row['purpose']}{f' ({what})' if what else ''}{until}")
    return "\n".join(told) or _("none recorded")


NOT_AUTHORISED: Message = message(
    N_(
        "The signed authorisation is not there yet: see 'Authorisation' among the attachments of the intake. "
        "Until then the sheet stays on the screen."
    )
)
