"""Visits without a screen: plan, go in, go out, and an agenda file that names nobody."""

from __future__ import annotations

from pathlib import Path

from tests.command_line.conftest import Shell
from thuis_tui.command_line.exits import Exit


def test_a_visit_from_plan_to_check_out(enrolled: Shell, tmp_path: Path) -> None:
    client = str(enrolled.data("client", "new", "--first-name", "José", "--surname", "Ünal")["client"])
    plan = ("visits", "plan", client, "--day", "+1", "--time", "14:30")
    assert enrolled.run(*plan, "--duration", "veel").returncode == Exit.INVALID
    assert enrolled.run(*plan[:-1], "25:00").returncode == Exit.INVALID
    made = enrolled.run(*plan, "--duration", "45", "--purpose", "Post").stdout.decode().strip()
    [visit] = enrolled.data("visits", "--days", "2")
    assert (visit["visit"], visit["client_name"], visit["minutes"]) == (made, "José Ünal", 45)
    path = tmp_path / "agenda.ics"
    assert enrolled.run("visits", "--ics", str(path)).returncode == Exit.DONE
    assert "SUMMARY:" in path.read_text("utf-8")
    assert "Ünal" not in path.read_text("utf-8")
    assert enrolled.run("visits", "--ics", str(tmp_path / "nergens" / "a.ics")).returncode == Exit.INVALID
    assert enrolled.run("visits", "out", made).returncode == Exit.INVALID
    assert enrolled.run("visits", "in", made, "--until", "+45").returncode == Exit.DONE
    assert enrolled.run("visits", "out", made).returncode == Exit.DONE
    assert enrolled.run("visits", "not-home", made).returncode == Exit.INVALID
    assert "took place" in enrolled.run("visits", "--days", "2").stdout.decode()


def test_nobody_goes_alone_without_a_reason(enrolled: Shell) -> None:
    client = str(enrolled.data("client", "new", "--surname", "Zon")["client"])
    assert enrolled.run("client", "set", client, "risk_level", "red").returncode == Exit.DONE
    plan = ("visits", "plan", client, "--day", "+1", "--time", "9:00")
    refused = enrolled.run(*plan)
    assert (refused.returncode, b"alone" in refused.stderr) == (Exit.INVALID, True)
    assert enrolled.run(*plan, "--alone", "Politie is er al.").returncode == Exit.DONE
    assert enrolled.run(*plan, "--with", "Bram").returncode == Exit.DONE
