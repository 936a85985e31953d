"""What thuis takes while nobody touches it: memory and processor, in a file of 100,000 notes."""

import tempfile
from pathlib import Path

from benchmarks.big_file import copy_of
from benchmarks.keystrokes import unlock
from benchmarks.start import THUIS
from benchmarks.table import Row, under
from tests.terminal.terminal import Terminal

SECONDS = 6.0


def measure(runs: int) -> list[Row]:
    """Resident memory after looking around, and the share of a core while idle."""
    memory, cpu = [], []
    with tempfile.TemporaryDirectory() as home:
        copy_of(Path(home))
        for _run in range(runs):
            with Terminal([THUIS], environment={"THUIS_HOME": home, "THUIS_LANGUAGE": "en"}) as terminal:
                unlock(terminal)
                terminal.press("pagedown", "pagedown", "enter")
                terminal.settle(1.0)
                terminal.press("pagedown", "pagedown")
                terminal.settle(2.0)
                memory.append(terminal.memory_mb())
                cpu.append(terminal.cpu_percent(SECONDS))
    return [
        under("footprint", "resident memory", memory, 150, "MB"),
        under("footprint", "processor while idle", cpu, 0.5, "%"),
    ]
