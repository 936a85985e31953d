"""Waiting for what a screen will show, instead of for a time."""

from collections.abc import Callable

from textual.pilot import Pilot

TURNS = 2000


async def until(pilot: Pilot[None], condition: Callable[[], object], what: str = "") -> None:
    """Let the application work until the condition holds."""
    for _turn in range(TURNS):
        if condition():
            return
        await pilot.pause(0.005)
    raise AssertionError(f"never happened: {what or condition}\n{text(pilot)}")


def text(pilot: Pilot[None]) -> str:
    """All that is on the screen, as text."""
    screen = pilot.app.screen
    strips = screen._compositor.render_strips(screen.size)
    return "\n".join(strip.text.rstrip() for strip in strips)


async def shows(pilot: Pilot[None], wanted: str) -> None:
    """Wait until the screen shows these words."""
    await until(pilot, lambda: wanted in " ".join(text(pilot).split()), wanted)
