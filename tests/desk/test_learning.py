"""A privacy officer decides about an export for research on a laptop of their own; the service acts on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk.laptops import Laptop, enrolled
from thuis_tui.desk.demo.organisation import Organisation
from thuis_tui.desk.learning import LearningItem
from thuis_tui.desk.shapes import InvalidInput, NotFound


async def test_it_is_asked_at_the_machine_and_decided_on_the_laptop(
    organisation: Organisation, tmp_path: Path
) -> None:
    name, other = f"Pia {tmp_path.name}", f"Ans {tmp_path.name}"
    organisation.admin("caseworker", "create", other, "--team", "Utrecht-Oost", "--role", "programme_analyst")
    desk = Laptop.make(tmp_path / "officer").open()
    try:
        await enrolled(organisation, desk, name, "--role", "privacy_officer")
        ask = ("learning", "request", f"Landing {tmp_path.name}", "--institute", "Kenniscentrum")
        first = organisation.admin(*ask, "--by", other, "--reason", "Wat werkt bij wie")["request"]
        await desk.connection.run_once()
        [matter] = [one for one in (await desk.today.day()).matters if one.kind == "learning"]
        assert (matter.route, matter.text.endswith("to Kenniscentrum")) == ("learning", True)

        async def asked(id_: str) -> LearningItem:
            [found] = [one for one in await desk.learning.items() if one.id == id_]
            return found

        item = await asked(first)
        assert (item.state, item.deciding, item.requester_name) == ("asked", True, other)
        assert "What for: Wat werkt bij wie" in item.facts()
        with pytest.raises(InvalidInput):
            await desk.learning.decide(first, "approve", "  ")
        with pytest.raises(NotFound):
            await desk.learning.decide("e" * 32, "approve", "Goed")
        await desk.learning.decide(first, "approve", " Overeenkomst van 3 maart ")
        assert not (await asked(first)).deciding
        assert "not heard" in (await asked(first)).state_text
        for _ in range(2):  # to tell it, and to hear what became of it
            assert (await desk.connection.run_once()).problem is None
        item = await asked(first)
        assert (item.state, item.decision_reason) == ("approved", "Overeenkomst van 3 maart")
        assert item.decided_by_name == name
        assert not [one for one in (await desk.today.day()).matters if one.kind == "learning"]
        states = {one["id"]: one["state"] for one in organisation.admin("learning", "list")}
        assert states[first] == "approved"
        with pytest.raises(NotFound):
            await desk.learning.decide(first, "refuse", "Toch niet")
    finally:
        desk.close()
