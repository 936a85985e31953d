"""Processes to be killed: a caseworker's laptop that writes and exchanges, and the service. One life each.

They are forked from a process that has loaded the program, so that hundreds of lives cost seconds.
"""

from __future__ import annotations

import multiprocessing
import socket
import threading
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from tests.sync.laptops import Laptop
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.listening import Listening
from thuis_tui.service.web import server

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["pytest", "tests.beyond.lives"])
PAUSE = 0.01


def write_for_ever(path: Path, client: str, told: Connection) -> None:
    """Write notes and a field, tell of each when its commit returned, and exchange beside it until killed."""
    laptop = Laptop(path)

    def exchange() -> None:
        while True:
            laptop.runner.run_once()
            threading.Event().wait(PAUSE)

    threading.Thread(target=exchange, daemon=True).start()
    count = 0
    while True:
        count += 1
        told.send((f"note:{laptop.note(client, f'Gesprek {count}')}", ""))
        if count % 5 == 0:
            told.send((f"client:{client}", laptop.set(client, "surname", f"Berg {count}")))


def serve(data: Path, port: int, database_url: str | None = None) -> None:
    """The service, as `thuis serve` runs it."""
    server.run(Configuration(data_dir=data, database_url=database_url), Listening(port=port), "critical")


class Life:
    """One process, from its start until it is killed."""

    def __init__(self, target: Any, *arguments: Any) -> None:
        self.process: ForkServerProcess = FORKS.Process(target=target, args=arguments, daemon=True)
        self.process.start()

    def kill(self) -> None:
        """End it as a power cut does: nothing is finished, nothing is closed."""
        self.process.kill()
        self.process.join()
        self.process.close()


class Writer(Life):
    """The laptop; `promises` is all it told."""

    def __init__(self, path: Path, client: str) -> None:
        self.heard, telling = FORKS.Pipe(duplex=False)
        super().__init__(write_for_ever, path, client, telling)
        telling.close()

    def promise(self) -> tuple[str, str]:
        """Wait for the next: the record, and the id of the operation where it is not a new record."""
        ent, operation = self.heard.recv()
        return str(ent), str(operation)

    def last_words(self) -> list[tuple[str, str]]:
        """Kill it, and return what it told before."""
        self.kill()
        found = []
        while True:
            try:
                found.append(self.promise())
            except (EOFError, OSError):  # a word that was cut off was no promise
                self.heard.close()
                return found


class Service(Life):
    """The service on a port of its own, the same in every life."""

    def __init__(self, data: Path, port: int, database_url: str | None = None) -> None:
        super().__init__(serve, data, port, database_url)
        waiting = threading.Event()
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                assert self.process.is_alive(), "the service did not come up"
                waiting.wait(PAUSE)
            else:
                return


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
