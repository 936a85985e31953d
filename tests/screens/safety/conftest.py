"""An open desk with one person on it, in front of the pages of safety."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from screens.app import ThuisApp
from tests.screens.writing.opened import Opened, make_opener
from thuis_tui.settings import Places


@dataclass
class AtSafety(Opened):
    """Beside the application: who it is about, and a risk in few words."""

    client: str = ""

    def day(self, days: int) -> str:
        """A day so far from today."""
        return (self.desk.file.world.today() + timedelta(days=days)).isoformat()

    async def risk(self, **changes: Any) -> str:
        """Write a risk down; its id."""
        values = {
            "kind": "weapon",
            "level": "orange",
            "fact": "Er lag een mes naast de deur [/x].",
            "source": "gezien bij het bezoek",
            "review_on": self.day(60),
        }
        return await self.desk.safety.add_risk(self.client, {**values, **changes})


Safe = Callable[..., AbstractAsyncContextManager[AtSafety]]


@pytest.fixture
def safe(places: Places, make_app: Callable[..., ThuisApp]) -> Safe:
    """`async with safe(size=(80, 24)) as at:`."""
    opener = make_opener(places, make_app)

    @asynccontextmanager
    async def opened(size: tuple[int, int] = (80, 24), **settings: object) -> AsyncIterator[AtSafety]:
        async with opener(size=size, now=datetime.now(), **settings) as at:
            client = await at.desk.intake.create(
                {"first_name": "José", "surname": "Ünal", "address": "Kade 1"}
            )
            await at.app.go("caseload")
            yield AtSafety(at.pilot, at.app, at.desk, client)

    return opened
