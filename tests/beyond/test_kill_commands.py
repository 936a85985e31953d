"""Power cuts, by the dozen, for the commands as people start them: `thuis note`, `thuis sync`, `thuis serve`.

Each is a process of its own from its start to its end, so a kill falls into loading and unlocking too.
"""

from __future__ import annotations

import contextlib
import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.beyond.budget import rounds, times
from tests.service.office import Office
from tests.sync.laptops import Laptop, now_ms
from thuis_tui.desk import opening
from thuis_tui.service.configuration import Configuration
from thuis_tui.settings import Places
from thuis_tui.store.database import Database
from thuis_tui.store.vault import ARGON2_FAST
from thuis_tui.sync.runner import Runner

if sys.platform == "win32":
    pytest.skip("there is no kill -9", allow_module_level=True)

from tests.beyond.lives import PAUSE, free_port
from tests.beyond.test_kill import everything_arrived_once

LOOPS = 6
MANY_LOOPS = 200
SECONDS = 45.0
"""A start costs most of a second, so that two hundred take minutes."""
PASSPHRASE = "een zin die niemand raadt"
THUIS = Path(sys.executable).with_name("thuis")
"""The command as it was installed beside this Python."""


@dataclass
class File(Laptop):
    """A laptop with a file of the commands, looked into when they are done."""

    key: bytes = b""

    def open(self) -> None:
        self.database = Database.open(self.path, self.key, now=now_ms)
        self.runner = Runner(self.database, now=now_ms, patience=self.patience, random=lambda: 0.5)


@dataclass
class Person:
    """Somebody who types commands about one data directory."""

    folder: Path

    def __post_init__(self) -> None:
        key, _ = opening.create_file(Places(self.folder, self.folder), PASSPHRASE, ARGON2_FAST)
        self._key = key.raw()

    def start(self, *words: str, text: str = "") -> subprocess.Popen[bytes]:
        """Start a command; it has its input and works by itself."""
        process = subprocess.Popen(
            [THUIS, "--data-dir", self.folder, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(f"{PASSPHRASE}\n{text}".encode())
            process.stdin.close()
        process.stdin = None
        return process

    def run(self, *words: str, text: str = "") -> bytes:
        """Let a command come to its end."""
        output, errors = (process := self.start(*words, text=text)).communicate()
        assert process.returncode == 0, errors.decode()
        return output

    def file(self) -> File:
        """The file, while no command is at work on it."""
        return File(self.folder / "thuis.db", key=self._key)


class Service:
    """`thuis serve` on one port, life after life."""

    def __init__(self, data: Path, port: int) -> None:
        self._data, self._port = data, port
        self.url = f"http://127.0.0.1:{port}"
        self.start()

    def start(self) -> None:
        """Begin another life; `up` waits for it."""
        self._process = subprocess.Popen(
            [THUIS, "serve", "--data", self._data, "--port", str(self._port), "--log-level", "error"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )

    def up(self) -> None:
        """Wait until it answers."""
        import socket

        waiting = threading.Event()
        while True:
            try:
                socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
            except OSError:
                assert self._process.poll() is None, "the service did not come up"
                waiting.wait(PAUSE)
            else:
                return

    def kill(self) -> None:
        """End it as a power cut does."""
        self._process.kill()
        self._process.wait()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    service = Service(tmp_path / "service", free_port())
    service.up()
    yield service
    service.kill()


def test_what_a_command_told_survives_every_kill(tmp_path: Path, service: Service) -> None:
    kill_and_count(tmp_path, service, loops=range(LOOPS), seed=1)


@pytest.mark.soak
def test_what_a_command_told_survives_hundreds_of_kills(tmp_path: Path, service: Service) -> None:
    loops = rounds("THUIS_LOOPS", MANY_LOOPS, SECONDS)
    kill_and_count(tmp_path, service, loops=loops, seed=times("THUIS_SEED", 2))


def kill_and_count(tmp_path: Path, service: Service, *, loops: Iterable[int], seed: int) -> None:
    """Kill a note, an exchange and at times the service in each loop; then see that nothing is missing."""
    chance = random.Random(seed)
    office = Office(Configuration(data_dir=tmp_path / "service"), service.url)
    caseworker = office.caseworker("Amina")
    one, other = Person(tmp_path / "one"), Person(tmp_path / "other")
    for person in (one, other):
        person.run("setup", "--url", service.url, "--code", office.code(caseworker))
    office.close()
    client = str(json.loads(one.run("client", "new", "--surname", "Berg", "--json"))["client"])
    began = time.monotonic()
    one.run("sync")
    usual = time.monotonic() - began

    told: list[str] = []
    killed = 0
    for at in loops:
        moment = usual * chance.uniform(0.4, 1.2)
        kinds = ("note", "told note", "sync", "sync of the other")
        match kinds[at] if at < len(kinds) else chance.choice(kinds):
            case "note":
                process = one.start("note", client, "--json", text=f"Gesprek {at}")
            case "told note":
                process = one.start("note", client, "--json", text=f"Gesprek {at}")
                moment = None
            case "sync":
                process = one.start("sync")
            case _:
                process = other.start("sync")
        if at % 5 == 4:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(moment and moment * chance.random())
            service.kill()
            service.start()
        told += heard(process, moment)
        killed += process.returncode < 0
    assert killed, "every command was done before its end: nothing was tried"

    service.up()
    promised = [(f"note:{note}", "") for note in told]
    for person in (one, other):
        person.run("sync")
    first, second = one.file(), other.file()
    try:
        for laptop in (first, second):
            state = laptop.sync()
            assert (state.problem, state.waiting, state.refused) == (None, 0, 0)
            assert laptop.rows("PRAGMA integrity_check") == [("ok",)]
            assert laptop.runner.repairs == 0
        data, port = tmp_path / "service", int(service.url.rpartition(":")[2])
        everything_arrived_once(first, second, promised, Configuration(data_dir=data), port)
    finally:
        first.close()
        second.close()


def heard(process: subprocess.Popen[bytes], moment: float | None) -> list[str]:
    """Kill a command at a moment after its start, or as soon as it tells; the note it told of, if it did."""
    assert process.stdout is not None
    if moment is None:
        line = b""
        for piece in process.stdout:
            line += piece
            if piece == b"}\n":
                break  # it has told all of it, and may be killed before it ends
        end(process)
    else:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(moment)
        process.kill()
        line = process.communicate()[0]
    # A line that was cut off was no promise.
    return [str(json.loads(line)["note"])] if line.startswith(b"{") and line.endswith(b"}\n") else []


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill it, wherever it is."""
    process.kill()
    process.communicate()
