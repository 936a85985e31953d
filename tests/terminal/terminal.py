"""A real terminal for a real program: a pty, a screen to look at, keys to press, a process to kill.

    with Terminal(["thuis"], rows=36, columns=120) as terminal:
        terminal.wait_for("Passphrase")
        terminal.write("secret")
        terminal.press("enter")

A reader process stamps each chunk the moment it leaves the pty, so that the slow emulation of the screen
here does not blur the times. Nothing sleeps: every wait is for output, with a bound. Linux and macOS.
"""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
import pyte

from tests.terminal.escapes import answers, complete_part, drawable, key_bytes, pasted

Wanted = str | re.Pattern[str] | Callable[["Terminal"], bool]

_HEADER = struct.Struct("<dI")
_READER = """
import os, struct, sys, time
source, sink = int(sys.argv[1]), int(sys.argv[2])
os.write(sink, struct.pack("<dI", time.monotonic(), 0))
try:
    while data := os.read(source, 65536):
        record = struct.pack("<dI", time.monotonic(), len(data)) + data
        while record:
            record = record[os.write(sink, record):]
except OSError:
    pass
"""
# Opening the slave after setsid makes it the controlling terminal, without forking Python.
_ATTACH = 'exec "$@" <>"$0" >&0 2>&1'


class NotShown(AssertionError):
    """What was waited for did not come; carries the screen as it was."""


class Terminal:
    """One program in one pseudo terminal."""

    def __init__(
        self,
        argv: Sequence[str | Path],
        *,
        rows: int = 36,
        columns: int = 120,
        environment: Mapping[str, str] | None = None,
        directory: Path | None = None,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._rest = b""
        self._records = b""
        self.ended = False
        self._master, slave = pty.openpty()
        self._set_size(rows, columns)
        self._output, sink = os.pipe()
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            fcntl.fcntl(self._output, fcntl.F_SETPIPE_SZ, 1 << 20)
        self._reader = subprocess.Popen(
            [sys.executable, "-ISc", _READER, str(self._master), str(sink)],
            pass_fds=(self._master, sink),
            stdin=subprocess.DEVNULL,
        )
        os.close(sink)
        os.read(self._output, _HEADER.size)
        self.started: float = time.monotonic()
        self._drawn: float = self.started
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", _ATTACH, os.ttyname(slave), *map(str, argv)],
            start_new_session=True,
            env=_environment(environment or {}),
            cwd=directory,
        )
        # Once the program has it open, ours would keep the terminal alive after the program is gone.
        self._slave: int | None = slave

    # -- looking

    @property
    def text(self) -> str:
        """The screen, one line per row."""
        return "\n".join(self.screen.display)

    def shows(self, what: Wanted) -> bool:
        """Whether the screen as it is now has this text, pattern or property."""
        if isinstance(what, str):
            return what in self.text
        if isinstance(what, re.Pattern):
            return what.search(self.text) is not None
        return what(self)

    def wait_for(self, what: Wanted, timeout: float = 20.0, since: float | None = None) -> float:
        """Seconds from `since` (default: the start of the program) to the output that made it true."""
        since = self.started if since is None else since
        deadline = time.monotonic() + timeout
        if self.shows(what):
            # It left the program with what was drawn last, however long drawing that took here.
            return max(self._drawn - since, 0.0)
        while (left := deadline - time.monotonic()) > 0:
            seen = None
            for stamp in self._chunks(left):
                if seen is None and self.shows(what):
                    seen = stamp
            if seen is not None:
                return seen - since
            if self.ended:
                break
        why = "the program ended" if self.ended else f"{timeout:g} s passed"
        raise NotShown(f"{what!r} was not shown before {why}; the screen:\n{self.text}")

    def wait_gone(self, what: str, timeout: float = 20.0) -> None:
        """Wait until a text is no longer on the screen."""
        self.wait_for(lambda terminal: what not in terminal.text, timeout)

    def settle(self, quiet: float = 0.2, timeout: float = 10.0) -> None:
        """Wait until nothing was drawn for `quiet` seconds."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline and any(True for _ in self._chunks(quiet)):
            pass

    # -- doing

    def write(self, text: str) -> float:
        """Send characters as they are; the moment they were sent."""
        return self._write(text.encode())

    def press(self, *names: str) -> float:
        """Send named keys; the moment they were sent."""
        return self._write(b"".join(map(key_bytes, names)))

    def paste(self, text: str) -> float:
        """Send a bracketed paste; the moment it was sent."""
        return self._write(pasted(text))

    def latency(self, key: str, what: Wanted, timeout: float = 10.0) -> float:
        """Seconds from a key written to its effect on the screen."""
        for _ in self._chunks(0):
            pass
        return self.wait_for(what, timeout, since=self.press(key))

    def resize(self, rows: int, columns: int) -> None:
        """Give the terminal another size, as a window manager does."""
        self.screen.resize(rows, columns)
        self._set_size(rows, columns)

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal to the program: SIGKILL is the crash, SIGHUP the closed window."""
        self.process.send_signal(number)

    def kill(self) -> None:
        """The crash: SIGKILL, and the end is seen."""
        self.process.kill()
        self.process.wait(10)

    def exit_status(self, timeout: float = 20.0) -> int:
        """Wait until the program ends by itself; its exit status."""
        deadline = time.monotonic() + timeout
        while self.process.poll() is None and time.monotonic() < deadline:
            for _ in self._chunks(0.05):
                pass
        return self.process.wait(0.1)

    # -- measuring

    def memory_mb(self) -> float:
        """Resident memory of the program in MB."""
        return float(psutil.Process(self.process.pid).memory_info().rss) / 1e6

    def cpu_percent(self, seconds: float) -> float:
        """Share of one core used while nothing is asked of the program."""
        process = psutil.Process(self.process.pid)
        before, start = process.cpu_times(), time.monotonic()
        while (left := start + seconds - time.monotonic()) > 0:
            for _ in self._chunks(left):
                pass
        after = process.cpu_times()
        used = (after.user - before.user) + (after.system - before.system)
        return float(100 * used / (time.monotonic() - start))

    # -- plumbing

    def _chunks(self, timeout: float) -> Iterator[float]:
        """Draw what arrived within the timeout; yields the stamp of each chunk once it is on the screen."""
        if self.ended or not select.select([self._output], [], [], timeout)[0]:
            return
        arrived = os.read(self._output, 1 << 20)
        if not arrived:
            self.ended = True
            return
        if self._slave is not None:
            os.close(self._slave)
            self._slave = None
        self._records += arrived
        while len(self._records) >= _HEADER.size:
            stamp, size = _HEADER.unpack_from(self._records)
            whole = _HEADER.size + size
            if len(self._records) < whole:
                self._records += os.read(self._output, 1 << 20)
                continue
            data, self._records = self._records[_HEADER.size : whole], self._records[whole:]
            self._draw(data)
            self._drawn = stamp
            yield stamp

    def _draw(self, data: bytes) -> None:
        output, self._rest = complete_part(self._rest + data)
        if replies := answers(output):
            with contextlib.suppress(OSError):
                os.write(self._master, replies)
        self._stream.feed(drawable(output))

    def _write(self, data: bytes) -> float:
        moment = time.monotonic()
        while data:
            data = data[os.write(self._master, data[:1024]) :]
        return moment

    def _set_size(self, rows: int, columns: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def close(self) -> None:
        """End the program, politely first, and give everything back."""
        for stop in (self.process.terminate, self.process.kill):
            if self.process.poll() is None:
                stop()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.exit_status(3)
        self._reader.kill()
        self._reader.wait()
        for descriptor in (self._master, self._output, self._slave):
            if descriptor is not None:
                os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _environment(extra: Mapping[str, str]) -> dict[str, str]:
    base = {
        name: value
        for name, value in os.environ.items()
        if name not in {"NO_COLOR", "CI", "COLUMNS", "LINES"}
    }
    return {
        **base,
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LC_ALL": "C.UTF-8",
        "LANGUAGE": "en",
        **extra,
    }
