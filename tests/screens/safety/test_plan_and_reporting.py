"""The warning plan by phase, the reporting code in its order, calamities and notices by keyboard."""

from __future__ import annotations

import pytest

from screens.field_editor import FieldEditorScreen
from screens.safety.notices import NoticesScreen
from screens.safety.page import SafetyScreen
from screens.safety.reporting import CalamityEditorScreen, MeldcodeScreen, StepEditorScreen
from screens.safety.warning_plan import WarningPlanScreen
from tests.screens.safety.conftest import AtSafety, Safe
from tests.screens.waiting import shows, text, until
from thuis_tui.store import write

ME = f"{7:032x}"


def told(at: AtSafety, words: str) -> bool:
    """Whether a message in the corner says this."""
    return any(words in shown.message for shown in at.app._notifications)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_any_cell_of_the_plan_is_changed_with_the_field_editor(
    safe: Safe, size: tuple[int, int]
) -> None:
    async with safe(size=size) as at:
        await at.go(SafetyScreen, "safety", client=at.client)
        await at.pilot.press("p")
        await at.at(WarningPlanScreen)
        await shows(at.pilot, "Nothing written yet.")
        await at.pilot.press("3", "down", "down", "down", "enter")
        await at.at(FieldEditorScreen)
        await at.type("Bel samen de arts")
        await at.pilot.press("ctrl+s")
        await at.at(WarningPlanScreen)
        await shows(at.pilot, "Bel samen de arts")
        assert (await at.desk.safety.plan(at.client)).filled == ("orange",)
        await at.pilot.press("left")
        await until(at.pilot, lambda: "Bel samen" not in text(at.pilot))
        await at.pilot.press("right")
        await shows(at.pilot, "Bel samen de arts")


async def test_the_fifth_step_waits_for_the_fourth(safe: Safe) -> None:
    async with safe() as at:
        code = await at.desk.reporting.begin(at.client, "Zorg om [b] de kinderen")
        await at.go(MeldcodeScreen, "meldcode", client=at.client, meldcode=code)
        await shows(at.pilot, "first weigh (step 4)")
        await at.pilot.press("end", "enter")
        await until(at.pilot, lambda: told(at, "Nobody decides before the violence was weighed"))
        assert isinstance(at.app.screen, MeldcodeScreen)
        for number, decision in ((4, ""), (5, "help")):
            await at.go(StepEditorScreen, "meldcode_step", client=at.client, meldcode=code, step=number)
            if decision:
                at.field("decision").entry.focus()
                await at.type(decision)
            at.app.screen.query_one("NoteBody").focus()
            await at.type("Besproken")
            await at.pilot.press("ctrl+s")
            await at.at(MeldcodeScreen)
        await until(at.pilot, lambda: "x Close" in text(at.pilot))
        [shown] = await at.desk.reporting.meldcodes(at.client)
        assert [(each.step, each.account) for each in shown.steps] == [(4, "Besproken"), (5, "Besproken")]


async def test_a_decision_without_an_account_is_refused_with_its_own_words(safe: Safe) -> None:
    async with safe() as at:
        code = await at.desk.reporting.begin(at.client, "Zorg")
        today = at.day(0)
        await at.desk.reporting.take_step(
            at.client, code, {"step": 4, "taken_on": today, "account": "Gewogen."}
        )
        await at.go(StepEditorScreen, "meldcode_step", client=at.client, meldcode=code, step=5)
        at.field("decision").entry.focus()
        await at.type("neither")
        await at.pilot.press("ctrl+s")
        assert isinstance(at.app.screen, StepEditorScreen)
        assert at.field("decision").entry.value
        await at.pilot.press("escape")
        await until(at.pilot, lambda: not isinstance(at.app.screen, StepEditorScreen))
        [draft] = await at.desk.drafts.list()
        assert (draft.fields["meldcode"], draft.kind) == (code, "record")
        await at.app.go("drafts")
        await at.pilot.press("enter")
        page = await at.at(StepEditorScreen)
        assert page.gather()["meldcode"] == code


async def test_a_calamity_is_reported_and_stays_as_it_is(safe: Safe) -> None:
    async with safe() as at:
        await at.go(SafetyScreen, "safety", client=at.client)
        await at.pilot.press("a")
        await at.at(CalamityEditorScreen)
        await at.type("fire")
        await at.pilot.press("enter")
        await at.type("+1")
        at.app.screen.query_one("NoteBody").focus()
        await at.type("Brand in de keuken")
        await at.pilot.press("ctrl+s")
        await shows(at.pilot, "This date is in the future")
        at.field("occurred_at").entry.focus()
        await at.pilot.press("ctrl+u")
        await at.type("0:01")
        await at.pilot.press("ctrl+s")
        await at.at(SafetyScreen)
        await shows(at.pilot, "! Calamity: Fire or explosion")
        assert told(at, "thuis cannot call anyone")


async def test_a_lead_reads_notices_and_marks_them_as_seen(safe: Safe) -> None:
    async with safe() as at:
        told = {
            "kind": "visit_alone",
            "client": at.client,
            "author": ME,
            "account": "Collega is ziek [/x].",
            "recorded_at": "2026-03-04T10:00:00Z",
        }
        await at.desk.file.write(lambda writing: write.create(writing, f"u:{ME}", "notice", told))
        await at.go(NoticesScreen, "notices")
        await shows(at.pilot, "1 new notice")
        await shows(at.pilot, "Collega is ziek [/x].")
        await at.pilot.press("s")
        await shows(at.pilot, "All seen.")
        [seen] = await at.desk.notices.listed()
        assert seen.seen_at
        await at.pilot.press("enter")
        await at.at(SafetyScreen)
