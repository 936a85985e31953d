"""Visits on the screens: planning, the week, the page before the door, and how few keys a visit takes."""

from __future__ import annotations

from pathlib import Path

from icalendar import Calendar
from textual.events import Key

from screens.dialogs.one_line import OneLine
from screens.dialogs.question import Question
from screens.dialogs.reason import Reason
from screens.note_editor import NoteEditorScreen
from screens.visits.client import ClientVisitsScreen
from screens.visits.editor import VisitEditorScreen
from screens.visits.visit import VisitScreen
from screens.visits.week import WeekScreen
from tests.screens.visits.conftest import AtDesk, Visiting
from tests.screens.waiting import shows, text, until


async def planned(at: AtDesk, minutes: int = 30, **values: object) -> str:
    return await at.desk.visits.plan(
        at.client, {"starts_at": at.clock.in_minutes(minutes), "minutes": 45, "place": "home", **values}
    )


async def on_top(at: AtDesk, kind: type) -> None:
    await until(at.pilot, lambda: isinstance(at.app.screen, kind) and at.app.screen.is_mounted, kind.__name__)
    await at.pilot.pause()


async def test_checking_in_the_note_and_checking_out_take_at_most_twelve_keys(visiting: Visiting) -> None:
    async with visiting() as at:
        made = await planned(at)
        pressed = 0

        async def press(*keys: str) -> None:
            nonlocal pressed
            pressed += len(keys)
            await at.pilot.press(*keys)

        await at.app.go("caseload")
        await press("b")
        await on_top(at, WeekScreen)
        await press("enter")
        await on_top(at, VisitScreen)
        await press("i")
        await on_top(at, OneLine)
        await press("enter")
        await shows(at.pilot, "under way until")
        at.clock.forward(40)
        await press("o")
        page = await at.at(NoteEditorScreen)
        await at.type("Koffie.")  # the data itself
        await press("ctrl+s")
        await on_top(at, VisitScreen)
        over = await at.desk.visits.one(made)
        assert (over.state, over.note is not None) == ("done", True)
        shown = await at.desk.dossiers.note(str(over.note))
        assert shown.body == "Koffie."
        assert (shown.entry.kind, shown.entry.duration_minutes) == ("home_visit", 40)
        assert shown.entry.occurred_at == "2026-03-04T09:00:00Z"
        assert page is not None
        assert pressed <= 12
        await shows(at.pilot, "took place")


async def test_not_at_home_takes_two_keys(visiting: Visiting) -> None:
    async with visiting() as at:
        made = await planned(at)
        await at.app.go("visits")
        await on_top(at, WeekScreen)
        await at.pilot.press("x", "enter")
        await shows(at.pilot, "not at home")
        assert (await at.desk.visits.one(made)).state == "not_home"


async def test_the_page_before_the_door_names_risks_first(visiting: Visiting) -> None:
    async with visiting() as at:
        await at.desk.safety.add_risk(
            at.client,
            {
                "kind": "aggression",
                "level": "orange",
                "fact": "Gooide met [een] kopje.",
                "source": "buurvrouw",
                "review_on": "2026-03-20",
            },
        )
        await at.desk.records.create("task", at.client, {"what": "Sleutel brengen", "due_on": "2026-03-01"})
        made = await planned(at, purpose="Huur [/b]")
        await at.app.go("visit", visit=made)
        await shows(at.pilot, "Gooide met [een] kopje.")
        seen = text(at.pilot)
        order = ["Huur [/b]", "Gooide met", "Dorpsstraat 1", "Hond", "Sleutel brengen", "overdue"]
        assert [seen.index(words) for words in order] == sorted(seen.index(words) for words in order)


async def test_a_visit_is_planned_with_the_shorthand_of_dates(visiting: Visiting) -> None:
    async with visiting() as at:
        await at.app.go("client_visits", client=at.client)
        await shows(at.pilot, "No visits yet")
        await at.pilot.press("n")
        await at.at(VisitEditorScreen)
        await at.type("vr 14:30")
        await at.pilot.press("ctrl+s")
        await on_top(at, ClientVisitsScreen)
        await shows(at.pilot, "06-03-2026 14:30–15:30")
        [made] = await at.desk.visits.of_client(at.client)
        assert (made.minutes, made.place, made.mine) == (60, "home", True)


async def test_a_day_that_has_passed_is_refused_at_its_field_and_stays_typed(visiting: Visiting) -> None:
    async with visiting() as at:
        await at.go(VisitEditorScreen, "visit_editor", client=at.client)
        await at.type("-1 14:30")
        await at.pilot.press("ctrl+s")
        await until(at.pilot, lambda: at.field("starts_at").problem)
        assert "passed" in at.field("starts_at").problem
        assert at.field("starts_at").typed
        assert await at.desk.visits.of_client(at.client) == []


async def test_going_alone_where_one_does_not_asks_a_reason(visiting: Visiting) -> None:
    async with visiting() as at:
        await at.desk.facts.set(await at.desk.facts.standing(at.client, "risk_level"), "red")
        await at.go(VisitEditorScreen, "visit_editor", client=at.client)
        await shows(at.pilot, "Nobody goes here alone")
        await at.type("+1 10:00")
        await at.pilot.press("ctrl+s")
        await on_top(at, Reason)
        await at.pilot.press("escape")
        await at.at(VisitEditorScreen)
        await until(at.pilot, lambda: at.field("companion").problem)
        assert at.field("companion").entry.has_focus
        await at.pilot.press("ctrl+s")
        await on_top(at, Reason)
        await at.type("Buurtagent staat beneden")
        await at.pilot.press("enter")
        await shows(at.pilot, "Your team lead is told")
        [made] = await at.desk.visits.of_client(at.client)
        assert made.alone_reason == "Buurtagent staat beneden"


async def test_two_visits_at_once_are_asked_about_and_may_be(visiting: Visiting) -> None:
    async with visiting() as at:
        await planned(at, 60)
        await at.go(VisitEditorScreen, "visit_editor", client=at.client)
        at.field("starts_at").restore("")
        await at.type("+0 10:15")
        await at.pilot.press("ctrl+s")
        await on_top(at, Question)
        await at.pilot.press("enter")
        await at.at(VisitEditorScreen)
        assert at.field("starts_at").entry.has_focus
        await at.pilot.press("ctrl+s")
        await on_top(at, Question)
        await at.pilot.press("right", "enter")
        await until(at.pilot, lambda: not isinstance(at.app.screen, VisitEditorScreen | Question))
        assert len(await at.desk.visits.of_client(at.client)) == 2


async def test_a_planned_end_that_cannot_be_stays_typed(visiting: Visiting) -> None:
    async with visiting() as at:
        made = await planned(at, 0)
        await at.app.go("visit", visit=made)
        await on_top(at, VisitScreen)
        await at.pilot.press("i")
        await on_top(at, OneLine)
        for typed, said in (("8:00", "after the beginning"), ("koffie", "not a time"), ("+9999", "longer")):
            await at.pilot.press("home", "shift+end", "delete")
            await at.type(typed.replace("+", "")) if "+" not in typed else await at.pilot.press(
                "plus", *"9999"
            )
            await at.pilot.press("enter")
            await shows(at.pilot, said)
            assert at.app.screen.query_one("#line").value == typed  # type: ignore[attr-defined]
        await at.pilot.press("escape")
        await on_top(at, VisitScreen)
        assert await at.desk.visits.under_way() == []


async def test_what_was_begun_is_found_again_under_continue(visiting: Visiting) -> None:
    async with visiting() as at:
        await at.go(VisitEditorScreen, "visit_editor", client=at.client)
        await at.type("vr 9")
        await at.pilot.press("escape")
        await until(at.pilot, lambda: not isinstance(at.app.screen, VisitEditorScreen))
        await at.app.go("drafts")
        await at.pilot.pause()
        await at.pilot.press("enter")
        await at.at(VisitEditorScreen)
        await until(at.pilot, lambda: at.field("starts_at").typed == "06-03-2026 09:00")


async def test_the_agenda_file_has_initials_only(visiting: Visiting, tmp_path: Path) -> None:
    async with visiting() as at:
        made = await planned(at, 60, purpose="Geheim", address="Kerkstraat 9")
        await at.app.go("visits")
        await on_top(at, WeekScreen)
        await at.pilot.press("y")
        await on_top(at, OneLine)
        line = at.app.screen.query_one("#line")
        line.value = str(tmp_path / "nergens" / "agenda.ics")  # type: ignore[attr-defined]
        await at.pilot.press("enter")
        await shows(at.pilot, "cannot be written")
        path = tmp_path / "agenda.ics"
        at.app.screen.query_one("#line").value = str(path)  # type: ignore[attr-defined]
        await at.pilot.press("enter")
        await until(at.pilot, path.exists)
        await on_top(at, WeekScreen)
        [event] = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
        assert (str(event["summary"]), str(event["uid"])) == ("Visit J.Ü.", f"{made}@thuis.invalid")
        assert event["dtstart"].dt.isoformat() == "2026-03-04T10:00:00+00:00"
        written = path.read_text("utf-8")
        assert not [word for word in ("Ünal", "José", "Geheim", "Kerkstraat") if word in written]
        assert path.stat().st_mode & 0o077 == 0


async def test_the_keys_of_a_check_in_may_be_typed_in_one_breath(visiting: Visiting) -> None:
    async with visiting() as at:
        made = await planned(at)
        await at.go(VisitScreen, "visit", visit=made)
        for key, character in (("i", "i"), ("plus", "+"), ("2", "2"), ("0", "0"), ("enter", "\r")):
            at.app.post_message(Key(key, character))
        await shows(at.pilot, "under way until 09:20")
        assert (await at.desk.visits.one(made)).ends_at == "2026-03-04T09:20:00Z"


async def test_a_note_begun_at_a_visit_stays_about_it_and_names_its_goals(visiting: Visiting) -> None:
    async with visiting() as at:
        made = await planned(at, 0)
        plan = await at.desk.records.create("plan", at.client, {"number": 1, "state": "active"})
        goal = {"plan": plan, "life_domain": 4, "wording": "Ik wil [mijn] huur zelf betalen."}
        first, second = [await at.desk.records.create("goal", at.client, goal) for _each in range(2)]
        await at.go(NoteEditorScreen, "note_editor", client=at.client, visit=made)
        await at.type("Begonnen")
        await at.pilot.press("escape")
        await until(at.pilot, lambda: not isinstance(at.app.screen, NoteEditorScreen))
        [draft] = await at.desk.drafts.list()
        page = await at.go(NoteEditorScreen, "note_editor", client=at.client, draft=draft.id)
        assert page.route.arguments["visit"] == made
        at.field("goals").restore("2")
        await at.pilot.press("ctrl+s")
        await until(at.pilot, lambda: not isinstance(at.app.screen, NoteEditorScreen))
        [note] = await at.desk.records.listed("note", at.client)
        assert (note["visit"], note["body"], note["goals"]) == (made, "Begonnen", [second])
        assert first != second


async def test_the_dossier_leads_to_the_visits_of_this_person(visiting: Visiting) -> None:
    async with visiting() as at:
        await planned(at, purpose="Post")
        await at.app.go("dossier", client=at.client)
        await shows(at.pilot, "No notes yet")
        await at.pilot.press("b")
        await on_top(at, ClientVisitsScreen)
        await shows(at.pilot, "At home · Post")
