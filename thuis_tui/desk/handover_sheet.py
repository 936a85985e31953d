"""The handover sheet: what somebody who takes a dossier over has to know, risks and open actions first.

Plain text in the language of who hands over, made from what this laptop has; the dossier itself follows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection

from thuis_tui.casework.terms.common import YES_NO
from thuis_tui.casework.terms.plan import PLAN_STATE
from thuis_tui.casework.terms.safety import RISK_KIND
from thuis_tui.casework.transfer import MAX_SHEET
from thuis_tui.casework.vocabulary import NOTE_KIND, RISK_LEVEL
from thuis_tui.desk import timeline
from thuis_tui.desk.crisis import CrisisCard, Number, card_of
from thuis_tui.desk.records import rows
from thuis_tui.desk.visit_reading import to_do
from thuis_tui.language import _
from thuis_tui.language.dates import at_place, day, moment, stored_day
from thuis_tui.store import merged
from thuis_tui.text import excerpt

NOTES = 3
_WORDS = 400
"""Characters of one fact."""
_VISITS = """SELECT starts_at, starts_offset, purpose FROM visit
    WHERE client {these} AND outcome IS NULL AND checked_in_at IS NULL AND starts_at>=? ORDER BY starts_at"""
_NOTES = "SELECT rowid FROM note WHERE client {these} ORDER BY occurred_at DESC, rowid DESC LIMIT ?"


def sheet_of(connection: Connection, client: str, me: str, today: date, now: str) -> str:
    """The sheet of one dossier; raises NotFound."""
    card = card_of(connection, client, me, today)
    parts = [
        (_("Risks and agreements"), _risks(connection, client, card)),
        (_("Open actions"), [_due(each.what, each.due_on) for each in to_do(connection, client, today)]),
        (_("Coming visits"), _visits(connection, client, now)),
        (_("Support plan"), _plan(connection, client)),
        (_("To call"), [_number(each) for each in (*card.emergency, *card.doctors)]),
        (_("Last notes"), _notes(connection, client)),
    ]
    text = "\n\n".join(_part(title, lines) for title, lines in parts)
    return text if len(text) <= MAX_SHEET else text[: MAX_SHEET - 1] + "…"


def _part(title: str, lines: Iterable[str]) -> str:
    told = [f"- {line}" for line in lines]
    return "\n".join([title.upper(), *(told or [_("none")])])


def _risks(connection: Connection, client: str, card: CrisisCard) -> list[str]:
    told = []
    if card.level:
        told.append(_("Colour: {colour}").format(colour=RISK_LEVEL.shown(card.level)))
    if card.go_with_two:
        told.append(_("Nobody goes there alone."))
    for risk in card.risks:
        words = f"{RISK_LEVEL.shown(risk.level)}, {RISK_KIND.shown(risk.kind)}: {excerpt(risk.fact, _WORDS)}"
        again = _("look again on {date}").format(date=stored_day(risk.review_on))
        told.append(f"{words} ({again})")
    if card.safe_code and card.safe_code != YES_NO.terms[0].code:
        told.append(_("Calling: {how}").format(how=card.safe_to_call))
    if card.pets:
        told.append(_("Pets: {pets}").format(pets=excerpt(card.pets, _WORDS)))
    if card.language:
        told.append(_("Language: {language}").format(language=excerpt(card.language, _WORDS)))
    row = connection.exec_driver_sql("SELECT agreements FROM client WHERE id=?", (client,)).first()
    if row is not None and row[0]:
        told.append(_("Agreed: {agreements}").format(agreements=excerpt(row[0], _WORDS * 2)))
    return told


def _due(what: str, due_on: str) -> str:
    told = excerpt(what, _WORDS)
    return f"{told} ({stored_day(due_on)})" if due_on else told


def _visits(connection: Connection, client: str, now: str) -> list[str]:
    together = merged.family(connection, client)
    found = connection.exec_driver_sql(_VISITS.format(these=merged.one_of(together)), (*together, now))
    return [
        " · ".join(filter(None, [moment(starts_at, offset or 0), excerpt(purpose or "", _WORDS)]))
        for starts_at, offset, purpose in found
    ]


def _plan(connection: Connection, client: str) -> list[str]:
    plans = [
        plan for plan in rows(connection, "plan", client, order="number DESC") if plan["state"] != "closed"
    ]
    told = []
    for plan in plans:
        words = PLAN_STATE.shown(plan["state"])
        if plan["evaluate_on"]:
            words += ", " + _("evaluation on {date}").format(date=stored_day(plan["evaluate_on"]))
        told.append(_("Version {number}: {state}").format(number=plan["number"], state=words))
        goals = rows(
            connection, "goal", client, order="recorded_at", where="plan=?", parameters=(plan["id"],)
        )
        told += [excerpt(goal["wording"], _WORDS) for goal in goals if not goal["outcome"]]
    return told


def _number(number: Number) -> str:
    return " · ".join(filter(None, [number.name, number.role, number.phone, number.safe_to_call]))


def _notes(connection: Connection, client: str) -> list[str]:
    together = merged.family(connection, client)
    sql = _NOTES.format(these=merged.one_of(together))
    rowids = [row[0] for row in connection.exec_driver_sql(sql, (*together, NOTES))]
    return [
        f"{day(at_place(entry.occurred_at, entry.occurred_offset).date())} {NOTE_KIND.shown(entry.kind)}:"
        f" {excerpt(entry.excerpt, _WORDS)}"
        for entry in timeline.entries(connection, rowids)
    ]
