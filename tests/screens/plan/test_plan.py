"""The page of a plan: read, written, agreed, evaluated, all by keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from screens.plan.difference import PlanDifferenceScreen
from screens.plan.forms import ActionEditorScreen, GoalEditorScreen, OutcomeEditorScreen, PlanEditorScreen
from screens.plan.plan import PlanScreen
from tests.desk.planned import RENT, TO_ACTIVE, go, plan_of
from tests.screens.plan.conftest import Opener
from tests.screens.waiting import shows, text, until
from tests.screens.writing.opened import Opened
from thuis_tui.desk.plan_shapes import PlanShown


async def opened_plan(at: Opened, *steps: str, **arguments: str) -> tuple[PlanScreen, PlanShown]:
    plan = await plan_of(at.desk)
    plan = await go(at.desk, plan, *steps)
    page = await at.go(PlanScreen, "plan", client=plan.client, **arguments)
    await until(at.pilot, lambda: page.ready and page.plan is not None, "the plan is there")
    return page, plan


async def test_the_whole_plan_is_on_one_page(opened: Opener) -> None:
    async with opened() as at:
        page, _plan = await opened_plan(at, *TO_ACTIVE)
        await shows(at.pilot, "Signed: J. Ünal")
        shown = text(at.pilot)
        for words in ("Version 1 · Active", "Finances", str(RENT["wording"]), "Bellen met de corporatie"):
            assert words in shown, words
        assert "by 01-12-2026" in shown
        # On the way down every line of it comes by.
        for _time in range(6):
            await at.pilot.press("j")
        await shows(at.pilot, "Ik wil weer slapen.")
        assert page.heading == "Support plan · José van der Ünal"


async def test_a_first_goal_begins_the_plan(opened: Opener) -> None:
    async with opened() as at:
        client = await at.desk.intake.create({"first_name": "Noor"})
        await at.go(PlanScreen, "plan", client=client)
        await shows(at.pilot, "There is no plan yet.")
        await at.pilot.press("n")
        await at.at(GoalEditorScreen)
        await at.type("1")
        await at.pilot.press("enter")
        await at.type("Ik wil de huur betalen")
        await at.pilot.press("ctrl+s")
        await at.at(PlanScreen)
        await shows(at.pilot, "Ik wil de huur betalen")
        await at.pilot.press("j", "a")
        await at.at(ActionEditorScreen)
        await at.type("Bellen")
        await at.pilot.press("ctrl+s")
        await at.at(PlanScreen)
        await shows(at.pilot, "○ Bellen")
        plan = await at.desk.plans.plan(client)
        assert [action.what for action in plan.goals[0].actions] == ["Bellen"]


async def test_a_goal_that_is_not_filed_is_found_again_under_its_plan(opened: Opener) -> None:
    async with opened() as at:
        _page, plan = await opened_plan(at)
        await at.pilot.press("n")
        page = await at.at(GoalEditorScreen)
        at.field("wording").restore("Ik wil een hond", "")
        await at.pilot.press("ctrl+s")
        await until(at.pilot, lambda: at.field("life_domain").problem, "no life domain was chosen")
        assert at.field("wording").typed == "Ik wil een hond"
        page.action_back()
        await at.at(PlanScreen)
        [draft] = await at.desk.drafts.list()
        assert draft.subject == f"goal:@{plan.id}"
        await at.app.go("drafts")
        await shows(at.pilot, "José van der Ünal")
        await at.pilot.press("enter")
        await at.at(GoalEditorScreen)
        assert at.field("wording").typed == "Ik wil een hond"


async def test_the_client_signs_and_then_it_is_frozen(opened: Opener) -> None:
    async with opened() as at:
        page, plan = await opened_plan(at, "discuss")
        await at.pilot.press("s")
        await shows(at.pilot, "The client agrees and signs")
        await at.pilot.press("1")
        await shows(at.pilot, "types their own name")
        await at.pilot.press("enter")
        await shows(at.pilot, "cannot stay empty")
        await at.type("Noor")
        await at.pilot.press("enter")
        await until(at.pilot, lambda: page.plan and page.plan.state == "agreed", "agreed")
        await shows(at.pilot, "Signed: Noor")
        await shows(at.pilot, "Waits for somebody else to approve it")
        await at.pilot.press("j", "e")
        await shows(at.pilot, "What is agreed stays as it is")
        assert isinstance(at.app.screen, PlanScreen)
        assert not at.app.screen.check_action("new_goal", ())
        # Approving is for somebody else.
        await at.pilot.press("s", "1")
        await shows(at.pilot, "somebody else has to approve it")
        assert (await at.desk.plans.plan(plan.client)).state == "agreed"


async def test_not_agreed_goes_on_with_the_reason(opened: Opener) -> None:
    async with opened() as at:
        page, _plan = await opened_plan(at, "discuss")
        await at.pilot.press("s")
        await shows(at.pilot, "The client does not agree")
        await at.pilot.press("3")
        await shows(at.pilot, "The plan can go on as that")
        await at.type("Eerst een woning")
        await at.pilot.press("enter")
        await until(at.pilot, lambda: page.plan and page.plan.agreement == "not_agreed", "not agreed")
        await shows(at.pilot, "Eerst een woning")


async def test_actions_are_done_with_one_key_and_undone_with_the_same(opened: Opener) -> None:
    async with opened() as at:
        page, plan = await opened_plan(at, *TO_ACTIVE)
        await at.pilot.press("j", "j", "space")
        await shows(at.pilot, "✓ Bellen")
        await at.pilot.press("space")
        await shows(at.pilot, "○ Bellen")
        await at.pilot.press("minus")
        await shows(at.pilot, "– Bellen")
        shown = await at.desk.plans.plan(plan.client)
        assert shown.goals[0].actions[0].state == "dropped"
        assert page.plan == shown


async def test_evaluation_leads_along_the_goals_without_an_outcome(opened: Opener) -> None:
    async with opened() as at:
        page, plan = await opened_plan(at, *TO_ACTIVE)
        await at.pilot.press("s", "1")
        for goal, outcome in zip(plan.goals, ("reached", "partly"), strict=True):
            editor = await at.at(OutcomeEditorScreen)
            await until(at.pilot, lambda editor=editor, goal=goal: editor.under == goal.id, "the next goal")  # type: ignore[misc]
            await at.type(outcome)
            await at.pilot.press("ctrl+s")
            await until(at.pilot, lambda editor=editor: at.app.screen is not editor, "filed")  # type: ignore[misc]
        await at.at(PlanScreen)
        await shows(at.pilot, "Every goal has its outcome")
        await at.pilot.press("s", "1")
        await until(at.pilot, lambda: page.plan and page.plan.state == "closed", "closed")


async def test_closing_with_a_goal_open_leads_there_and_leaving_leaves_it_open(opened: Opener) -> None:
    async with opened() as at:
        page, _plan = await opened_plan(at, *TO_ACTIVE, "evaluate")
        await at.pilot.press("s", "1")
        await at.at(OutcomeEditorScreen)
        await at.pilot.press("ctrl+s")
        await until(at.pilot, lambda: at.field("outcome").problem, "an outcome is needed")
        await at.pilot.press("escape")
        await at.at(PlanScreen)
        await shows(at.pilot, "2 goals still miss their outcome")
        assert page.plan is not None and page.plan.state == "in_evaluation"


async def test_a_new_version_shows_what_it_says_otherwise(opened: Opener) -> None:
    async with opened() as at:
        page, plan = await opened_plan(at, *TO_ACTIVE)
        await at.pilot.press("N")
        await until(at.pilot, lambda: page.plan and page.plan.number == 2, "version 2")
        await shows(at.pilot, "Version 1 is active until this one begins.")
        newer = await at.desk.plans.plan(plan.client)
        seen = await at.desk.records.standing(plan.client, f"goal:{newer.goals[0].id}")
        await at.desk.plans.change_words(seen, {"wording": "Ik wil de huur en het gas zelf betalen."})
        await at.pilot.press("f")
        await at.at(PlanDifferenceScreen)
        await shows(at.pilot, "≠ Finances · changed")
        shown = text(at.pilot)
        assert f"− {RENT['wording']}" in shown
        assert "≠ Ik wil de huur en het gas zelf betalen." in shown
        assert "= Mental health · the same" in shown
        await at.pilot.press("escape")
        await at.at(PlanScreen)
        await at.pilot.press("left")
        await until(at.pilot, lambda: page.plan and page.plan.number == 1, "version 1")
        await at.pilot.press("right")
        await until(at.pilot, lambda: page.plan and page.plan.number == 2, "version 2 again")


async def test_goals_change_places_and_are_taken_away(opened: Opener) -> None:
    async with opened() as at:
        page, plan = await opened_plan(at)
        await at.pilot.press("j", "J")
        await until(at.pilot, lambda: page.plan and page.plan.goals[1].id == plan.goals[0].id, "lower")
        await at.pilot.press("x")
        await shows(at.pilot, "Take this goal away")
        await at.type("Nu niet")
        await at.pilot.press("enter")
        await until(at.pilot, lambda: page.plan and len(page.plan.goals) == 1, "one goal is left")
        await shows(at.pilot, "Ik wil weer slapen.")


async def test_dates_in_the_wrong_order_are_said_at_their_field(opened: Opener) -> None:
    async with opened() as at:
        await opened_plan(at)
        await at.pilot.press("e")
        await at.at(PlanEditorScreen)
        at.field("starts_on").restore("01-06-2026", "")
        at.field("evaluate_on").restore("01-05-2026", "")
        await at.pilot.press("ctrl+s")
        await until(at.pilot, lambda: at.field("evaluate_on").problem, "the dates are in the wrong order")
        assert at.field("starts_on").typed == "01-06-2026"


@pytest.mark.parametrize(("choice", "ending", "begins"), [("1", "pdf", b"%PDF"), ("4", "md", b"# My plan")])
async def test_the_plan_goes_on_paper_and_into_the_access_log(
    opened: Opener, tmp_path: Path, choice: str, ending: str, begins: bytes
) -> None:
    async with opened() as at:
        await opened_plan(at)
        await at.pilot.press("y")
        await shows(at.pilot, "In plain language")
        await at.pilot.press(choice)
        await shows(at.pilot, "Into which folder?")
        await at.paste(str(tmp_path / "nowhere"))
        await at.pilot.press("enter")
        await shows(at.pilot, "There is no such folder")
        await at.pilot.press("ctrl+u")
        await at.paste(str(tmp_path))
        await at.pilot.press("enter")
        await until(at.pilot, lambda: list(tmp_path.glob(f"*.{ending}")), "the file is there")
        [file] = list(tmp_path.glob(f"*.{ending}"))  # noqa: ASYNC240
        assert "Ünal" not in file.name and file.read_bytes().startswith(begins)
        assert file.stat().st_mode & 0o077 == 0
        asked = "SELECT count(*) FROM access WHERE event IN ('print', 'export')"
        assert await at.desk.file.read(lambda connection: connection.exec_driver_sql(asked).scalar()) == 1


async def test_the_dossier_leads_to_the_plan_and_privacy_holds_for_hostile_words(opened: Opener) -> None:
    async with opened() as at:
        plan = await plan_of(
            at.desk, "", {"life_domain": 1, "wording": "[/b] [red]niet\x1b rood".replace("\x1b", "")}
        )
        await at.app.go("dossier", client=plan.client)
        await shows(at.pilot, "No notes yet")
        await at.pilot.press("p")
        await at.at(PlanScreen)
        await shows(at.pilot, "[/b] [red]niet rood")


async def test_a_note_that_is_linked_to_a_goal_opens_from_it(opened: Opener) -> None:
    async with opened() as at:
        plan = await plan_of(at.desk)
        values = {"kind": "office", "occurred_at": "2026-02-20T13:30:00Z", "body": "De huur is betaald."}
        await at.desk.records.create("note", plan.client, {**values, "goals": [plan.goals[1].id]})
        page = await at.go(PlanScreen, "plan", client=plan.client, goal=plan.goals[1].id)
        await shows(at.pilot, "De huur is betaald.")
        assert page._item is not None and page._item.id == plan.goals[1].id
        await at.pilot.press("j", "enter")
        await shows(at.pilot, "At the office")
        await at.pilot.press("escape")
        await at.at(PlanScreen)


async def test_a_small_window_loses_no_line_of_a_long_goal(opened: Opener) -> None:
    async with opened(size=(80, 24)) as at:
        long = "\n".join(f"Regel {number}" for number in range(40))
        plan = await plan_of(at.desk, "", {"life_domain": 1, "wording": "Kort.", "strength": long})
        await at.go(PlanScreen, "plan", client=plan.client)
        await shows(at.pilot, "Kort.")
        seen: set[str] = set()
        for _time in range(60):
            seen.update(word for word in text(at.pilot).split("\n"))
            await at.pilot.press("j")
        whole = "\n".join(seen)
        assert all(f"Regel {number}" in whole for number in range(40))
        await at.pilot.press("g")
        await shows(at.pilot, "not written yet")
        await at.pilot.press("pagedown", "pagedown", "pageup", "G")
        await shows(at.pilot, "Bellen met de corporatie")
