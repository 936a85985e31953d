"""Changing a cell of the warning plan that says more than one thing: of merged dossiers, or in dispute."""

from __future__ import annotations

from screens.field_editor import FieldEditorScreen
from screens.safety.warning_plan import WarningPlanScreen
from tests.screens.conftest import PASSPHRASE
from tests.screens.safety.conftest import AtSafety, Safe
from tests.screens.waiting import shows, text, until
from thuis_tui.desk.facts import put
from thuis_tui.desk.shapes import FieldStanding
from thuis_tui.store.writing import Writing

SIGNS = "red_signs"


async def signs(at: AtSafety, client: str, said: str) -> FieldStanding:
    """Write the signs of red; how they stood before."""
    await at.desk.safety.make_plan(client)
    seen = await at.desk.facts.standing(client, SIGNS, f"warning_plan:{client}")
    await at.desk.facts.set(seen, said)
    return seen


async def merged(at: AtSafety) -> str:
    """Another dossier with signs of its own, merged into that of the client; its id."""
    other = await at.desk.intake.create({"first_name": "Jose", "surname": "Unal"})
    await signs(at, other, "Trekt zich terug.")
    await at.desk.merging.merge(await at.desk.merging.compare(at.client, other))
    return other


async def opened(at: AtSafety) -> FieldEditorScreen:
    """The editor of the signs, by keyboard."""
    await at.go(WarningPlanScreen, "warning_plan", client=at.client)
    await at.pilot.press("4", "enter")
    return await at.at(FieldEditorScreen)


async def test_what_an_editor_began_with_is_there_again_after_a_lock(safe: Safe) -> None:
    async with safe() as at:
        await signs(at, at.client, "Schreeuwt.")
        await merged(at)
        page = await opened(at)
        assert page.body is not None
        assert page.body.text == "Schreeuwt.\n\nTrekt zich terug."
        await at.pilot.press("ctrl+l")
        await shows(at.pilot, "Locked.")
        await at.pilot.press(*PASSPHRASE, "enter")
        page = await at.at(FieldEditorScreen)
        assert page.body is not None
        assert page.body.text == "Schreeuwt.\n\nTrekt zich terug."
        await at.pilot.press("ctrl+s")
        await at.at(WarningPlanScreen)
        await shows(at.pilot, "Trekt zich terug.")
        assert at.app.desk is not None
        cells = {cell.field: cell.texts for cell in (await at.app.desk.safety.plan(at.client)).cells}
        assert cells[SIGNS] == ("Schreeuwt.\n\nTrekt zich terug.",)


async def test_what_merged_dossiers_say_is_not_lost_where_people_disagree(safe: Safe) -> None:
    async with safe() as at:
        seen = await signs(at, at.client, "Schreeuwt.")

        def theirs(writing: Writing) -> None:
            me, writing.actor = writing.actor, f"{8:032x}"
            put(writing, seen, "Zwijgt.", seen.base)
            writing.actor = me

        await at.desk.file.write(theirs)
        await merged(at)
        page = await opened(at)
        for wanted in ("This takes the place of all these values:", "Schreeuwt.", "Zwijgt."):
            assert wanted in text(at.pilot)
        assert page.body is not None
        assert page.body.text == "Schreeuwt.\n\nTrekt zich terug."
        await at.pilot.press("ctrl+s")
        await at.at(WarningPlanScreen)
        await until(at.pilot, lambda: "Zwijgt." not in text(at.pilot))
        await shows(at.pilot, "Trekt zich terug.")
        assert not await at.desk.conflicts.listed()
