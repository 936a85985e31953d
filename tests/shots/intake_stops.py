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


async def known(pilot: Pilot[None]) -> None:
    """Filing an intake of somebody who is known already."""
    desk = _desk(pilot)
    [row] = await desk.caseload.rows((await desk.caseload.ids())[:1])
    dossier = await desk.dossiers.open(row.client)
    first, surname = (str(dossier.field(name).value or "") for name in ("first_name", "surname"))
    await pilot.press("i")
    await pilot.pause(0.4)
    born = str(dossier.field("birth_date").value or "").replace("-", "")
    typed_date = f"{born[6:8]}{born[4:6]}{born[:4]}"
    await pilot.press(*typed(first), "enter", "enter", *typed(surname), "enter", "enter", *typed(typed_date))
    await pilot.pause(0.6)
    await pilot.press("ctrl+s")
    await pilot.pause(0.4)


async def merging(pilot: Pilot[None]) -> None:
    """Two dossiers side by side."""
    desk = _desk(pilot)
    [one, two] = await desk.caseload.rows((await desk.caseload.ids())[:2])
    for client, text in ((one.client, "De hond blijft binnen."), (two.client, "Bel na tien uur.")):
        seen = await desk.facts.standing(client, "agreements")
        await desk.facts.set(seen, text)
    assert isinstance(pilot.app, ThuisApp)
    await pilot.app.go("merging", client=one.client, other=two.client)
    await pilot.pause(0.6)
    await pilot.press("end")
    await pilot.pause(0.2)


async def merged(pilot: Pilot[None]) -> None:
    """A dossier with another merged into it, and the question what to do about that."""
    await merging(pilot)
    await pilot.press("ctrl+s")
    await pilot.pause(0.6)
    desk = _desk(pilot)
    assert isinstance(pilot.app, ThuisApp)
    rows = await desk.caseload.rows((await desk.caseload.ids())[:1])
    await pilot.app.go("dossier", client=rows[0].client)
    await pilot.pause(0.6)
    await pilot.press("M")
    await pilot.pause(0.4)


STOPS: dict[str, Stop] = {
    "whole-intake-1-referral": part("referral"),
    "whole-intake-2-person": part("person", "down", "down"),
    "whole-intake-3-care": part("care", "down", "f3"),
    "whole-intake-4-attachments": part("attachments"),
    "whole-intake-5-wrong": part("person", *["down"] * 7, *typed("123456789"), "pagedown"),
    "whole-intake-6-sheet": part("money", "f2"),
    "whole-intake-7-folder": part("money", "f2", "y"),
    "intake-known-already": known,
    "merge-0-choose": keys("home", "enter", "M", wait=0.8),
    "merge-1-compare": merging,
    "merge-2-question": merged,
    "merge-3-dossier": keys("home", "enter", wait=0.8),
    "whole-intake-8-from-dossier": keys("down", "enter", "f", wait=0.8),
}
