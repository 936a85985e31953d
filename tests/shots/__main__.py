"""Makes the pictures: every screen, 80x24 and 120x36, by day and by night."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from textual.pilot import Pilot

from screens.app import HOME, ThuisApp
from screens.route import Route
from tests.screens import laptop
from tests.screens.conftest import PASSPHRASE, quick_file
from tests.shots import (
    assessment_stops,
    day_stops,
    history_stops,
    housing_stops,
    intake_stops,
    people_stops,
    plan_stops,
    privacy_stops,
    safety_stops,
    team_stops,
    visit_stops,
)
from tests.shots.picture import picture
from tests.shots.tour import BEHIND_THE_DOOR, FIRST_RUN, ON_THE_DOORSTEP, Stop
from thuis_tui.settings import Places, Settings

SIZES = ((80, 24), (120, 36))
THEMES = ("light", "dark", "contrast")
MORE = (
    assessment_stops.STOPS
    | day_stops.STOPS
    | history_stops.STOPS
    | intake_stops.STOPS
    | people_stops.STOPS
    | plan_stops.STOPS
    | privacy_stops.STOPS
    | safety_stops.STOPS
    | team_stops.STOPS
    | housing_stops.STOPS
    | visit_stops.STOPS
)
LOCAL = datetime(2026, 3, 4, 15, 30)


@asynccontextmanager
async def running(places: Places, settings: Settings, size: tuple[int, int]) -> AsyncIterator[Pilot[None]]:
    """The application over these places."""
    app = ThuisApp(
        places,
        settings,
        open_desk=lambda key: laptop.open_desk(places, key),
        create_file=quick_file,
        local_now=lambda: LOCAL,
    )
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield pilot


async def walk(
    pilot: Pilot[None], stops: dict[str, Stop], out: Path, label: str, *, home: bool = False
) -> None:
    """Go along the stops and take a picture at each."""
    app = pilot.app
    assert isinstance(app, ThuisApp)
    for name, stop in stops.items():
        if home:
            app.clear_notifications()
            await app._show_only((HOME,) if name.startswith("today") else (Route("caseload"),))
            await pilot.pause(0.2)
        await stop(pilot)
        await pilot.pause(0.2)
        path = out / f"{name}-{label}.png"
        path.write_bytes(picture(app))
        sys.stdout.write(f"{path}\n")


async def tour(out: Path, filled: Path, theme: str, size: tuple[int, int], only: str, language: str) -> None:
    """All pictures of one theme and size."""
    shade = "grey-" if "NO_COLOR" in os.environ else ""
    label = f"{shade}{theme}-{size[0]}x{size[1]}"
    settings = Settings(theme=theme, language=language)
    chosen = [
        {name: stop for name, stop in stops.items() if only in name}
        for stops in (FIRST_RUN, ON_THE_DOORSTEP, BEHIND_THE_DOOR | MORE)
    ]
    with tempfile.TemporaryDirectory() as home:
        empty = Places.find(environ={"THUIS_HOME": home})
        if chosen[0]:
            async with running(empty, settings, size) as pilot:
                await walk(pilot, FIRST_RUN, out, label)
    with tempfile.TemporaryDirectory() as home:
        shutil.copytree(filled, home, dirs_exist_ok=True)
        places = Places.find(environ={"THUIS_HOME": home})
        async with running(places, settings, size) as pilot:
            await walk(pilot, chosen[1], out, label)
        if chosen[2]:
            async with running(places, settings, size) as pilot:
                await pilot.press(*PASSPHRASE, "enter")
                app = pilot.app
                assert isinstance(app, ThuisApp)
                while app.desk is None or len(app.screen_stack) == 1:
                    await pilot.pause(0.05)
                await walk(pilot, chosen[2], out, label, home=True)


def main() -> None:
    """Read the command line and take the pictures."""
    parser = argparse.ArgumentParser(prog="python -m tests.shots", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUTDIR")
    parser.add_argument("--only", default="", help="part of the name of a screen")
    parser.add_argument("--theme", choices=THEMES, action="append")
    parser.add_argument("--no-colour", action="store_true", help="as with NO_COLOR=1: only shades of grey")
    parser.add_argument("--language", choices=("nl", "en"), default="en")
    asked = parser.parse_args()
    if asked.no_colour:
        os.environ["NO_COLOR"] = "1"
    asked.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["THUIS_HOME"] = home
        places = Places.find()
        key, _recovery = quick_file(places, PASSPHRASE)
        laptop.filled(places, key, clients=40, notes=6)
        for theme in asked.theme or THEMES[:2]:
            for size in SIZES:
                asyncio.run(tour(asked.out, Path(home), theme, size, asked.only, asked.language))


if __name__ == "__main__":
    main()
