"""The load of `python -m benchmarks.load`: all of it is answered, also when a folder is used again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FEW = ("--devices", "12", "--first", "6", "--seconds", "0.3")
LOADS = ("come back", "idle pulls", "a working day", "first load")


@pytest.mark.soak
def test_every_load_is_answered(tmp_path: Path) -> None:
    for _ in range(2):
        told = subprocess.run(
            [sys.executable, "-m", "benchmarks.load", "--folder", tmp_path, *FEW],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert told.returncode == 0, told.stderr
        rows = [line.split("|")[1:] for line in told.stdout.splitlines() if line.startswith("|")]
        for load in LOADS:
            assert any(load in cells[0] and int(cells[1].replace(",", "")) > 0 for cells in rows), load
    assert "enrol" not in told.stdout, "they were enrolled the first time"
