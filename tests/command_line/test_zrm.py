"""The assessments of a client as lines and as data."""

from __future__ import annotations

import asyncio

from tests.command_line.conftest import PASSPHRASE, Shell
from thuis_tui.command_line.exits import Exit
from thuis_tui.desk import opening
from thuis_tui.desk.assessments import DOMAINS, AssessmentInput, Score
from thuis_tui.settings import Places


def _file(shell: Shell, client: str, day: str, level: int) -> None:
    places = Places(shell.folder, shell.folder)
    desk = opening.open_desk(places, opening.unlock(places, PASSPHRASE), connect=False)
    scores = {domain: Score(level=level) for domain in DOMAINS}
    scores[13] = Score(not_assessed="Geen tijd")
    scores[4] = Score(level=level, target=5, comment="Sleutel op vrijdag")
    try:
        given = AssessmentInput(client=client, moment="progress", measured_on=day, scores=scores)
        asyncio.run(desk.assessments.file(given))
    finally:
        desk.close()


def test_the_levels_are_read_as_lines_and_as_data(enrolled: Shell) -> None:
    client = str(enrolled.data("client", "new", "--surname", "Ünal")["client"])
    assert "No ZRM assessment yet." in enrolled.run("zrm", "ünal").stdout.decode()
    _file(enrolled, client, "2025-09-01", 3)
    _file(enrolled, client, "2026-03-01", 4)
    done = enrolled.run("zrm", "ünal")
    lines = done.stdout.decode().splitlines()
    assert lines[0] == "Client: Ünal"
    assert "4 Housing: 4 Sufficient self-reliance, before: 3, Target 5" in lines
    assert "  Sleutel op vrijdag" in lines
    assert "13 Justice: not assessed: Geen tijd" in lines
    assert [line for line in lines if line.startswith("Progress, 01-09-2025, ")]
    data = enrolled.data("zrm", client)
    assert [one["scores"]["9"]["level"] for one in data["assessments"]] == [3, 4]
    assert enrolled.run("zrm", "niemand").returncode == Exit.NOT_FOUND
