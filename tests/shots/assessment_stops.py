"""The pictures of the ZRM assessment."""

from __future__ import annotations

from textual.pilot import Pilot

from screens.app import ThuisApp
from thuis_tui.desk.assessments import DOMAINS, AssessmentInput, Score

WHY = "Deurwaarder heeft beslag gelegd op de uitkering"
SERIES = (
    ("intake", "2024-09-12", (1, 2, 2, 1, 3, 2, 3, 2, 4, 3, 2, 2, 4)),
    ("progress", "2025-03-11", (2, 2, 2, 1, 3, 2, 3, 2, 4, 3, 2, 2, 4)),
    ("progress", "2025-08-28", (2, 2, 3, 3, 3, 3, 3, 2, 5, 3, 3, 2, 4)),
    ("progress", "2026-02-24", (1, 3, 3, 4, 2, 3, 3, 3, 5, 4, 3, 2, 0)),
)


async def client(pilot: Pilot[None]) -> str:
    """Somebody with four assessments over the years."""
    assert isinstance(pilot.app, ThuisApp)
    desk = pilot.app.desk
    assert desk is not None
    [row] = await desk.caseload.rows((await desk.caseload.ids())[3:4])
    if not (await desk.assessments.history(row.client)).assessments:
        for moment, day, levels in SERIES:
            scores = {domain: _score(domain, levels[domain - 1]) for domain in DOMAINS}
            await desk.assessments.file(
                AssessmentInput(
                    client=row.client, moment=moment, measured_on=day, source_on=day, scores=scores
                )
            )
    return row.client


def _score(domain: int, level: int) -> Score:
    if not level:
        return Score(not_assessed="Wil er nu niet over praten")
    return Score(
        level=level,
        target=min(level + 1, 4) if level < 4 else None,
        explanation=WHY if level == 1 or domain == 4 else "",
        comment="Post openen we samen op dinsdag." if domain in (1, 11) else "",
    )


async def overview(pilot: Pilot[None]) -> None:
    """All domains, the first drawn large."""
    assert isinstance(pilot.app, ThuisApp)
    await pilot.app.go("assessments", client=await client(pilot))
    await pilot.pause(0.3)
    await pilot.press("down", "down", "down")


async def story(pilot: Pilot[None]) -> None:
    """What was said of a domain."""
    await overview(pilot)
    await pilot.press("enter")


async def sheet(pilot: Pilot[None]) -> None:
    """Half way, with a target and a comment."""
    assert isinstance(pilot.app, ThuisApp)
    await pilot.app.go("assessment", client=await client(pilot))
    await pilot.pause(0.3)
    if pilot.app.screen.query("Button"):
        await pilot.press("right", "enter")
        await pilot.pause(0.2)
    await pilot.press("2", "3", "t", "5", "3", "4", "3")


async def asking(pilot: Pilot[None]) -> None:
    """A line that is asked for, with old information."""
    await sheet(pilot)
    await pilot.press("s", "minus", "4", "0", "enter", "1", *"Slaapt")


async def nothing(pilot: Pilot[None]) -> None:
    """Somebody without any."""
    app = pilot.app
    assert isinstance(app, ThuisApp)
    assert app.desk is not None
    [row] = await app.desk.caseload.rows((await app.desk.caseload.ids())[7:8])
    await app.go("assessments", client=row.client)


STOPS = {
    "zrm-1-overview": overview,
    "zrm-2-story": story,
    "zrm-3-sheet": sheet,
    "zrm-4-asking": asking,
    "zrm-5-nothing": nothing,
}
