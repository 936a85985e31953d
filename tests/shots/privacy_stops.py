"""The pictures of the privacy view."""

from __future__ import annotations

from textual.pilot import Pilot

from screens.app import ThuisApp


async def dossier(pilot: Pilot[None]) -> None:
    """The dossier of who reads along."""
    app = pilot.app
    assert isinstance(app, ThuisApp)
    if app.private:
        await app.end_privacy()
    await pilot.press("down", "enter")
    await pilot.pause(0.7)
    await pilot.press("f9")
    await pilot.pause(0.7)


async def cover(pilot: Pilot[None]) -> None:
    """One Esc further: nobody."""
    await dossier(pilot)
    await pilot.press("escape")
    await pilot.pause(0.3)


async def ended(pilot: Pilot[None]) -> None:
    """The list again, for the pictures that follow."""
    assert isinstance(pilot.app, ThuisApp)
    await pilot.app.end_privacy()


STOPS = {"privacy-1-dossier": dossier, "privacy-2-cover": cover, "privacy-3-ended": ended}
