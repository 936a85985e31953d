"""The speed of the hand: what one presses beside the data itself, counted in sessions with the real screens.

Each session runs the application over an encrypted file and looks in the file whether the job was done. A key
that types data is not counted: letters of a name or a text, and the number that is a level of the ZRM. All
others are, also Enter between fields.

The yardsticks are the same jobs in two web applications, counted along the shortest way that their published
forms and pages show, from the page after signing in, not tried on a running one. A click on a link, a button,
a list or a field counts 1, so do Tab and Enter; choosing an option in a list that is open is data. Nothing is
counted for waiting, for a page that loads, or for signing in. In neither a caseworker decides between two
values that were written at the same time: there is no yardstick for that.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from textual.pilot import Pilot

from benchmarks.table import Row
from screens.app import ThuisApp
from screens.conflicts import ConflictsScreen
from screens.dossier import DossierScreen
from screens.note import NoteScreen
from tests.screens import laptop
from tests.screens.conftest import PASSPHRASE, quick_file
from tests.screens.waiting import until
from thuis_tui.desk.demo.people import people
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.facts import put
from thuis_tui.desk.shapes import NoteInput
from thuis_tui.settings import Places, Settings
from thuis_tui.store import write
from thuis_tui.store.writing import Writing

PERSON: Final = {
    "first_name": "Jan",
    "name_prefix": "van der",
    "surname": "Bergrede",
    "birth_date": "1985-04-03",
    "phone": "06-12345678",
}
COLLEAGUE: Final = f"{8:032x}"
PRIMERO: Final = "Primero"
OPEN_PATH: Final = "Open Path HMIS"

# Primero v2 with its default forms (db/configuration/forms: basic_identity, field_notes, followup): to a
# record is Cases, the search field, Enter, the row; a group of one form opens at once, a group of several
# first shows them. Open Path (hmis-frontend: OmniSearch, EnrollmentCaseNotes; hmis-warehouse: case_note):
# a search field on every page, of whose list a client is chosen. A note has its day in both.
_RECORD = ("Cases", "search field", "Enter", "row of the case")
_CLIENT = ("search field of every page", "client in its list", "enrollment", "Case Notes")
_FIELDS = 12
_IDENTITY = ["to a field of Basic Identity"] * _FIELDS
STEPS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "quick note": {
        PRIMERO: (*_RECORD, "Edit", "Notes", "Add", "Date", "Notes field", "Add in the dialog", "Save"),
        OPEN_PATH: (*_CLIENT, "Add Case Note", "Information Date", "Note", "Save"),
    },
    "intake": {PRIMERO: ("Cases", "New Case", *_IDENTITY, "close the list of nationalities", "Save")},
    "ZRM": {
        # None of them has a ZRM: a form of thirteen lists, which is how their forms ask for a choice.
        "13 lists in a form of Primero": (*_RECORD, "Edit", "form", *(["open a list"] * 13), "Save"),
    },
    "visit": {
        # It knows no checking in or out: what happened and when is all.
        "Primero, a follow-up": (
            *(*_RECORD, "Edit", "Services / Follow Up", "Follow Up", "Add"),
            *("Type of follow up", "Follow up date", "Comments", "Add in the dialog", "Save"),
        ),
    },
    "last note": {PRIMERO: (*_RECORD, "Notes", "the note"), OPEN_PATH: (*_CLIENT, "View")},
}


@dataclass
class Hand:
    """Presses keys at a laptop and counts those that are no data."""

    pilot: Pilot[None]
    app: ThuisApp
    desk: Desk
    pressed: list[str] = field(default_factory=list)

    async def press(self, *keys: str) -> None:
        """Keys that are counted."""
        self.pressed += keys
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def data(self, text: str) -> None:
        """What would be typed anywhere."""
        keys = {" ": "space", "-": "minus", ".": "full_stop"}
        await self.pilot.press(*(keys.get(letter, letter) for letter in text))
        await self.pilot.pause()

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until the screens are that far."""
        await until(self.pilot, condition)

    async def at(self, page: str) -> None:
        """Wait for a page by its context."""
        await self.until(lambda: self.app.context == page)


Job = Callable[[Hand, str], Awaitable[None]]


async def quick_note(hand: Hand, client: str) -> None:
    """From the caseload to a filed note about somebody."""
    before = len(await hand.desk.dossiers.timeline(client))
    await hand.press("q")
    await hand.data("bergrede")
    await hand.press("enter")
    await hand.at("note_editor")
    await hand.data("koffie gedronken")
    await hand.press("ctrl+s")
    await hand.at("caseload")
    assert len(await hand.desk.dossiers.timeline(client)) == before + 1


INTAKE: Final = (
    *("Mira", "el", "Zandloper", "Mimi", "3-4-85", "Woman", "111222333", "06-87654321", "Kade 3"),
    *("3511 AB", "Zeist", "Public space"),
)


async def intake(hand: Hand, _client: str) -> None:
    """Twelve fields of somebody new."""
    await hand.press("i")
    await hand.at("intake")
    for place, text in enumerate(INTAKE):
        await hand.data(text)
        if place + 1 < len(INTAKE):
            await hand.press("enter")
    await hand.press("ctrl+s")
    await hand.until(lambda: isinstance(hand.app.screen, DossierScreen))
    [row] = await hand.desk.caseload.rows(await hand.desk.caseload.ids("zandloper"))
    dossier = await hand.desk.dossiers.open(row.client)
    given = [each.name for each in dossier.fields if each.answer is None and each.value]
    assert len(set(given) - {"status"}) >= _FIELDS, given


async def zrm(hand: Hand, client: str) -> None:
    """From the dossier thirteen levels, filed."""
    await hand.app.go("dossier", client=client)
    await hand.until(lambda: isinstance(hand.app.screen, DossierScreen) and hand.app.screen.ready)
    await hand.press("z")
    await hand.at("assessments")
    await hand.press("n")
    await hand.at("assessment")
    await hand.data("3243234323432")
    await hand.press("ctrl+s")
    await hand.at("assessments")
    latest = (await hand.desk.assessments.history(client)).latest
    assert latest is not None and len(latest.scores) == 13


async def visit(hand: Hand, client: str) -> None:
    """From the caseload to the visit of today: in, out, and the note of it."""
    soon = datetime.now(UTC) + timedelta(minutes=10)
    made = await hand.desk.visits.plan(
        client, {"starts_at": soon.strftime("%Y-%m-%dT%H:%M:%SZ"), "minutes": 45, "place": "home"}
    )
    await hand.press("b")
    await hand.at("visits")
    await hand.press("enter")
    await hand.at("visit")
    await hand.press("i", "enter")
    await hand.at("visit")
    await hand.press("o")
    await hand.at("note_editor")
    await hand.data("sleutel gebracht")
    await hand.press("ctrl+s")
    await hand.at("visit")
    over = await hand.desk.visits.one(made)
    assert (over.state, over.note is not None) == ("done", True)


async def conflict(hand: Hand, client: str) -> None:
    """What two people wrote differently, decided."""
    await hand.desk.facts.set(await hand.desk.facts.standing(client, "phone"), "06-12345679")
    seen = await hand.desk.facts.standing(client, "phone")

    def colleague(writing: Writing) -> None:
        write.create(writing, "ref", "caseworker", {"name": "Bram Smit"}, id=COLLEAGUE)
        me, writing.actor = writing.actor, COLLEAGUE
        put(writing, seen, "06-12345670", seen.base)
        writing.actor = me

    await hand.desk.file.write(colleague)
    await hand.desk.facts.set(seen, "06-12345671")
    assert len(await hand.desk.conflicts.listed()) == 1
    await hand.press("d")
    await hand.until(lambda: isinstance(hand.app.screen, ConflictsScreen) and hand.app.screen.ready)
    await hand.press("1")
    page = hand.app.screen
    await hand.until(lambda: isinstance(page, ConflictsScreen) and page.ready and not page._items)
    assert await hand.desk.conflicts.listed() == []


async def last_note(hand: Hand, client: str) -> None:
    """From the caseload to the last note of somebody by name."""
    note = NoteInput(
        client=client,
        kind="phone",
        occurred_at="2026-03-02T10:00:00Z",
        occurred_offset=60,
        body="De laatste rapportage.",
    )
    await hand.desk.notes.file(note)
    await hand.press("slash")
    await hand.data("bergrede")
    await hand.press("enter", "enter")
    await hand.until(lambda: isinstance(hand.app.screen, NoteScreen | DossierScreen))
    await hand.until(lambda: isinstance(hand.app.screen, NoteScreen))


JOBS: Final[Mapping[str, tuple[str, Job, int]]] = {
    "quick note": ("a quick note from anywhere to filed", quick_note, 6),
    "intake": ("intake of 12 fields", intake, 14),
    "ZRM": ("a ZRM of 13 domains, from the dossier", zrm, 16),
    "visit": ("check in, check out, the note of a visit", visit, 12),
    "conflict": ("decide what two people wrote differently", conflict, 2),
    "last note": ("find a client and open the last note", last_note, 3),
}


def measure(_runs: int) -> list[Row]:
    """Each job once: how many keys it takes does not vary."""
    rows = []
    for name, (what, job, limit) in JOBS.items():
        count = float(len(asyncio.run(_counted(job))))
        limits: dict[str, Any] = {"limit": f"<= {limit} keys", "met": count <= limit}
        others = STEPS.get(name, {})
        for against, steps in others.items():
            rows.append(Row("hand", what, [count], "keys", against, [float(len(steps))], **limits))
        if not others:
            rows.append(Row("hand", what, [count], "keys", **limits))
    return rows


async def _counted(job: Job) -> list[str]:
    async with _hand() as (hand, client):
        await job(hand, client)
        return hand.pressed


@asynccontextmanager
async def _hand() -> AsyncIterator[tuple[Hand, str]]:
    """At the caseload of a file with twenty people."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["THUIS_HOME"] = home
        places = Places.find()
        desk = laptop.open_desk(places, quick_file(places, PASSPHRASE)[0])
        for person in people(20, laptop.SEED, datetime.now(UTC).date()):
            await desk.intake.create(person.values)
        client = await desk.intake.create(PERSON)
        app = ThuisApp(places, Settings(language="en"))
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            app.take(desk)
            await app.go("caseload")
            hand = Hand(pilot, app, desk)
            await hand.at("caseload")
            await pilot.pause(0.2)
            yield hand, client
