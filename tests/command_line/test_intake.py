"""`thuis intake` in real processes: how far it is, the sheet on the screen, and the sheet in a file."""

from __future__ import annotations

import stat
from pathlib import Path

from tests.command_line.conftest import Shell
from thuis_tui.command_line.exits import Exit


def test_the_intake_and_its_sheet_for_a_screen_reader(enrolled: Shell, tmp_path: Path) -> None:
    made = ("client", "new", "--first-name", "Zoë", "--surname", "Berg", "--bsn", "!")
    assert enrolled.run(*made).returncode == 0
    shown = enrolled.run("intake", "show", "berg").stdout.decode()
    assert "Person: 2 answered, 0 unknown, 1 refused, 9 not asked" in shown
    sheet = enrolled.run("intake", "sheet", "berg").stdout.decode()
    assert "  [ ] Residence status" in sheet
    folder = tmp_path / "sheets"
    folder.mkdir()
    refused = enrolled.run("intake", "sheet", "berg", "--folder", str(folder))
    assert refused.returncode == Exit.INVALID
    assert "authorisation" in refused.stderr.decode()
    assert enrolled.run("client", "set", "berg", "authorisation", "present").returncode == 0
    assert enrolled.run("intake", "sheet", "berg", "--folder", str(folder)).returncode == 0
    [file] = folder.iterdir()
    assert file.name.startswith("thuis-ZB-")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "Zoë" in file.read_text("utf-8")
    gone = enrolled.run("intake", "sheet", "berg", "--folder", str(folder / "nowhere"))
    assert gone.returncode == Exit.INVALID
