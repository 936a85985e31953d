"""The service under load: its processes, and what they and the database cost in processor time and memory."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks.processes import free_port

THUIS = Path(sys.executable).with_name("thuis")


@dataclass
class Served:
    """Replicas that run."""

    ports: list[int]
    processes: list[psutil.Process]
    database: bool
    memory: list[int] = field(default_factory=list)
    """What all replicas had in memory together, looked at four times a second, in bytes."""

    def seconds(self) -> float:
        """Processor time of the replicas so far."""
        return sum(each.cpu_times().user + each.cpu_times().system for each in self.processes)

    def database_seconds(self) -> float:
        """Processor time of PostgreSQL so far, of all its processes that are there."""
        if not self.database:
            return 0.0
        total = 0.0
        for each in psutil.process_iter(["name", "cpu_times"]):
            if each.info["name"] == "postgres" and each.info["cpu_times"]:
                times = each.info["cpu_times"]
                total += times.user + times.system
        return total


@contextlib.contextmanager
def serving(data: Path, database_url: str | None, replicas: int) -> Iterator[Served]:
    """Run so many `thuis serve` on one database until the block ends."""
    ports = [free_port() for _ in range(replicas)]
    where = ["--database-url", database_url] if database_url else []
    argv = [str(THUIS), "serve", "--data", str(data), *where, "--log-level", "error"]
    running = []
    done = threading.Event()
    try:
        for port in ports:
            running.append(subprocess.Popen([*argv, "--port", str(port)], stdin=subprocess.DEVNULL))
            _wait(running[-1], port)
        served = Served(ports, [psutil.Process(each.pid) for each in running], database_url is not None)
        watching = threading.Thread(target=_watch, args=(served, done), daemon=True)
        watching.start()
        yield served
        done.set()
        watching.join()
    finally:
        done.set()
        for each in running:
            each.terminate()
        for each in running:
            each.wait(30)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + 30
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("the service did not come up")
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.02)


def _watch(served: Served, done: threading.Event) -> None:
    while not done.wait(0.25):
        with contextlib.suppress(psutil.NoSuchProcess):
            served.memory.append(sum(each.memory_info().rss for each in served.processes))


def own_seconds() -> float:
    """Processor time of the generator so far."""
    times = os.times()
    return times.user + times.system
