"""Tasks as lines: added, listed, ticked and opened again; and on the page of today."""

from __future__ import annotations

from tests.command_line.conftest import Shell
from thuis_tui.command_line.exits import Exit


def test_a_task_is_added_listed_ticked_and_opened_again(enrolled: Shell) -> None:
    client = str(enrolled.data("client", "new", "--surname", "Ünal")["client"])
    assert "There are no open tasks." in enrolled.run("task", "list").stdout.decode()
    made = str(enrolled.data("task", "add", "ünal", "Bewindvoerder bellen", "--by", "+0")["task"])
    [line] = enrolled.run("task", "list").stdout.decode().splitlines()
    assert line.startswith("open, Ünal, Bewindvoerder bellen, ")
    assert line.endswith(made)
    today = enrolled.run("today").stdout.decode()
    assert "To do:" in today
    assert "Ünal, Task: Bewindvoerder bellen" in today
    assert enrolled.run("task", "done", made).stdout.decode().startswith("done, ")
    assert "To do:" not in enrolled.run("today").stdout.decode()
    assert enrolled.run("task", "done", made, "--undo").stdout.decode().startswith("open, ")
    [kept] = enrolled.data("task", "list", "--all")
    assert (kept["client"], kept["mine"], kept["done"]) == (client, True, False)


def test_what_cannot_be_a_task_is_refused_with_its_field(enrolled: Shell) -> None:
    enrolled.data("client", "new", "--surname", "Ünal")
    refused = enrolled.run("task", "add", "ünal", "Bellen", "--by", "32-13")
    assert refused.returncode == Exit.INVALID
    assert refused.stdout == b""
    assert enrolled.run("task", "done", "f" * 32).returncode == Exit.NOT_FOUND
