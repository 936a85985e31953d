"""The main job, with real keys in a real terminal: a note written offline reaches a colleague.

Two laptops with their own encrypted files, one real service process that is down at first, one crash.
"""

import json
import re
import time
from pathlib import Path

import pytest

from tests.terminal.team import Laptop, Organisation
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.terminal

WORD = "zonnebloemkwekerij"
STRANGE = "Zoë zei: é ë ï € en [/x] met [bijlage]"
SECOND = "Tweede bezoek over de huur"
REASON = "Verkeerde straat genoemd"
CORRECTION = "Het was de Lange Nieuwstraat, niet de Korte."


def long_text() -> str:
    """2,000 words, the strange ones at the beginning and the one that is searched for at the end."""
    words = [*STRANGE.split(), *(f"woord{number % 90}" for number in range(2000 - len(STRANGE.split()) - 1))]
    return " ".join([*words, WORD])


def at_field(label: str) -> re.Pattern[str]:
    """The mark that stands before the field one is in."""
    return re.compile(rf"▌\s?{re.escape(label)}")


def fill(terminal: Terminal, label: str, text: str, shown: str = "") -> None:
    """Type into the field one is in, see it there, go on with Enter."""
    terminal.wait_for(at_field(label))
    terminal.write(text)
    terminal.wait_for(shown or text)
    terminal.press("enter")
    terminal.wait_for(lambda screen: not at_field(label).search(screen.text))


def begin_note(terminal: Terminal) -> None:
    """From the dossier through the fields of a new note, back into its body."""
    terminal.press("n", "tab")
    fill(terminal, "Kind of contact", "home", "Home visit")
    fill(terminal, "Duration", "45", "45 min")
    terminal.wait_for(at_field("When it happened"))
    terminal.press("enter")
    fill(terminal, "Life domains", "11", "Social network")


def quick_intake(terminal: Terminal) -> None:
    """A new client in a few fields; the rest stays empty."""
    terminal.press("i")
    fill(terminal, "First name", "Zoë")
    fill(terminal, "Name prefix", "van der")
    fill(terminal, "Surname", "Bergé")
    fill(terminal, "Alias", "Snor")
    fill(terminal, "Birth date", "3-4-85", "3 April 1985")
    terminal.press("ctrl+s")
    terminal.wait_for("No notes yet")


def type_until_killed(terminal: Terminal) -> str:
    """Type, and pull the plug in the middle of it; what had been typed a second before the end."""
    typed: list[tuple[float, str]] = []
    text = SECOND
    terminal.write(f"n{text}")
    terminal.wait_for(text)
    terminal.wait_for("Kept today")
    for number in range(25):
        piece = f" stap{number}"
        terminal.write(piece)
        text += piece
        typed.append((time.monotonic(), text))
        terminal.settle(0.1, 0.1)
    terminal.kill()
    end = time.monotonic()
    return [text for moment, text in typed if moment < end - 1.0][-1]


def test_a_note_written_offline_reaches_a_colleague(tmp_path: Path) -> None:
    with Organisation(tmp_path / "service") as service:
        amina, bram = service.caseworker("Amina Bakker"), service.caseworker("Bram de Wit")
        hers, his = Laptop(tmp_path / "a", "lamp stoel tafel raam"), Laptop(tmp_path / "b", "fiets brug boom")
        hers.enrol(service, amina, guarded=True)
        his.enrol(service, bram)
        service.go_down()

        safe = write_offline_and_crash(hers)
        go_on_and_file(hers, safe)

        service.come_up()
        hers.thuis("sync")
        client = service.admin("dossiers", amina)[0]["client"]
        service.admin("grant", bram, client)
        find_read_and_amend(his)
        his.thuis("sync")
        see_the_amendment(hers)

        nothing_twice_nothing_missing(hers, his, client, safe)


def write_offline_and_crash(hers: Laptop) -> str:
    """Intake, a long strange note, and half a second note when the program is killed."""
    with hers.unlocked() as terminal:
        terminal.wait_for("Nobody here yet")
        terminal.wait_for("Offline since")
        quick_intake(terminal)
        begin_note(terminal)
        terminal.paste(long_text())
        terminal.wait_for(re.compile(rf"{len(long_text()) // 1000}\s{len(long_text()) % 1000:03d} of 20"))
        terminal.press("ctrl+s")
        terminal.wait_for("Home visit")
        terminal.wait_for("2 items wait")
        return type_until_killed(terminal)


def go_on_and_file(hers: Laptop, safe: str) -> None:
    """The draft is among what asks for attention, is complete but for a second at most, and is filed once."""
    with hers.unlocked() as terminal:
        terminal.wait_for("Begun and not filed")
        terminal.wait_for(SECOND)
        terminal.press("enter")
        terminal.wait_for("New note")
        terminal.wait_for(safe.split()[-1])
        terminal.press("ctrl+s")
        terminal.wait_for("3 items wait")
        terminal.wait_for("Nothing asks for your attention")
        terminal.press("o")
        terminal.wait_for("Outbox")
        terminal.wait_for(lambda screen: screen.text.count("Bergé") >= 3)
        terminal.press("ctrl+q")
        assert terminal.exit_status() == 0


def find_read_and_amend(his: Laptop) -> None:
    """The colleague finds the note by a word, reads it to the end, and amends it with a reason."""
    with his.unlocked() as terminal:
        terminal.wait_for("Today")
        terminal.press("c")
        terminal.wait_for("Bergé")
        terminal.press("ctrl+f")
        terminal.wait_for("Search")
        terminal.write(WORD[:9])
        terminal.wait_for(WORD)
        terminal.press("enter")
        terminal.wait_for(STRANGE)
        terminal.press("a")
        fill(terminal, "Reason", REASON)
        terminal.write(CORRECTION)
        terminal.wait_for(CORRECTION)
        terminal.press("ctrl+s")
        terminal.wait_for(REASON)
        terminal.press("f5")
        terminal.wait_for("Everything is with the service")
        terminal.press("ctrl+q")
        assert terminal.exit_status() == 0


def see_the_amendment(hers: Laptop) -> None:
    """The author sees the amendment beside her note, with its reason and its author."""
    with hers.unlocked() as terminal:
        terminal.wait_for("Today")
        terminal.press("c")
        terminal.wait_for("Bergé")
        terminal.press("enter")
        terminal.wait_for("Home visit")
        terminal.press("down", "enter")
        # It comes by itself, over the network, while she reads.
        terminal.wait_for(REASON, timeout=60)
        terminal.wait_for("Bram de Wit")
        terminal.wait_for(STRANGE)


def nothing_twice_nothing_missing(hers: Laptop, his: Laptop, client: str, safe: str) -> None:
    """Both laptops hold the same, letter by letter, once."""
    his.thuis("sync")
    hers.thuis("sync")
    for laptop in (hers, his):
        shown = json.loads(laptop.thuis("client", "show", client, "--json"))
        assert shown["dossier"]["name"] == "Zoë van der Bergé"
        notes = [
            json.loads(laptop.thuis("note", "show", entry["note"], "--json")) for entry in shown["latest"]
        ]
        bodies = sorted(note["body"] for note in notes)
        assert len(bodies) == 2
        assert bodies[0].startswith(safe)
        assert bodies[1] == long_text()
        amendments = [amendment for note in notes for amendment in note["amendments"]]
        assert [(each["reason"], each["body"]) for each in amendments] == [(REASON, CORRECTION)]
