"""Tasks on the screens: made, ticked, opened again, given to somebody; mine, cover and all."""

from __future__ import annotations

from datetime import timedelta

from screens.dialogs.choose_client import ChooseClient
from screens.task_editor import TaskEditorScreen
from screens.tasks import TasksScreen
from tests.screens.visits.conftest import AtDesk, Visiting
from tests.screens.waiting import shows, text, until
from thuis_tui.log.wire import ScopeGrant
from thuis_tui.store import holding, write

BRAM = "b" * 32


def day(at: AtDesk, days: int) -> str:
    return (at.clock.local().date() + timedelta(days=days)).isoformat()


async def look(at: AtDesk) -> TasksScreen:
    await at.app.go("today")
    await at.pilot.press("m")
    page = await at.at(TasksScreen)
    await until(at.pilot, lambda: page.ready, "it was read")
    return page


async def colleague(at: AtDesk) -> None:
    await at.desk.file.write(
        lambda writing: write.create(writing, "ref", "caseworker", {"name": "Bram Smit"}, id=BRAM)
    )


async def test_space_ticks_it_and_space_again_opens_it(visiting: Visiting) -> None:
    async with visiting() as at:
        task = await at.desk.tasks.add(at.client, {"what": "Bellen", "due_on": day(at, -1)})
        await look(at)
        await shows(at.pilot, "! ")
        await at.pilot.press("space")
        await shows(at.pilot, "done today")
        assert (await at.desk.tasks.one(task)).done
        await at.pilot.press("space")
        await until(at.pilot, lambda: "done today" not in text(at.pilot))
        assert not (await at.desk.tasks.one(task)).done


async def test_a_new_task_for_somebody_is_mine_unless_i_choose_a_colleague(visiting: Visiting) -> None:
    async with visiting() as at:
        await colleague(at)
        await look(at)
        await shows(at.pilot, "n makes a task.")
        await at.pilot.press("n")
        await until(at.pilot, lambda: isinstance(at.app.screen, ChooseClient))
        await at.pilot.pause()
        await at.pilot.press("enter")
        await at.at(TaskEditorScreen)
        await at.type("Fiets")
        await at.pilot.press("enter")
        await at.type("+2")
        await at.pilot.press("enter")
        await at.type("bram")
        await at.pilot.press("ctrl+s")
        page = await at.at(TasksScreen)
        await shows(at.pilot, "You have nothing to do for anybody.")
        await at.pilot.press("tab")
        await shows(at.pilot, "There is nothing to do for others in dossiers that you cover.")
        await at.pilot.press("tab")
        await shows(at.pilot, "who: Bram Smit")
        [made] = (await at.desk.tasks.listed("all"))[0]
        assert (made.what, made.due_on, made.owner) == ("Fiets", day(at, 2), BRAM)
        await at.pilot.press("tab")
        assert page._whose == "mine"


async def test_what_one_covers_says_whose_it_is_and_until_when(visiting: Visiting) -> None:
    async with visiting() as at:
        await colleague(at)
        await at.desk.tasks.add(at.client, {"what": "Fiets", "owner": BRAM})
        grant = ScopeGrant(f"c:{at.client}", 1, "", 0, kind="cover", until=at.clock.now_ms() + 3 * 86_400_000)
        await at.desk.file.write(lambda writing: holding.learn(writing, [grant]))
        await look(at)
        await at.pilot.press("tab")
        await shows(at.pilot, "who: Bram Smit · cover until")


async def test_it_is_changed_in_its_form_and_bad_input_stays_at_its_field(visiting: Visiting) -> None:
    async with visiting() as at:
        task = await at.desk.tasks.add(at.client, {"what": "Bellen", "due_on": day(at, 0)})
        await look(at)
        await at.pilot.press("enter")
        page = await at.at(TaskEditorScreen)
        assert page.form.field("owner").entry.value == "Merel de Wit"
        await at.paste(" met de bewindvoerder")
        page.form.field("due_on").entry.focus()
        page.form.field("due_on").entry.value = "32-13"
        await at.pilot.press("ctrl+s")
        await at.pilot.pause()
        assert page.form.field("due_on").problem
        page.form.field("due_on").entry.value = "+3"
        await at.pilot.press("ctrl+s")
        await at.at(TasksScreen)
        kept = await at.desk.tasks.one(task)
        assert (kept.due_on, kept.mine) == (day(at, 3), True)
        assert "bewindvoerder" in kept.what


async def test_a_task_from_a_review_keeps_where_it_came_from_through_a_draft(visiting: Visiting) -> None:
    async with visiting() as at:
        risk = {"kind": "aggression", "level": "orange", "fact": "Sloeg op tafel.", "source": "gezien"}
        made = await at.desk.safety.add_risk(at.client, {**risk, "review_on": day(at, 9)})
        await at.app.go("today")
        page = await at.go(TaskEditorScreen, "task_editor", client=at.client, about=f"risk_flag:{made}")
        await at.paste("!")
        await until(at.pilot, lambda: "!" in page.form.field("what").entry.value)
        await at.pilot.press("escape")
        await shows(at.pilot, "Begun and not filed")
        [draft] = await at.desk.drafts.list()
        again = await at.go(TaskEditorScreen, "task_editor", client=at.client, draft=draft.id)
        await until(at.pilot, lambda: "!" in again.form.field("what").entry.value)
        await at.pilot.press("ctrl+s")
        await until(at.pilot, lambda: not isinstance(at.app.screen, TaskEditorScreen))
        [task] = (await at.desk.tasks.listed())[0]
        assert (task.about, task.because, task.due_on) == (f"risk_flag:{made}", "Risk", day(at, 9))
