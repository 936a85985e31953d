"""From F8 to the whole crisis card on the screen of a real terminal, in a file of 2,000 clients."""

import tempfile
from pathlib import Path

from benchmarks.big_file import copy_of, opened
from benchmarks.keystrokes import PAUSE, unlock
from benchmarks.start import THUIS
from benchmarks.table import Row, percentile, under
from tests.terminal.terminal import Terminal
from thuis_tui.casework.safety import PARTIES, PHASES
from thuis_tui.settings import Places
from thuis_tui.store import write
from thuis_tui.store.writing import Writing

TIMES = 12
"""Cards in one run: from a dossier, and out of a note that is being written."""
CARD = "What to do now"
LIMIT = 200
PHASE = "4 ■ Red"
LAST = "Praat langzaam."


def measure(runs: int) -> list[Row]:
    """p50 and p95 of opening the card, each time with the whole of it drawn."""
    reading, typing = [], []
    for _run in range(max(1, runs // 2)):
        with tempfile.TemporaryDirectory() as home:
            _fill(copy_of(Path(home)))
            with Terminal([THUIS], environment={"THUIS_HOME": home, "THUIS_LANGUAGE": "en"}) as terminal:
                unlock(terminal)
                terminal.press("enter")
                terminal.wait_for("n New note")
                reading += _cards(terminal)
                terminal.press("n")
                terminal.wait_for("Kind of contact")
                typing += _cards(terminal)
    return [*_both("the crisis card from a dossier", reading), *_both("the same out of a note", typing)]


def _fill(places: Places) -> None:
    """Everything that can be on a card, for the first of the caseload."""
    database = opened(places)
    try:
        database.write(_write).result()
    finally:
        database.close()


def _write(writing: Writing) -> None:
    (client,) = writing.raw.execute("SELECT id FROM client ORDER BY sort_name, id LIMIT 1").fetchone()
    scope = f"c:{client}"
    own = {"client": client, "author": writing.actor, "recorded_at": "2026-08-01T10:00:00Z"}
    for number in range(5):
        risk = {
            "kind": "weapon",
            "level": "red",
            "fact": f"Mes op tafel ({number}). " * 8,
            "source": "gezien",
        }
        write.create(writing, scope, "risk_flag", {**own, **risk, "review_on": "2026-12-01"})
        contact = {"role": "gp", "name": f"Dokter {number}", "phone": "030-1234567", "emergency": "yes"}
        write.create(writing, scope, "contact", {**own, **contact, "safe_to_call": "arranged"})
    cells = {f"{phase}_{party}": "Praat langzaam. " * 20 for phase in PHASES for party in PARTIES}
    write.create(writing, scope, "warning_plan", {"client": client, **cells}, id=client)


def _both(what: str, samples: list[float]) -> list[Row]:
    return [
        Row("crisis", f"{what}, p50", [percentile(samples, 0.5)]),
        under("crisis", f"{what}, p95", samples, LIMIT, at=0.95),
    ]


def _cards(terminal: Terminal) -> list[float]:
    """Milliseconds from F8 until the last part of the card stands there, and back again."""
    samples = []
    for _time in range(TIMES):
        terminal.settle(PAUSE, 1)
        sent = terminal.press("f8")
        samples.append(1000 * terminal.wait_for(_whole, since=sent))
        terminal.press("escape")
        terminal.wait_for(lambda screen: CARD not in screen.text)
    return samples


def _whole(terminal: Terminal) -> bool:
    return all(part in terminal.text for part in (CARD, PHASE, LAST))
