"""History and undo as plain commands: each run is a restart."""

from __future__ import annotations

from tests.command_line.conftest import Shell
from thuis_tui.command_line.exits import Exit


def test_each_change_with_before_and_since_and_the_last_one_taken_back(enrolled: Shell) -> None:
    client = str(enrolled.data("client", "new", "--surname", "Geschiedenis")["client"])
    enrolled.data("client", "set", client, "risk_level", "orange")
    enrolled.data("client", "set", client, "risk_level", "red")
    told = enrolled.data("history", client, "risk_level")
    assert [(one["was"], one["text"]) for one in told["changes"]] == [
        ("Orange", "Red"),
        ("", "Orange"),
        ("", ""),
    ]
    assert (told["count"], told["since"]) == (3, "")
    plain = enrolled.run("history", client, "--limit", "1").stdout.decode()
    assert "Before: Orange\n  Since: Red" in plain
    assert enrolled.data("undo")["undone"]["field"] == "risk_level"
    assert enrolled.run("undo").stdout.decode().startswith("Undone: ")
    fields = {each["name"]: each for each in enrolled.data("client", "show", client)["dossier"]["fields"]}
    assert fields["risk_level"]["value"] is None
    refused = enrolled.run("undo")
    assert refused.returncode == Exit.INVALID
    assert b"cannot be undone" in refused.stderr
    assert enrolled.run("history", client, "shoe_size").returncode == Exit.USAGE
