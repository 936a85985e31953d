"""What a real terminal keeps of a dossier: nothing in its title, its clipboard or its scrollback."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from tests.screens.laptop import open_desk
from tests.terminal.team import THUIS, environment
from tests.terminal.terminal import Terminal
from thuis_tui.desk import opening
from thuis_tui.settings import Places
from thuis_tui.store.vault import ARGON2_FAST

pytestmark = pytest.mark.terminal

PASSPHRASE = "vier gewone woorden samen"
PEOPLE = ("Zonneveld", "Ketelaar", "Bergé")
SECRET = "geheimschrift"
INTO, OUT_OF = b"\x1b[?1049h", b"\x1b[?1049l"
TITLE = re.compile(rb"\x1b\][012];")
CLIPBOARD = b"\x1b]52;"


class Recorded(Terminal):
    """A terminal that keeps every byte it was sent."""

    sent = b""

    def _draw(self, data: bytes) -> None:
        self.sent += data
        super()._draw(data)


def laptop(home: Path) -> None:
    """A file with three people in it."""
    places = Places.find(environ={"THUIS_HOME": str(home)})
    key, _recovery = opening.create_file(places, PASSPHRASE, ARGON2_FAST)
    desk = open_desk(places, key)

    async def fill() -> None:
        for name in PEOPLE:
            await desk.intake.create({"first_name": "Anne", "surname": name})

    asyncio.run(fill())
    desk.close()


def test_nothing_of_a_dossier_stays_in_the_terminal(tmp_path: Path) -> None:
    laptop(tmp_path)
    with Recorded([THUIS], environment=environment(tmp_path)) as terminal:
        terminal.wait_for("Passphrase")
        terminal.write(PASSPHRASE)
        terminal.press("enter")
        terminal.wait_for("c Caseload")
        terminal.press("c")
        terminal.wait_for("3 people")
        terminal.press("home", "enter")
        terminal.wait_for("Bergé")
        terminal.press("f9")
        terminal.wait_for("Privacy view: only this dossier is shown")
        for name in PEOPLE[:2]:
            assert name not in terminal.text
        # Every way that leads to others leads nowhere.
        for key in ("c", "ctrl+f", "o", "v"):
            terminal.press(key)
        terminal.press("n")
        terminal.wait_for("New note")
        terminal.write(SECRET)
        terminal.wait_for(SECRET)
        terminal.press("ctrl+x")
        terminal.wait_for("Copied within thuis")
        terminal.wait_gone(SECRET)
        terminal.press("ctrl+v")
        terminal.wait_for(SECRET)
        terminal.press("ctrl+l")
        terminal.wait_for("Passphrase")
        for word in (*PEOPLE, SECRET):
            terminal.wait_gone(word)
        terminal.write(PASSPHRASE)
        terminal.press("enter")
        terminal.wait_for(SECRET)
        terminal.wait_for("Privacy view")
        terminal.press("ctrl+q")
        assert terminal.exit_status() == 0
        sent = terminal.sent
    # Everything was drawn on the other screen, which has no scrollback and goes when the program goes.
    assert sent.count(INTO) == sent.count(OUT_OF) == 1
    before, rest = sent.split(INTO)
    within, after = rest.split(OUT_OF)
    for word in (*PEOPLE, SECRET):
        assert word.encode() in within
        assert word.encode() not in before + after
    assert not TITLE.search(sent)
    assert CLIPBOARD not in sent
