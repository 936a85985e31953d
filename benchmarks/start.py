"""How long until the unlock screen is there, and until the help is."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.table import Row, under, within
from tests.terminal.terminal import Terminal
from thuis_tui.desk.opening import create_file
from thuis_tui.settings import Places

THUIS = Path(sys.executable).with_name("thuis")
BARE = Path(__file__).with_name("bare.py")
UNLOCK = "Passphrase"


def measure(runs: int) -> list[Row]:
    """Ours and the floor in turn, each from exec to the text on the screen of a pty."""
    runs = max(9, runs)
    with tempfile.TemporaryDirectory() as home:
        create_file(Places.find(environ={"THUIS_HOME": home}), "start of the day")
        painted = _in_turn(
            runs,
            lambda: _painted([THUIS], UNLOCK, home),
            lambda: _painted([sys.executable, BARE], "bare", home),
        )
        helped = _in_turn(
            runs, lambda: _ended([THUIS, "--help"]), lambda: _ended([sys.executable, "-c", "pass"])
        )
    more = [ours - bare for ours, bare in zip(*helped, strict=True)]
    return [
        within("start", "exec to unlock screen", painted[0], "bare Textual application", painted[1], 1.25),
        Row("start", "`thuis --help`", helped[0], against="bare Python", yardstick=helped[1]),
        under("start", "`thuis --help` more than bare Python", more, 120),
    ]


def _in_turn(
    runs: int, ours: Callable[[], float], floor: Callable[[], float]
) -> tuple[list[float], list[float]]:
    """Samples of both, one after the other, after one run of each that warms the disk."""
    for warm in (ours, floor):
        warm()
    pairs = [(ours(), floor()) for _ in range(runs)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def _painted(argv: Sequence[str | Path], text: str, home: str) -> float:
    with Terminal(argv, environment={"THUIS_HOME": home}) as terminal:
        return 1000 * terminal.wait_for(text)


def _ended(argv: Sequence[str | Path]) -> float:
    start = time.perf_counter()
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)
    return 1000 * (time.perf_counter() - start)
