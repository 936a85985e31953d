"""A team to drive in a terminal: the real service, the real administration, laptops with homes."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from tests.command_line import fork_server
from tests.terminal.terminal import Terminal
from thuis_tui.desk import opening
from thuis_tui.settings import Places
from thuis_tui.store.vault import ARGON2_FAST

THUIS = Path(sys.executable).with_name("thuis")


def environment(home: Path, language: str = "en") -> dict[str, str]:
    """A home and a language of its own, and nothing of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("THUIS_")}
    return {
        **kept,
        "THUIS_HOME": str(home),
        "THUIS_LANGUAGE": language,
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "120",
    }


class Organisation:
    """One central service on loopback that can go down and come up again at the same address."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def come_up(self, timeout: float = 30.0) -> None:
        """Start `thuis serve` and wait until it listens."""
        self._process = subprocess.Popen(
            [THUIS, "serve", "--data", self.directory, "--port", str(self.port), "--log-level", "error"],
            stdin=subprocess.DEVNULL,
            env=environment(self.directory),
        )
        deadline = time.monotonic() + timeout
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise
            else:
                return

    def go_down(self) -> None:
        """Stop the service."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    def admin(self, *arguments: str) -> Any:
        """What `thuis admin` answers."""
        asked = ["admin", "--data", str(self.directory), *arguments, "--json"]
        answer = fork_server.run(asked, b"", environment(self.directory))
        answer.check_returncode()
        return json.loads(answer.stdout)

    def caseworker(self, name: str) -> str:
        """A new caseworker of the one team; the id."""
        self.admin("team", "create", "Team Overvecht")
        return str(self.admin("caseworker", "create", name, "--team", "Team Overvecht")["caseworker"])

    def __enter__(self) -> Self:
        self.come_up()
        return self

    def __exit__(self, *_raised: object) -> None:
        self.go_down()


class Laptop:
    """One caseworker's laptop: a home, a passphrase, `thuis` in a terminal or as a plain command."""

    def __init__(self, home: Path, passphrase: str, language: str = "en") -> None:
        self.home = home
        self.passphrase = passphrase
        self.environment: Mapping[str, str] = environment(home, language)

    def thuis(self, *arguments: str, more: str = "") -> str:
        """The output of a plain command, unlocked by the passphrase on standard input."""
        done = fork_server.run(arguments, f"{self.passphrase}\n{more}".encode(), self.environment)
        if done.returncode:
            told = done.stderr.decode()
            raise AssertionError(f"thuis {' '.join(arguments)} ended with {done.returncode}: {told}")
        return done.stdout.decode()

    def enrol(self, organisation: Organisation, caseworker: str, *, guarded: bool = False) -> None:
        """Make the file and enrol it with a fresh code. `guarded`: a try of the passphrase costs its time."""
        if not guarded:
            opening.create_file(Places.find(environ=self.environment), self.passphrase, ARGON2_FAST)
        code = organisation.admin("enrolment-code", caseworker)["code"]
        self.thuis("setup", "--recovery-noted", "--url", organisation.url, "--code", code)

    def open(self, rows: int = 36, columns: int = 120) -> Terminal:
        """The application in a terminal, at its unlock screen."""
        terminal = Terminal([THUIS], rows=rows, columns=columns, environment=self.environment)
        terminal.wait_for("Passphrase")
        return terminal

    def unlocked(self, rows: int = 36, columns: int = 120) -> Terminal:
        """The application in a terminal, the passphrase typed."""
        terminal = self.open(rows, columns)
        terminal.write(self.passphrase)
        terminal.press("enter")
        terminal.wait_gone("Passphrase")
        return terminal
