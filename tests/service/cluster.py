"""A PostgreSQL of the tests' own: no service of the system, no port, gone with the last process that uses it.

`python -m tests.service.cluster FOLDER` is what runs beside the tests: it makes and runs the cluster, and
stops it when nobody holds the lock in the folder any more, however they ended.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0
SETTINGS = {
    "listen_addresses": "",  # only a socket in a folder of our own
    "max_connections": "200",
    "shared_buffers": "64MB",
    # The tests end the cluster with the machine's own: what a power cut would lose is of no use to anybody.
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


def binaries() -> Path | None:
    """Where initdb and postgres are, the newest of them; None where there is no PostgreSQL."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    newest = sorted(debian, key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0)
    found = shutil.which("postgres") or (str(newest[-1]) if newest else None)
    if found is None:
        return None
    folder = Path(found).resolve().parent
    return folder if (folder / "initdb").exists() else None


class NotStarted(RuntimeError):
    """The cluster did not come up; the text is its log."""


@contextlib.contextmanager
def shared(folder: Path) -> Iterator[str]:
    """The URL of the one cluster of all processes that name the same folder; started by the first."""
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder / "starting", fcntl.LOCK_EX) as starting:
        users = _take(folder / "users", fcntl.LOCK_SH)
        if not (folder / "url").exists():
            _start(folder)
        fcntl.flock(starting, fcntl.LOCK_UN)
    with users:
        yield (folder / "url").read_text()


def _start(folder: Path) -> None:
    log = folder / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.service.cluster", str(folder)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,  # a Ctrl-C is for the tests
        )
    waiting = threading.Event()
    for _ in range(int(START_SECONDS / 0.02)):
        if (folder / "url").exists():
            # It outlives us when others still use it: nobody waits for it here.
            process.returncode = 0
            return
        if process.poll() is not None:
            break
        waiting.wait(0.02)
    raise NotStarted(log.read_text())


def _take(path: Path, how: int) -> IO[str]:
    file = path.open("a")
    fcntl.flock(file, how)
    return file


@contextlib.contextmanager
def _locked(path: Path, how: int) -> Iterator[IO[str]]:
    with _take(path, how) as file:
        yield file


def _owner() -> dict[str, Any]:
    """PostgreSQL does not run as root: under whose name it does then."""
    if os.getuid():
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    entry = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _serve(folder: Path) -> None:
    """Make a cluster, run it until nobody uses it, and leave nothing behind."""
    found = binaries()
    assert found is not None
    owner = _owner()
    # Not in the tests' own folder, which another user may not enter, and a socket's path has to be short.
    home = Path(tempfile.mkdtemp(prefix="thuis-postgresql-"))
    if owner:
        os.chown(home, owner["user"], owner["group"])
    url = folder / "url"
    data = home / "data"
    try:
        subprocess.run(
            [found / "initdb", "-D", data, "-U", "thuis", "-A", "trust", "-E", "UTF8", "-N", "--locale=C"],
            check=True,
            cwd=home,
            stdout=subprocess.DEVNULL,
            **owner,
        )
        settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with subprocess.Popen(
            [found / "postgres", "-D", data, "-k", home, *settings], cwd=home, **owner
        ) as postgres:
            try:
                _announce(home, url, postgres)
                with _locked(folder / "users", fcntl.LOCK_EX):  # comes when the last of them has gone
                    url.unlink(missing_ok=True)
                    postgres.send_signal(signal.SIGINT)
                    postgres.wait(START_SECONDS)
            finally:
                postgres.kill()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _announce(home: Path, url: Path, postgres: subprocess.Popen[bytes]) -> None:
    """Tell where it is, once it answers."""
    import psycopg

    told = f"postgresql://thuis@/postgres?host={home}"
    waiting = threading.Event()
    while postgres.poll() is None:
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(told):
            ready = url.with_suffix(".new")
            ready.write_text(told)
            ready.replace(url)
            return
        waiting.wait(0.02)
    raise NotStarted(f"it ended with {postgres.returncode}")


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
