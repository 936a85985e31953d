"""Risks by keyboard: written down, looked at again, ended; told by word and sign, never by colour alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from screens.dialogs.reason import Reason
from screens.dossier import DossierScreen
from screens.safety.page import SafetyScreen
from screens.safety.risk_editor import RiskEditorScreen, RiskReviewScreen
from tests.screens.safety.conftest import Safe
from tests.screens.waiting import shows, text, until


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_risk_is_written_down_from_the_dossier(safe: Safe, size: tuple[int, int]) -> None:
    async with safe(size=size) as at:
        await at.go(DossierScreen, "dossier", client=at.client)
        await at.pilot.press("r")
        await at.at(SafetyScreen)
        await shows(at.pilot, "No open risks.")
        await at.pilot.press("n")
        await at.at(RiskEditorScreen)
        await at.type("weap")
        await at.pilot.press("enter")
        await at.type("red")
        await at.pilot.press("enter")
        await at.type("gezien")
        await at.pilot.press("enter", "enter", "enter")
        await at.type("Mes op tafel")
        await at.pilot.press("ctrl+s")
        await at.at(SafetyScreen)
        await shows(at.pilot, "■ Red · Weapon")
        assert "Now: ■ Red" in text(at.pilot)
        [risk] = await at.desk.safety.risks(at.client)
        assert (risk.fact, risk.level, risk.source) == ("Mes op tafel", "red", "gezien")


async def test_a_review_too_far_ahead_is_refused_at_its_field_and_the_rest_stays(safe: Safe) -> None:
    async with safe() as at:
        made = await at.risk()
        await at.go(RiskReviewScreen, "risk_review", client=at.client, record=made)
        at.field("review_on").entry.focus()
        await at.pilot.press("ctrl+u")
        await at.type("+200")
        await at.pilot.press("ctrl+s")
        await shows(at.pilot, "At most 6 months ahead")
        assert at.field("review_on").entry.value
        await at.pilot.press("ctrl+u")
        await at.type("-1")
        await at.pilot.press("ctrl+s")
        await shows(at.pilot, "A risk is looked at again today or later")
        at.field("review_on").entry.focus()
        await at.pilot.press("ctrl+u")
        await at.type("+90")
        await at.pilot.press("ctrl+s")
        await until(at.pilot, lambda: not isinstance(at.app.screen, RiskReviewScreen))
        [risk] = await at.desk.safety.risks(at.client)
        assert risk.review_on == at.day(90)


async def test_an_expired_risk_says_so_and_an_ended_one_is_folded_with_its_reason(safe: Safe) -> None:
    async with safe() as at:
        await at.risk(review_on=at.day(1))
        gone = await at.risk(level="red", kind="animal")
        world = at.desk.file.world
        object.__setattr__(
            world, "now_ms", lambda: round((at.app.local_now() + timedelta(days=9)).timestamp() * 1000)
        )
        await at.go(SafetyScreen, "safety", client=at.client)
        await shows(at.pilot, "! EXPIRED")
        await shows(at.pilot, "1 risk expired: look again")
        assert "▲ Orange · Weapon" in text(at.pilot)
        await at.pilot.press("home", "x")
        await until(at.pilot, lambda: isinstance(at.app.screen, Reason))
        await at.type("Hond is weg")
        await at.pilot.press("enter")
        await shows(at.pilot, "▸ 1 ended risk")
        assert "Dog" not in text(at.pilot)
        await at.pilot.press("end", "enter")
        await shows(at.pilot, "Hond is weg")
        [_open, ended] = await at.desk.safety.risks(at.client)
        assert ended.id == gone


@pytest.mark.parametrize("of_client", [None, "green", "red"])
async def test_the_head_of_the_dossier_tells_the_strictest_and_what_is_expired(
    safe: Safe, of_client: str | None
) -> None:
    async with safe() as at:
        if of_client is not None:
            await at.desk.facts.set(await at.desk.facts.standing(at.client, "risk_level"), of_client)
        await at.risk(review_on=at.day(1))
        await at.risk(kind="animal", level="green")
        ended = await at.risk(kind="infection", level="red")
        await at.desk.safety.end(at.client, ended, "Genezen")
        world, later = at.desk.file.world, at.app.local_now() + timedelta(days=9)
        object.__setattr__(world, "now_ms", lambda: round(later.timestamp() * 1000))
        await at.go(DossierScreen, "dossier", client=at.client)
        await shows(at.pilot, "▲ Risk: Red" if of_client == "red" else "▲ Risk: Orange")
        await shows(at.pilot, "▲ Weapon (! expired) · ● Dog or other animal")
        assert "Infection" not in text(at.pilot)


async def test_a_risk_that_comes_in_is_at_the_head_at_once(safe: Safe) -> None:
    async with safe() as at:
        await at.go(DossierScreen, "dossier", client=at.client)
        await at.risk(level="red")
        at.app.bridge.attach(at.desk, None)
        await at.risk(level="red", kind="animal")
        await shows(at.pilot, "▲ Risk: Red")
