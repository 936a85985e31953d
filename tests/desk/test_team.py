"""The desk of who leads a team: what waits, how the dossiers are divided, and what is not on their Today."""

from __future__ import annotations

from datetime import timedelta

from tests.desk.laptops import PERSON, Team
from thuis_tui.desk.desk import Desk


async def expired_risk(desk: Desk, client: str) -> None:
    """A red risk whose day to look again has gone by."""
    today = desk.file.world.today()
    values = {"kind": "aggression", "level": "red", "fact": "Dreigde aan de deur.", "source": "politie"}
    made = await desk.safety.add_risk(
        client, {**values, "review_on": (today + timedelta(days=30)).isoformat()}
    )
    seen = await desk.records.standing(client, f"risk_flag:{made}")
    await desk.records.change(seen, {"review_on": (today - timedelta(days=3)).isoformat()})


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


async def test_nobody_else_has_a_team(team: Team) -> None:
    await team.sync()
    day = await team.a.team.day()
    assert not day.leads
    assert (day.members, day.waiting) == ((), ())
