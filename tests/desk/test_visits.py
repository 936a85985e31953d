"""Visits: planned, begun, ended; who may not go alone; what two laptops do to one visit at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.laptops import PERSON, Pair, note
from thuis_tui.casework.visit_rules import later, not_alone, visit_problems
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import InvalidInput, NotFound
from thuis_tui.desk.visit_matters import matters
from thuis_tui.desk.visit_reading import VisitShown
from thuis_tui.desk.world import World, stamp_of

BEGIN = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


class Hand:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime = BEGIN) -> None:
        self.at = at

    def now_ms(self) -> int:
        return round(self.at.timestamp() * 1000)

    def to(self, minutes: int) -> None:
        """So many minutes after the beginning of the day."""
        self.at = BEGIN + timedelta(minutes=minutes)

    @property
    def now(self) -> str:
        return stamp_of(self.now_ms())


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def at(make_desk: Callable[..., Desk], clock: Hand) -> Desk:
    """A desk whose clock is in our hand."""
    return make_desk(world=World(now_ms=clock.now_ms))


def visit(minutes_from_begin: int = 60, **values: Any) -> dict[str, Any]:
    return {"starts_at": later(stamp_of(round(BEGIN.timestamp() * 1000)), minutes_from_begin), **values}


def fields_of(refusal: pytest.ExceptionInfo[InvalidInput]) -> list[str]:
    return [problem.field for problem in refusal.value.problems]


async def warn(desk: Desk, client: str, field: str, value: str) -> None:
    await desk.facts.set(await desk.facts.standing(client, field), value)


async def test_a_visit_from_plan_to_note(at: Desk, clock: Hand) -> None:
    client = await at.intake.create(PERSON)
    made = await at.visits.plan(client, visit(minutes=45, place="home", purpose="Kennismaken"))
    [planned] = await at.visits.week(date(2026, 3, 2))
    assert (planned.visit, planned.state, planned.client_name) == (made, "planned", "José van der Ünal")
    assert (planned.ends_at, planned.mine) == ("2026-03-04T10:45:00Z", True)
    clock.to(62)
    await at.visits.check_in(made, "2026-03-04T10:50:00Z")
    [there] = await at.visits.under_way()
    assert (there.state, there.ends_at, there.overdue) == ("under_way", "2026-03-04T10:50:00Z", False)
    clock.to(100)
    facts = await at.visits.note_facts(made)
    assert (facts.kind, facts.occurred_at, facts.minutes) == ("home_visit", "2026-03-04T10:02:00Z", 38)
    await at.visits.check_out(made)
    filed = await at.notes.file(note(client, visit=made))
    over = await at.visits.one(made)
    assert (over.state, over.checked_out_at, over.note) == ("done", "2026-03-04T10:40:00Z", filed)
    assert await at.visits.under_way() == []


async def test_the_alarm_comes_a_quarter_of_an_hour_after_the_planned_end(at: Desk, clock: Hand) -> None:
    client = await at.intake.create(PERSON)
    made = await at.visits.plan(client, visit(0))
    await at.visits.check_in(made, later(clock.now, 30))
    overdue = {}
    for minutes in (29, 30, 44, 45, 200):
        clock.to(minutes)
        overdue[minutes] = (await at.visits.under_way())[0].overdue
    assert overdue == {29: False, 30: False, 44: False, 45: True, 200: True}
    await at.visits.stay_until(made, later(clock.now, 30))
    assert not (await at.visits.under_way())[0].overdue
    await at.visits.check_out(made)
    assert await at.visits.under_way() == []


@pytest.mark.parametrize(
    ("field", "value", "reasons"),
    [
        ("risk_level", "red", ("risk",)),
        ("go_with_two", "yes", ("go_with_two",)),
        ("risk_level", "orange", ()),
        ("go_with_two", "no", ()),
    ],
)
async def test_nobody_is_planned_alone_where_one_does_not_go_alone(
    at: Desk, field: str, value: str, reasons: tuple[str, ...]
) -> None:
    client = await at.intake.create(PERSON)
    await warn(at, client, field, value)
    assert await at.visits.alone(client) == reasons
    if reasons:
        with pytest.raises(InvalidInput) as refusal:
            await at.visits.plan(client, visit())
        assert fields_of(refusal) == ["companion"]
        assert await at.visits.of_client(client) == []
    made = await at.visits.plan(client, visit(alone_reason="Alleen de sleutel brengen."))
    assert (await at.visits.one(made)).alone_reason == "Alleen de sleutel brengen."
    await at.visits.plan(client, visit(companion="Bram Smit"))


async def test_an_open_red_risk_blocks_also_when_its_review_is_overdue(at: Desk, clock: Hand) -> None:
    client = await at.intake.create(PERSON)
    made = await at.safety.add_risk(
        client,
        {
            "kind": "aggression",
            "level": "red",
            "fact": "Sloeg op de deur.",
            "source": "buurman",
            "review_on": "2026-03-20",
        },
    )
    clock.to(60 * 24 * 40)
    with pytest.raises(InvalidInput) as refusal:
        await at.visits.plan(client, visit(60 * 24 * 41))
    assert fields_of(refusal) == ["companion"]
    await at.safety.end(client, made, "De ruzie is bijgelegd.")
    await at.visits.plan(client, visit(60 * 24 * 41))


async def test_a_warning_that_came_after_the_plan_counts_at_the_door(at: Desk, clock: Hand) -> None:
    client = await at.intake.create(PERSON)
    made = await at.visits.plan(client, visit(0))
    await warn(at, client, "risk_level", "red")
    with pytest.raises(InvalidInput) as refusal:
        await at.visits.check_in(made, later(clock.now, 30))
    assert fields_of(refusal) == ["companion"]
    with pytest.raises(InvalidInput):
        await at.visits.change(await at.visits.standing(made), {"purpose": "Toch maar"})
    await at.visits.check_in(made, later(clock.now, 30), "Politie staat beneden.")
    assert (await at.visits.one(made)).alone_reason == "Politie staat beneden."


async def test_each_step_that_cannot_be_is_refused_at_its_own_field(at: Desk, clock: Hand) -> None:
    client = await at.intake.create(PERSON)
    made = await at.visits.plan(client, visit(0))
    other = await at.visits.plan(client, visit(120))

    async def refused(what: Any, field: str) -> None:
        with pytest.raises(InvalidInput) as refusal:
            await what
        assert fields_of(refusal) == [field]

    await refused(at.visits.plan(client, visit(-60 * 24)), "starts_at")
    await refused(at.visits.plan(client, visit(60 * 24 * 400)), "starts_at")
    await refused(at.visits.plan(client, {}), "starts_at")
    await refused(at.visits.plan(client, visit(minutes=1441)), "minutes")
    await refused(at.visits.plan(client, visit(purpose="x" * 201)), "purpose")
    await refused(at.visits.check_out(made), "checked_out_at")
    await refused(at.visits.stay_until(made, later(clock.now, 30)), "checked_out_at")
    await refused(at.visits.check_in(made, clock.now), "expected_end_at")
    await refused(at.visits.check_in(made, later(clock.now, 12 * 60 + 1)), "expected_end_at")
    await at.visits.check_in(made, later(clock.now, 30))
    await refused(at.visits.check_in(made, later(clock.now, 30)), "checked_in_at")
    await refused(at.visits.check_in(other, later(clock.now, 30)), "checked_in_at")
    await refused(at.visits.cancel(made, "client", "Ziek"), "outcome")
    await refused(at.visits.cancel(other, "client", " "), "reason")
    clock.to(-5)
    await refused(at.visits.check_out(made), "checked_out_at")
    clock.to(20)
    await at.visits.check_out(made)
    await refused(at.visits.check_out(made), "outcome")
    await refused(at.visits.not_home(made), "outcome")
    await at.visits.cancel(other, "client", "Ziek")
    await refused(at.visits.check_in(other, later(clock.now, 30)), "outcome")
    with pytest.raises(NotFound):
        await at.visits.brief("0" * 32)


async def test_not_at_home_and_cancelled_say_what_was_done(at: Desk) -> None:
    client = await at.intake.create(PERSON)
    first, second = [await at.visits.plan(client, visit(0)) for _each in range(2)]
    await at.visits.not_home(first, " Briefje in de bus. ")
    await at.visits.cancel(second, "us", "Dienst geruild")
    shown = {one.visit: (one.state, one.outcome_reason) for one in await at.visits.of_client(client)}
    assert shown == {
        first: ("not_home", "Briefje in de bus."),
        second: ("cancelled_us", "Dienst geruild"),
    }
    assert (await at.visits.note_facts(first)).minutes is None


async def test_a_visit_at_the_same_time_is_told_of_and_allowed(at: Desk) -> None:
    client = await at.intake.create(PERSON)
    first = await at.visits.plan(client, visit(60, minutes=60))
    for begin, minutes, overlaps in ((0, 60, False), (0, 61, True), (90, 10, True), (120, 30, False)):
        starts_at = visit(begin)["starts_at"]
        found = await at.visits.overlapping(starts_at, minutes)
        assert [one.visit for one in found] == ([first] if overlaps else []), (begin, minutes)
    assert await at.visits.overlapping(visit(60)["starts_at"], 60, besides=first) == []
    await at.visits.plan(client, visit(90))


async def test_the_brief_has_what_one_wants_to_know_before_the_door(at: Desk, clock: Hand) -> None:
    client = await at.intake.create({**PERSON, "pets": "Hond, groot", "language": "Tigrinya"})
    await warn(at, client, "risk_level", "orange")
    for number in range(4):
        await at.notes.file(note(client, f"Notitie {number}", occurred_at=f"2026-03-0{number + 1}T09:00:00Z"))
    await at.records.create("task", client, {"what": "Sleutel", "due_on": "2026-03-01"})
    await at.records.create("task", client, {"what": "Al klaar", "state": "done"})
    await at.records.create("task", client, {"what": "Ooit"})
    made = await at.visits.plan(client, visit())
    brief = await at.visits.brief(made)
    assert (brief.card.level, brief.card.pets, brief.card.language) == ("orange", "Hond, groot", "Tigrinya")
    assert [entry.excerpt for entry in brief.notes] == ["Notitie 3", "Notitie 2", "Notitie 1"]
    assert [(each.what, each.late) for each in brief.todo] == [("Sleutel", True), ("Ooit", False)]
    assert brief.not_alone == ()


async def test_today_tells_what_is_under_way_what_comes_and_what_nobody_closed(at: Desk, clock: Hand) -> None:
    client = await at.intake.create(PERSON)
    gone = await at.visits.plan(client, visit(0))
    clock.to(60 * 24)
    later_, first = [
        await at.visits.plan(client, visit(60 * 24 + begin, purpose="Post")) for begin in (180, 120)
    ]
    there = await at.visits.plan(client, visit(60 * 24))
    tomorrow = await at.visits.plan(client, visit(60 * 48))
    await at.visits.plan(client, visit(60 * 24 * 9))
    await at.visits.check_in(there, later(clock.now, 30))
    me = at.file.author()
    found = await at.file.read(lambda connection: matters(connection, date(2026, 3, 5), me))
    assert [(each.kind, each.arguments["visit"]) for each in found] == [
        ("visit_under_way", there),
        ("visit", first),
        ("visit", later_),
        ("visit", tomorrow),
        ("visit_open", gone),
    ]
    assert [each.urgent for each in found] == [True, False, False, False, False]
    assert all(each.client_name == "José van der Ünal" and "Ünal" not in each.text for each in found)
    assert found[1].text.endswith("Post")


async def test_a_note_is_not_about_a_visit_or_goal_of_somebody_else(at: Desk) -> None:
    client = await at.intake.create(PERSON)
    stranger = await at.intake.create({**PERSON, "surname": "Ander", "bsn": "999900018"})
    made = await at.visits.plan(stranger, visit())
    for field, values in (("visit", {"visit": made}), ("goals", {"goals": ("7" * 32,)})):
        with pytest.raises(InvalidInput) as refusal:
            await at.notes.file(note(client, **values))
        assert fields_of(refusal) == [field]


async def swap(pair: Pair) -> None:
    for desk in (pair.a, pair.b, pair.a):
        state = await desk.connection.run_once()
        assert (state.problem, state.waiting, state.refused) == (None, 0, 0)


def soon(desk: Desk, minutes: int = 60) -> str:
    return later(desk.file.world.stamp(), minutes)


async def test_two_laptops_change_and_begin_one_visit_at_once(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    made = await pair.a.visits.plan(client, {"starts_at": soon(pair.a), "purpose": "Post"})
    await pair.share(client)
    # Different fields: both stay. The same field: both are kept, and somebody decides.
    for desk, values in (
        (pair.a, {"purpose": "Post en huur", "companion": "Anna"}),
        (pair.b, {"purpose": "Alleen huur", "place": "office"}),
    ):
        await desk.visits.change(await desk.visits.standing(made), values)
    await pair.a.visits.check_in(made, soon(pair.a))
    await swap(pair)
    shown: list[VisitShown] = []
    for desk in (pair.a, pair.b):
        one = await desk.visits.one(made)
        assert (one.companion, one.place, one.state) == ("Anna", "office", "under_way")
        assert [item.field for item in await desk.conflicts.listed()] == ["purpose"]
        shown.append(one)
    assert shown[0].purpose == shown[1].purpose
    assert shown[0].purpose in ("Post en huur", "Alleen huur")


async def test_both_say_how_it_went_and_neither_is_lost(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    made = await pair.a.visits.plan(client, {"starts_at": soon(pair.a)})
    await pair.share(client)
    await pair.a.visits.not_home(made, "Gebeld, geen gehoor")
    await pair.b.visits.cancel(made, "client", "Ziek")
    await swap(pair)
    for desk in (pair.a, pair.b):
        conflicts = await desk.conflicts.listed()
        assert {item.field for item in conflicts} == {"outcome", "outcome_reason"}
    [item] = [each for each in await pair.a.conflicts.listed() if each.field == "outcome"]
    await pair.a.conflicts.resolve(await pair.a.facts.standing(client, "outcome", item.ent), "not_home")
    await swap(pair)
    assert (await pair.b.visits.one(made)).state == "not_home"


MOMENTS = st.one_of(
    st.none(),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 1, 2)).map(lambda m: m.strftime("%Y-%m-%dT%H:%M:%SZ")),
)


@given(
    st.fixed_dictionaries(
        {"checked_in_at": MOMENTS, "expected_end_at": MOMENTS, "checked_out_at": MOMENTS},
        optional={"outcome": st.sampled_from(["done", "cancelled_us"])},
    )
)
def test_a_visit_that_is_accepted_runs_forward(values: dict[str, str | None]) -> None:
    begun, until, ended = values["checked_in_at"], values["expected_end_at"], values["checked_out_at"]
    sound = (
        (not begun or not until or until > begun)
        and (not ended or (begun is not None and ended >= begun))
        and not (begun and values.get("outcome") == "cancelled_us")
    )
    assert (visit_problems(values) == []) == sound


@given(
    st.sampled_from([None, "green", "orange", "red"]),
    st.sampled_from([None, "no", "yes"]),
    st.lists(st.sampled_from(["green", "orange", "red"])),
)
def test_alone_is_blocked_by_red_or_by_two(level: str | None, two: str | None, flags: list[str]) -> None:
    assert bool(not_alone(level, two, flags)) == (level == "red" or "red" in flags or two == "yes")
