"""The organisation of the demo: a real service in a process of its own, and an administrator beside it.

Both are the commands an organisation would use (`thuis serve`, `thuis admin`); this process loads nothing of
the service.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from thuis_tui.language import N_, _

STOP_SECONDS = 5.0
_DEAF = N_("The service of the demo did not start. What it said is in {path}.")


class DemoTrouble(RuntimeError):
    """The demo cannot be played; the text says why, in the user's language."""


class Organisation:
    """A running service on a loopback port of the system's choice."""

    def __init__(self, folder: Path) -> None:
        """Start both processes; they take a second, in which other things can be done before `wait`."""
        folder.mkdir(parents=True, exist_ok=True)
        self._data = folder / "service"
        self._journal = folder / "service.log"
        self._guard = threading.Lock()
        self.url = ""
        self._service = self._start_service("0")
        self._administrator = subprocess.Popen(
            [sys.executable, "-m", "thuis_tui.command_line.batch"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )

    def wait(self) -> None:
        """Wait until the service answers; raises DemoTrouble when it does not come up."""
        self.url = self._listening()

    def admin(self, *arguments: str) -> Any:
        """What `thuis admin` answers; raises DemoTrouble when it cannot be done."""
        asked = ["admin", "--data", str(self._data), *arguments, "--json"]
        with self._guard:
            sent, heard = _pipes(self._administrator)
            sent.write(json.dumps(asked) + "\n")
            sent.flush()
            line = heard.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"code": 1, "output": ""}
        if answer["code"]:
            raise DemoTrouble(
                _("The administrator of the demo could not do '{command}'.").format(command=arguments[0])
            )
        return json.loads(answer["output"])

    def stop_service(self) -> None:
        """Take the service away, as when its building has no power."""
        _end(self._service)

    def start_service(self) -> None:
        """Bring the service back at the same address."""
        self._service = self._start_service(self.url.rpartition(":")[2])
        self.wait()

    def close(self) -> None:
        """End both processes, whatever state they are in."""
        for process in (self._administrator, self._service):
            _end(process)

    def _start_service(self, port: str) -> subprocess.Popen[str]:
        with self._journal.open("a", encoding="utf-8") as journal:
            self._read_from = journal.tell()
            asked = ["serve", "--data", str(self._data), "--port", port]
            return subprocess.Popen(  # noqa: S603  our own command
                [sys.executable, "-m", "thuis_tui.command_line.attached", *asked],
                # Held open as long as this process lives: its end is the service's end.
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=journal,
                text=True,
                # Ctrl+C in the terminal is for the screens; the service is ended in order, after them.
                start_new_session=True,
            )

    def _listening(self) -> str:
        """The address, as the service tells it in its journal once it listens."""
        ended = threading.Event()
        with self._journal.open(encoding="utf-8") as journal:
            journal.seek(self._read_from)
            while self._service.poll() is None:
                line = journal.readline()
                if '"listening"' in line:
                    return str(json.loads(line)["url"])
                if not line:
                    ended.wait(0.02)
        raise DemoTrouble(_(_DEAF).format(path=self._journal))


def grant_all(organisation: Organisation, caseworker: str, clients: Sequence[str]) -> None:
    """Give a caseworker these dossiers, as a team lead would."""
    for client in clients:
        organisation.admin("grant", caseworker, client)


def _pipes(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    if process.stdin is None or process.stdout is None:
        raise DemoTrouble(_("The administrator of the demo is gone."))
    return process.stdin, process.stdout


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
