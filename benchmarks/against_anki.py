"""Anki's own synchronisation as a yardstick: installed apart, its server and two clients on loopback."""

import contextlib
import json
import os
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from benchmarks.processes import free_port, listening
from benchmarks.records import Record

VERSION = "26.9.3"


def environment() -> Path:
    """The Python of an environment that holds nothing but Anki; made on first use in the cache directory."""
    place = user_cache_path("thuis-benchmarks") / f"anki-{VERSION}"
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not (place / "ready").exists():
        print(f"installing anki {VERSION} apart ...", file=sys.stderr)
        venv.create(place, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "-qq", f"anki=={VERSION}"], check=True)
        (place / "ready").touch()
    return python


class Anki:
    """The driver process: a method of it per request."""

    def __init__(self, process: "subprocess.Popen[str]", directory: Path) -> None:
        self._process = process
        self._directory = directory

    def ask(self, do: str, **values: Any) -> Any:
        """Send one request and wait for its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, **values}) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"anki did not answer to {do}")
        return json.loads(answer)

    def open(self, name: str, *, first: bool) -> None:
        """Open a collection that is level with the server; the first one replaces what the server has."""
        self.ask("open", name=name, path=str(self._directory / f"{name}.anki2"), first=first)

    def add(self, name: str, records: Sequence[Record]) -> None:
        """Write the records as notes."""
        path = self._directory / "records.jsonl"
        with path.open("w", encoding="utf-8") as lines:
            for number, record in enumerate(records):
                lines.write(json.dumps([f"{record.kind} {record.dossier} {number}", record.text]) + "\n")
        self.ask("add", name=name, path=str(path))

    def sync_ms(self, name: str) -> float:
        """One synchronisation in milliseconds, timed inside the driver."""
        return 1000 * float(self.ask("sync", name=name))


@contextlib.contextmanager
def running(directory: Path) -> Iterator[Anki]:
    """Anki's server and a driver, both from its own environment."""
    python, port = environment(), free_port()
    settings = {
        **os.environ,
        "SYNC_USER1": "u:p",
        "SYNC_BASE": str(directory / "server"),
        "SYNC_HOST": "127.0.0.1",
        "SYNC_PORT": str(port),
        "RUST_LOG": "anki=error",
    }
    driver = Path(__file__).with_name("anki_driver.py")
    with (
        listening([python, "-m", "anki.syncserver"], port, environment=settings),
        subprocess.Popen(
            [python, driver, f"http://127.0.0.1:{port}/"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        yield Anki(process, directory)
