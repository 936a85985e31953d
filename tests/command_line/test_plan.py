"""`thuis plan`, with a plan that the desk made."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.command_line.conftest import PASSPHRASE, Shell
from tests.desk.planned import plan_of
from thuis_tui.desk import opening
from thuis_tui.settings import Places


def _made(shell: Shell) -> str:
    places = Places(shell.folder, shell.folder)
    desk = opening.open_desk(places, opening.unlock(places, PASSPHRASE), connect=False)
    try:
        return asyncio.run(plan_of(desk)).client
    finally:
        desk.close()


def test_a_plan_is_shown_and_put_on_paper(enrolled: Shell, tmp_path: Path) -> None:
    client = _made(enrolled)
    told = enrolled.run("plan", "show", "Ünal").stdout.decode()
    assert "Goal 1, Finances: Ik wil de huur zelf betalen." in told
    assert "Action, open: Bellen met de corporatie, The client, by 01-12-2026" in told
    data = enrolled.data("plan", "show", client)
    assert (data["state"], len(data["goals"])) == ("draft", 2)
    written = enrolled.data("plan", "markdown", "Ünal", "--into", str(tmp_path), "--paper-language", "nl")
    assert Path(written["file"]).read_text("utf-8").startswith("# Mijn plan")
    written = enrolled.data("plan", "pdf", "Ünal", "--into", str(tmp_path))
    assert Path(written["file"]).read_bytes().startswith(b"%PDF")


def test_what_is_not_there_is_said(enrolled: Shell, tmp_path: Path) -> None:
    enrolled.data("client", "new", "--alias", "Sjaak")
    assert enrolled.run("plan", "show", "Sjaak").returncode == 5
    client = _made(enrolled)
    assert enrolled.run("plan", "show", client, "--version", "7").returncode == 5
    refused = enrolled.run("plan", "pdf", client, "--into", str(tmp_path / "nowhere"))
    assert refused.returncode != 0 and "There is no such folder" in refused.stderr.decode()
