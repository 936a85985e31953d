"""The desk of who leads a team: what waits, how the dossiers are divided, and what is not on their Today."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, event

from tests.desk.laptops import PERSON, Team, note
from tests.desk.planned import RENT
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.team import _day


async def expired_risk(desk: Desk, client: str) -> None:
    """A red risk whose day to look again has gone by."""
    today = desk.file.world.today()
    values = {"kind": "aggression", "level": "red", "fact": "Dreigde aan de deur.", "source": "politie"}
    made = await desk.safety.add_risk(
        client, {**values, "review_on": (today + timedelta(days=30)).isoformat()}
    )
    seen = await desk.records.standing(client, f"risk_flag:{made}")
    await desk.records.change(seen, {"review_on": (today - timedelta(days=3)).isoformat()})


async def overdue_task(desk: Desk, client: str) -> None:
    """A task that should have been done yesterday."""
    made = await desk.tasks.add(client, {"what": "Sleutel ophalen"})
    seen = await desk.records.standing(client, f"task:{made}")
    yesterday = desk.file.world.today() - timedelta(days=1)
    await desk.records.change(seen, {"due_on": yesterday.isoformat()})


async def test_a_lead_sees_who_holds_what_and_what_is_past_its_day(team: Team) -> None:
    one = await team.a.intake.create(PERSON)
    await expired_risk(team.a, one)
    two = await team.b.intake.create({"first_name": "Zoë", "surname": "Demir"})
    await team.sync()
    await team.sync(team.lead)
    day = await team.lead.team.day()
    assert (day.leads, day.team, day.unheld) == (True, team.name, ())
    held = {member.caseworker: [each.client for each in member.held] for member in day.members}
    assert held == {team.a_id: [one], team.b_id: [two], team.lead_id: []}
    [anna] = [member for member in day.members if member.caseworker == team.a_id]
    assert (anna.own, anna.at_risk("red"), anna.late) == (1, 1, 1)
    assert [risk.client for risk in day.expired] == [one]
    # It is Anna's to look again: her Today says so, and that of the lead does not.
    kinds = {matter.kind for matter in (await team.lead.today.day()).matters}
    assert "risk_review" not in kinds
    assert "risk_review" in {matter.kind for matter in (await team.a.today.day()).matters}


async def test_the_caseload_of_a_lead_is_their_own_and_a_filter_finds_the_team(team: Team) -> None:
    client = await team.a.intake.create(PERSON)
    own = await team.lead.intake.create({"first_name": "Zoë", "surname": "Demir"})
    await team.sync()
    await team.sync(team.lead)

    async def listed(text: str = "") -> list[tuple[str, str]]:
        ids = await team.lead.caseload.ids(text)
        return [(row.client, row.held) for row in await team.lead.caseload.rows(ids)]

    assert await listed() == [(own, "")]
    assert await listed("Ünal") == [(client, "of the team")]


async def test_each_number_counts_people_once_and_what_is_late_whoever_had_to_do_it(team: Team) -> None:
    # Anna: one person in two dossiers, a red risk past its day in one, orange in the other, a task in each.
    one = await team.a.intake.create(PERSON)
    half = await team.a.intake.create({"first_name": "José", "surname": "Unal"})
    await expired_risk(team.a, half)
    again = (team.a.file.world.today() + timedelta(days=30)).isoformat()
    orange = {"kind": "animal", "level": "orange", "fact": "De hond bijt.", "source": "buren"}
    await team.a.safety.add_risk(one, {**orange, "review_on": again})
    for client in (one, half):
        await overdue_task(team.a, client)
    await team.a.merging.merge(await team.a.merging.compare(one, half))
    await team.sync(team.a)
    await team.a.transfers.cover(one, team.b_id, team.a.file.world.today())
    # The lead: one dossier of their own, with a risk past its day and a task.
    own = await team.lead.intake.create({"first_name": "Zoë", "surname": "Demir"})
    await expired_risk(team.lead, own)
    await overdue_task(team.lead, own)
    await team.sync(team.a, team.lead)
    await team.sync(team.lead, team.b)
    await team.sync(team.lead)

    day = await team.lead.team.day()
    by = {member.caseworker: member for member in day.members}
    numbers = {
        caseworker: (each.own, each.covered, each.at_risk("red"), each.at_risk("orange"), each.late)
        for caseworker, each in by.items()
    }
    assert numbers == {
        team.a_id: (1, 0, 1, 0, 3),
        team.b_id: (0, 1, 0, 0, 0),
        team.lead_id: (1, 0, 1, 0, 2),
    }
    assert [(held.client, held.kind, held.late) for held in by[team.b_id].held] == [(one, "cover", 3)]
    assert sorted(risk.client or "" for risk in day.expired) == sorted([one, own])
    assert (day.unheld, day.dossiers) == ((), 2)
    team.organisation.admin("grant", team.b_id, own)
    await team.sync(team.lead)
    shared = await team.lead.team.day()
    assert (sum(member.own for member in shared.members), shared.dossiers) == (3, 2)

    # What is here only because they lead the team is not in the numbers of their own day.
    await team.a.notes.file(note(half))
    await team.sync(team.a, team.lead)
    overview = await team.lead.today.overview()
    assert (overview.clients, overview.notes, overview.notes_today, overview.latest) == (1, 0, 0, ())
    assert [row.client for row in overview.longest_unseen] == [own]
    assert (await team.a.today.overview()).clients == 1


async def test_a_plan_waits_for_a_lead_who_wrote_nothing_in_it(team: Team) -> None:
    plans = {}
    for desk, name in ((team.a, "Anna"), (team.lead, "Lea")):
        client = await desk.intake.create({**PERSON, "surname": name, "bsn": None})
        plan = await desk.plans.begin(client)
        await desk.plans.add_goal(client, plan, RENT)
        for step in ("discuss", "sign"):
            await desk.plans.step(await desk.plans.plan(client), step, name="J. Ünal")
        plans[name] = client
    await team.sync()
    await team.sync(team.lead)
    waiting = (await team.lead.team.day()).waiting
    assert [(one.kind, one.client) for one in waiting] == [("plan_approval", plans["Anna"])]
    # That theirs waits for another lead is on their own day.
    mine = [one.client for one in (await team.lead.today.day()).matters if one.kind == "plan_elsewhere"]
    assert mine == [plans["Lea"]]


async def test_what_asks_for_attention_is_gathered_once(team: Team) -> None:
    await team.sync()
    asked: list[str] = []

    def look(connection: Connection) -> None:
        def before(_c: Any, _cursor: Any, sql: str, _parameters: Any, _context: Any, _many: bool) -> None:
            asked.append(sql)

        event.listen(connection, "before_cursor_execute", before)
        _day(connection, team.lead.file.world.today(), team.lead_id, team.lead.file.world.stamp())
        event.remove(connection, "before_cursor_execute", before)

    await team.lead.file.read(look)
    assert len([sql for sql in asked if "FROM late_work" in sql]) == 1


async def test_nobody_else_has_a_team(team: Team) -> None:
    await team.sync()
    day = await team.a.team.day()
    assert not day.leads
    assert (day.members, day.waiting) == ((), ())
