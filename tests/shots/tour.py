"""Where pictures are taken, and the keys that lead there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from textual.pilot import Pilot

from screens.app import ThuisApp
from tests.screens.conftest import PASSPHRASE
from tests.screens.waiting import until
from thuis_tui.desk.facts import put
from thuis_tui.desk.shapes import FieldStanding
from thuis_tui.store import write
from thuis_tui.store.writing import Writing

Stop = Callable[[Pilot[None]], Awaitable[None]]
COLLEAGUE = f"{8:032x}"
RESTED = 0.7
"""Seconds after which a preview is there."""


def keys(*pressed: str, wait: float = 0.1) -> Stop:
    """A stop that is reached by pressing these keys."""

    async def stop(pilot: Pilot[None]) -> None:
        for key in pressed:
            await pilot.press(key)
            await pilot.pause(0.02)
        await pilot.pause(wait)

    return stop


def typed(text: str) -> tuple[str, ...]:
    """The keys of a text."""
    return tuple("space" if character == " " else character for character in text)


def screen(name: str) -> Stop:
    """A stop that is a screen by its name."""

    async def stop(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, ThuisApp)
        await pilot.app.go(name)
        await pilot.pause(0.3)

    return stop


async def passphrase(pilot: Pilot[None]) -> None:
    """The dialog to change the passphrase."""
    assert isinstance(pilot.app, ThuisApp)
    await pilot.app.action_passphrase()


async def note(pilot: Pilot[None]) -> None:
    """The first note of a dossier, in full."""
    await pilot.press("down", "enter")
    await pilot.pause(0.4)
    await pilot.press("enter")
    await pilot.pause(0.4)


async def amendment(pilot: Pilot[None]) -> None:
    """Amending that note."""
    await pilot.press("down", "enter")
    await pilot.pause(0.4)
    await pilot.press("a")
    await pilot.pause(0.4)


async def paper(pilot: Pilot[None]) -> None:
    """The recovery key."""
    await pilot.press("ctrl+u", *typed(PASSPHRASE), "enter", *typed(PASSPHRASE), "enter")
    await until(pilot, lambda: pilot.app.screen.query("#paper"))


async def locked(pilot: Pilot[None]) -> None:
    """After a lock by itself."""
    assert isinstance(pilot.app, ThuisApp)
    await pilot.app._show_door(locked="idle")


async def disagree(pilot: Pilot[None]) -> None:
    """Conflicts of the first client: of a line, of a long text, and of safety."""
    assert isinstance(pilot.app, ThuisApp)
    desk = pilot.app.desk
    assert desk is not None
    [row] = await desk.caseload.rows((await desk.caseload.ids())[:1])
    if not await desk.conflicts.listed():
        for field, was, other, mine in DISAGREEMENTS:
            await desk.facts.set(await desk.facts.standing(row.client, field), was)
            seen = await desk.facts.standing(row.client, field)
            await desk.file.write(partial(_colleague_writes, seen, other))
            await desk.facts.set(seen, mine)
    await pilot.pause(0.4)


def _colleague_writes(seen: FieldStanding, value: str, writing: Writing) -> None:
    """As if it had come from the laptop of a colleague."""
    raw = writing.raw
    if raw.execute("SELECT 1 FROM caseworker WHERE id=?", (COLLEAGUE,)).fetchone() is None:
        write.create(writing, "ref", "caseworker", {"name": "Bram Smit"}, id=COLLEAGUE)
    me, writing.actor = writing.actor, COLLEAGUE
    put(writing, seen, value, seen.base)
    writing.actor = me


async def conflicts(pilot: Pilot[None]) -> None:
    """The first conflict."""
    await disagree(pilot)
    await pilot.press("d")
    await pilot.pause(0.4)


async def safety(pilot: Pilot[None]) -> None:
    """A dossier whose head warns."""
    await disagree(pilot)
    await pilot.press("home", "enter")
    await pilot.pause(RESTED)


DISAGREEMENTS = (
    (
        "agreements",
        "Bel een dag van tevoren.\n\nPost gaat naar de buurvrouw op nummer 12.\n\nDe hond blijft binnen.",
        "Bel twee dagen van tevoren.\n\nPost gaat naar de buurvrouw op nummer 12.\n\nDe hond mag los.",
        "Bel een dag van tevoren, na tien uur.\n\nPost gaat naar de buurvrouw op nummer 12.",
    ),
    ("phone", "06-12345678", "06-12345679", "06-12345687"),
    ("risk_level", "green", "red", "orange"),
)


async def change(pilot: Pilot[None]) -> None:
    """Choosing which fact to change."""
    await pilot.press("home", "enter")
    await pilot.pause(0.4)
    await pilot.press("e")
    await pilot.pause(0.4)


async def changing(pilot: Pilot[None]) -> None:
    """Changing a telephone number people disagree about."""
    await disagree(pilot)
    await change(pilot)
    await pilot.press(*["down"] * 7, "enter")
    await pilot.pause(0.4)


async def late(pilot: Pilot[None]) -> None:
    """The queue of a team lead."""
    assert isinstance(pilot.app, ThuisApp)
    desk = pilot.app.desk
    assert desk is not None
    if not await desk.late_work.items():
        me = desk.file.author()
        [row] = await desk.caseload.rows((await desk.caseload.ids())[:1])
        for values in LATE:
            shown = {**values, "author": me, "client": row.client, "operation": "d" * 32}
            await desk.file.write(
                lambda writing, shown=shown: write.create(writing, f"u:{me}", "late_work", shown)  # type: ignore[misc]
            )
        await desk.late_work.decide(
            (await desk.late_work.items())[0].id, "accept", "Het was haar laatste dag."
        )
    await pilot.press("t")
    await pilot.pause(0.4)


LATE = (
    {
        "reason": "late",
        "recorded_at": "2026-03-02T09:00:00Z",
        "record_type": "client",
        "field": "phone",
        "value": '"06-12345670"',
    },
    {
        "reason": "late",
        "recorded_at": "2026-03-04T10:00:00Z",
        "record_type": "note",
        "value": '{"kind":"phone","occurred_at":"2026-03-04T09:30:00Z","body":"Nog gebeld: de sleutel ligt '
        'bij de beheerder.\\nMorgen gaat hij kijken."}',
    },
    {
        "reason": "invalid",
        "recorded_at": "2026-03-03T10:00:00Z",
        "record_type": "client",
        "field": "risk_level",
        "value": '"paars"',
    },
)


FIRST_RUN: dict[str, Stop] = {
    "setup-1-passphrase": keys("e", "e", "n"),
    "setup-2-paper": paper,
    "setup-3-confirm": keys("enter"),
}

ON_THE_DOORSTEP: dict[str, Stop] = {
    "unlock": keys(),
    "unlock-wrong": keys("x", "enter", wait=0.4),
    "unlock-idle": locked,
    "unlock-recovery": keys("f2"),
}

BEHIND_THE_DOOR: dict[str, Stop] = {
    "caseload": keys("down", "down", wait=RESTED),
    "caseload-filter": keys("slash", *typed("be"), wait=RESTED),
    "caseload-nobody": keys("slash", *typed("xyz")),
    "enrolment": screen("enrolment"),
    "dossier": keys("down", "enter", wait=RESTED),
    "note": note,
    "note-editor": keys("n", wait=0.4),
    "amendment": amendment,
    "intake": keys("i", wait=0.4),
    "outbox": keys("o", wait=0.4),
    "drafts": keys("v", wait=0.4),
    "search": keys("ctrl+f", *typed("woning"), wait=0.6),
    "help": keys("f1"),
    "change-which": change,
    "decide-1-text": conflicts,
    "decide-2-line": keys("d", "n", wait=0.4),
    "decide-3-safety": keys("d", "n", "n", wait=0.4),
    "decide-head": safety,
    "decide-caseload": keys("home", wait=RESTED),
    "decide-edit": changing,
    "late-queue": late,
    "palette": keys("ctrl+p"),
    "passphrase": passphrase,
}
