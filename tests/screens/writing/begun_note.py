"""A program for the tests: the application at an open desk, in the middle of a new note.

python -m tests.screens.writing.begun_note    with THUIS_HOME set
"""

import asyncio
import sys

from textual.pilot import Pilot

from screens.app import ThuisApp
from screens.route import Route
from tests.screens.conftest import PASSPHRASE, quick_file
from tests.screens.laptop import open_desk
from thuis_tui.desk import opening
from thuis_tui.settings import Places, Settings


async def begin(pilot: Pilot[object]) -> None:
    """Go straight to a new note about Jan Berg."""
    app = pilot.app
    assert isinstance(app, ThuisApp)
    desk = open_desk(app.places, opening.unlock(app.places, PASSPHRASE))
    app.take(desk)
    client = await desk.intake.create({"first_name": "Jan", "surname": "Berg"})
    await app.push_screen(Route("note_editor", {"client": client}).build())


def kept_bodies(places: Places) -> list[str]:
    """The bodies of the drafts in the file, when nobody has it open."""
    desk = open_desk(places, opening.unlock(places, PASSPHRASE))
    try:
        return [str(draft.fields.get("body")) for draft in asyncio.run(desk.drafts.list())]
    finally:
        desk.close()


if __name__ == "__main__":
    here = Places.find()
    quick_file(here, PASSPHRASE)
    app = ThuisApp(here, Settings())
    app.run(mouse=False, auto_pilot=begin)
    sys.exit(app.return_code or 0)
