"""Today: what asks for attention is there in its group, and Enter goes to it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from screens import today
from screens.caseload import CaseloadScreen
from screens.dossier import DossierScreen
from screens.note import NoteScreen
from screens.note_editor import NoteEditorScreen
from screens.safety.page import SafetyScreen
from screens.task_editor import TaskEditorScreen
from screens.today import TodayScreen
from screens.visits.visit import VisitScreen
from screens.visits.week import WeekScreen
from screens.widgets.windowed_list import WindowedList
from tests.desk.laptops import PERSON, note
from tests.screens.visits.conftest import AtDesk, Visiting
from tests.screens.waiting import shows, text, until
from thuis_tui.desk.shapes import Draft


def day(at: AtDesk, days: int) -> str:
    return (at.clock.local().date() + timedelta(days=days)).isoformat()


async def plan(at: AtDesk, minutes: int, **values: object) -> str:
    return await at.desk.visits.plan(
        at.client, {"starts_at": at.clock.in_minutes(minutes), "minutes": 45, "place": "home", **values}
    )


async def look(at: AtDesk) -> TodayScreen:
    await at.app.go("today")
    page = await at.at(TodayScreen)
    await until(at.pilot, lambda: page.ready, "it was read")
    return page


async def move_to(at: AtDesk, kind: str) -> None:
    """Walk down, as a person does, until the cursor is on one of this kind."""
    page = at.app.screen
    assert isinstance(page, TodayScreen)
    await at.pilot.press("g")
    for _step in range(len(page._items)):
        if page._matter is not None and page._matter.kind == kind:
            return
        await at.pilot.press("down")
    raise AssertionError(kind)


async def filled(at: AtDesk) -> None:
    """One of most things."""
    await plan(at, 90, purpose="Brief van de corporatie")
    await plan(at, 240, purpose="Wandelen")
    await plan(at, 26 * 60)
    risk = {"kind": "aggression", "level": "orange", "fact": "Sloeg op tafel.", "source": "gezien"}
    await at.desk.safety.add_risk(at.client, {**risk, "review_on": day(at, 5)})
    await at.desk.tasks.add(at.client, {"what": "Bewindvoerder bellen", "due_on": day(at, -2)})
    await at.desk.tasks.add(at.client, {"what": "Sleutel ophalen", "due_on": day(at, 4)})
    await at.desk.drafts.keep(
        Draft(
            id="d" * 32,
            kind="note",
            fields={"body": "Koffie gedronken en de post"},
            client=at.client,
        )
    )


async def test_all_is_there_in_its_group_visits_in_the_order_of_the_day(visiting: Visiting) -> None:
    async with visiting() as at:
        await filled(at)
        await look(at)
        shown = text(at.pilot)
        order = [
            "Visits today",
            "corporatie",
            "Wandelen",
            "To do",
            "Bewindvoerder",
            "Tomorrow",
            "Begun and not filed",
            "Koffie gedronken",
            "Coming up",
            "Sleutel",
            "Look again",
        ]
        places = [shown.find(words) for words in order]
        assert -1 not in places, dict(zip(order, places, strict=True))
        assert places == sorted(places)
        assert "2 visits · 1 overdue" in shown


@pytest.mark.parametrize(
    ("kind", "page"),
    [
        ("visit", VisitScreen),
        ("task", TaskEditorScreen),
        ("draft", NoteEditorScreen),
        ("risk_review", SafetyScreen),
    ],
)
async def test_enter_goes_to_the_thing_and_w_comes_back(visiting: Visiting, kind: str, page: type) -> None:
    async with visiting() as at:
        await filled(at)
        await look(at)
        await move_to(at, kind)
        await at.pilot.press("enter")
        await until(at.pilot, lambda: type(at.app.screen) is page and at.app.screen.is_mounted, page.__name__)
        await at.pilot.press("escape")
        again = await at.at(TodayScreen)
        assert again._matter is not None and again._matter.kind == kind


async def test_the_cursor_passes_over_headings_and_the_whole_text_is_in_sight(visiting: Visiting) -> None:
    async with visiting() as at:
        long = "Bellen met de bewindvoerder over de achterstand en het voorstel van de corporatie van maandag"
        await at.desk.tasks.add(at.client, {"what": long, "due_on": day(at, 0)})
        page = await look(at)
        assert page._matter is not None
        said = str(page.query_one("#matter").render())
        assert long in said
        await at.pilot.press("up", "home", "k")
        assert page._matter is not None, "the heading above is passed over"
        await at.pilot.press("G", "j", "pagedown")
        assert page._matter is not None
        assert "No visits today. b plans one." in text(at.pilot)


async def test_an_empty_day_says_what_to_do(visiting: Visiting) -> None:
    async with visiting() as at:
        await look(at)
        await shows(at.pilot, "Nothing asks for your attention today.")
        await shows(at.pilot, "No visits today. b plans one.")
        await at.pilot.press("enter", "n", "p")
        assert isinstance(at.app.screen, TodayScreen)
        await at.pilot.press("b")
        await at.at(WeekScreen)
        await at.pilot.press("w")
        await at.at(TodayScreen)


async def test_escape_never_leads_to_the_door(visiting: Visiting) -> None:
    async with visiting() as at:
        await look(at)
        await at.pilot.press("escape", "escape", "c")
        await at.at(CaseloadScreen)
        await at.pilot.press("escape")
        await at.at(TodayScreen)


async def test_it_follows_what_is_written_meanwhile(visiting: Visiting) -> None:
    async with visiting() as at:
        await look(at)
        task = await at.desk.tasks.add(at.client, {"what": "Fiets ophalen", "due_on": day(at, 0)})
        await shows(at.pilot, "Fiets ophalen")
        await at.desk.tasks.finish(task)
        await until(at.pilot, lambda: "Fiets ophalen" not in text(at.pilot))


async def test_after_midnight_it_is_another_day(visiting: Visiting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "NEW_DAY", 0.02)
    async with visiting() as at:
        await at.desk.tasks.add(at.client, {"what": "Fiets ophalen", "due_on": day(at, 1)})
        await look(at)
        await shows(at.pilot, "tomorrow")
        at.clock.forward(24 * 60)
        await until(at.pilot, lambda: "tomorrow" not in text(at.pilot))
        await shows(at.pilot, "Thu 5 Mar 2026")
        assert "overdue" not in text(at.pilot)


async def test_what_i_am_in_the_middle_of_stands_at_the_top(visiting: Visiting) -> None:
    async with visiting() as at:
        await filled(at)
        visit = await plan(at, 1, purpose="Nu")
        await at.desk.visits.check_in(visit, at.clock.in_minutes(45))
        page = await look(at)
        assert page._matter is not None and page._matter.kind == "visit_under_way"
        await at.pilot.press("enter")
        await at.at(VisitScreen)


async def test_a_client_and_the_last_note_are_three_keys_away_besides_the_name(visiting: Visiting) -> None:
    async with visiting() as at:
        await at.desk.intake.create({**PERSON, "first_name": "Nina", "surname": "Oost", "bsn": None})
        await at.desk.notes.file(note(at.client, "De laatste rapportage."))
        await look(at)
        pressed = 0

        async def press(*keys: str) -> None:
            nonlocal pressed
            pressed += len(keys)
            await at.pilot.press(*keys)

        await press("c")
        page = await at.at(CaseloadScreen)
        await until(at.pilot, lambda: page.ready)
        await at.type("ünal")  # the name itself
        await until(at.pilot, lambda: page._shown == "ünal")
        await press("enter")
        dossier = await at.at(DossierScreen)
        await until(at.pilot, lambda: dossier.ready and bool(dossier.query_one(WindowedList).ids))
        await press("enter")
        await at.at(NoteScreen)
        await shows(at.pilot, "De laatste rapportage.")
        assert pressed <= 3
