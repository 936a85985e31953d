"""Pictures of the whole intake, its sheet, somebody known already, and making two dossiers one."""

from __future__ import annotations

from textual.pilot import Pilot

from screens.app import ThuisApp
from tests.shots.tour import Stop, keys, typed
from thuis_tui.desk.desk import Desk

SAID = {
    "referred_on": "2026-02-20",
    "referred_by": "Wijkteam Overvecht, S. de Boer",
    "support_question": "Ik wil een eigen voordeur.\nEn rust, zodat mijn dochter kan komen logeren.",
    "initials": "M.",
    "language": "Nederlands, Arabisch",
    "interpreter": "no",
    "bsn_absent": {"answer": "unknown"},
    "residence_status": {"answer": "refused"},
    "income": "assistance",
    "debts": "middle",
    "debt_help": {"answer": "unknown"},
    "homeless_since": "2024",
    "authorisation": "asked",
    "intake_report": "present",
}


def _desk(pilot: Pilot[None]) -> Desk:
    assert isinstance(pilot.app, ThuisApp)
    desk = pilot.app.desk
    assert desk is not None
    return desk


def part(name: str, *pressed: str) -> Stop:
    """A section of the intake of the first client, half filled in."""

    async def stop(pilot: Pilot[None]) -> None:
        desk = _desk(pilot)
        [row] = await desk.caseload.rows((await desk.caseload.ids())[:1])
        for field, value in SAID.items():
            seen = await desk.facts.standing(row.client, field)
            await desk.facts.set(seen, value)
        assert isinstance(pilot.app, ThuisApp)
        await pilot.app.go("whole_intake", client=row.client, part=name)
        await pilot.pause(0.6)
        await pilot.press(*pressed)
        await pilot.pause(0.6)

    return stop


STOPS: dict[str, Stop] = {
    "whole-intake-1-referral": part("referral"),
    "whole-intake-2-person": part("person", "down", "down"),
    "whole-intake-3-care": part("care", "down", "f3"),
    "whole-intake-4-attachments": part("attachments"),
    "whole-intake-5-wrong": part("person", *["down"] * 7, *typed("123456789"), "pagedown"),
    "whole-intake-6-sheet": part("money", "f2"),
    "whole-intake-7-folder": part("money", "f2", "y"),
    "whole-intake-8-from-dossier": keys("down", "enter", "f", wait=0.8),
}
