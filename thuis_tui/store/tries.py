"""Wrong passphrases in a row, and how long to wait after them, kept over restarts."""

import contextlib
import json
from collections.abc import Callable
from pathlib import Path

from thuis_tui import whole_file

FREE = 2
LONGEST_SECONDS = 60.0


def delay_after(failures: int) -> float:
    """Seconds to wait after so many wrong ones in a row: two are free, then 2, 4, 8 ... 60."""
    if failures <= FREE:
        return 0.0
    return min(2.0 ** (failures - FREE), LONGEST_SECONDS)


class Tries:
    """The count, in a small file of its own: counting never rewrites the keys."""

    def __init__(self, path: Path, now: Callable[[], float]) -> None:
        self._path = path
        self._now = now

    def count(self) -> int:
        """Count one more wrong try and return how many there are in a row."""
        failures = self._read()[0] + 1
        self._write(failures)
        return failures

    def wait_seconds(self) -> float:
        """How long until the next try, never longer than the delay itself."""
        failures, at = self._read()
        delay = delay_after(failures)
        if delay == 0.0:
            return 0.0
        passed = self._now() - at
        if passed < 0:
            # The clock was set back: wait from now on, or a wrong clock locks out for days.
            self._write(failures)
            return delay
        return max(0.0, delay - passed)

    def forget(self) -> None:
        """A right one: start from nothing again."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _read(self) -> tuple[int, float]:
        try:
            stored = json.loads(self._path.read_bytes())
            return int(stored["failures"]), float(stored["at"])
        except (OSError, ValueError, KeyError, TypeError, OverflowError):
            # A lost count must not keep anybody out; the cost of a try protects the key.
            return 0, 0.0

    def _write(self, failures: int) -> None:
        # On a full disk the person still gets in: the count is a nuisance to guessers, not the lock.
        with contextlib.suppress(OSError):
            whole_file.replace(self._path, json.dumps({"failures": failures, "at": self._now()}).encode())
