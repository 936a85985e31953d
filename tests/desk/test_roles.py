"""Who leads the team, as the service tells it; and who approves a plan because of that."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest

from tests.desk.conftest import Make
from tests.desk.laptops import PERSON, Pair, Team
from tests.desk.planned import RENT
from thuis_tui.casework import plan_rules
from thuis_tui.casework.rights import RIGHTS, Reach, Right, Role
from thuis_tui.desk import roles
from thuis_tui.desk.demo.organisation import DemoTrouble
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.plan_matters import matters
from thuis_tui.desk.shapes import InvalidInput

DAY = date(2026, 6, 2)


async def _agreed(desk: Desk) -> str:
    client = await desk.intake.create(PERSON)
    plan = await desk.plans.begin(client)
    await desk.plans.add_goal(client, plan, RENT)
    for step in ("discuss", "sign"):
        await desk.plans.step(await desk.plans.plan(client), step, name="J. Ünal")
    return client


async def _asked(desk: Desk, me: str) -> list[str]:
    found = await desk.file.read(lambda connection: matters(connection, DAY, me))
    return [each.text for each in found if each.kind in ("plan_approval", "plan_elsewhere")]


def _why(refused: pytest.ExceptionInfo[InvalidInput]) -> str:
    return " ".join(str(problem) for problem in refused.value.problems)


async def test_a_plan_is_approved_by_a_lead_who_did_not_write_in_it(team: Team) -> None:
    client = await _agreed(team.a)
    await team.share(client)
    told = await team.b.file.read(lambda connection: roles.roles_of(connection, team.lead_id))
    assert told == {"caseworker", "team_lead"}
    assert await team.b.file.read(lambda connection: roles.who_leads(connection, team.b_id)) == (
        team.lead_id,
    )
    assert await _asked(team.a, team.a_id) == ["Plan waits for approval by a team lead"]
    assert await _asked(team.b, team.b_id) == []
    for desk, why in ((team.a, plan_rules.OWN_PLAN), (team.b, plan_rules.FOR_LEAD)):
        with pytest.raises(InvalidInput) as refused:
            await desk.plans.step(await desk.plans.plan(client), "approve")
        assert _why(refused) == str(why)

    team.organisation.admin("grant", team.lead_id, client)
    await team.sync(team.lead)
    assert await _asked(team.lead, team.lead_id) == ["Plan waits for approval"]
    await team.lead.plans.step(await team.lead.plans.plan(client), "approve")
    assert (await team.lead.plans.plan(client)).state == "approved"


async def test_without_a_lead_who_did_not_write_in_it_any_colleague_approves(team: Team) -> None:
    client = await _agreed(team.a)
    await team.share(client)
    team.organisation.admin("role", "take", team.lead_id, "team_lead")
    await team.sync()
    assert await _asked(team.b, team.b_id) == ["Plan waits for approval"]
    assert await _asked(team.a, team.a_id) == ["Plan waits for approval by somebody else"]
    team.organisation.admin("role", "give", team.a_id, "team_lead")
    await team.sync()
    assert await _asked(team.a, team.a_id) == ["Plan waits for approval by somebody else"]
    await team.b.plans.step(await team.b.plans.plan(client), "approve")
    assert (await team.b.plans.plan(client)).state == "approved"


async def test_who_approves_is_what_the_table_says(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    client = await _agreed(team.a)
    await team.share(client)
    cells = {role: cast(dict[Right, Reach], RIGHTS[role]) for role in (Role.CASEWORKER, Role.TEAM_LEAD)}
    with monkeypatch.context() as patch:
        patch.setitem(cells[Role.TEAM_LEAD], Right.APPROVE_PLAN, Reach.GRANTED)
        assert await _asked(team.b, team.b_id) == ["Plan waits for approval"]
        patch.setitem(cells[Role.CASEWORKER], Right.APPROVE_PLAN, Reach.NOTHING)
        with pytest.raises(InvalidInput):
            await team.b.plans.step(await team.b.plans.plan(client), "approve")
        patch.setitem(cells[Role.CASEWORKER], Right.HAND_OVER, Reach.NOTHING)
        assert await team.b.transfers.may(client) == frozenset()
    assert await _asked(team.b, team.b_id) == []
    assert await team.b.transfers.may(client) == {"transfer", "cover"}


async def test_roles_that_do_not_go_together_are_refused(pair: Pair) -> None:
    with pytest.raises(DemoTrouble):
        pair.organisation.admin("role", "give", pair.a_id, "administrator")
    rows = pair.organisation.admin("role", "list")
    assert [row["role"] for row in rows if row["account"] == pair.a_id] == ["caseworker"]


async def test_a_laptop_that_was_told_of_nobody_knows_no_lead(make_desk: Make) -> None:
    desk = make_desk()
    assert await desk.file.read(lambda connection: roles.who_leads(connection, "a" * 32)) == ()
    assert await desk.file.read(lambda connection: roles.roles_of(connection, "a" * 32)) == frozenset()
