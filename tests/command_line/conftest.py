"""The command line as a shell runs it: in processes of their own, with standard input that is no terminal."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import fork_server
from thuis_tui.desk import opening
from thuis_tui.desk.demo.organisation import Organisation
from thuis_tui.settings import Places
from thuis_tui.store.vault import ARGON2_FAST

PASSPHRASE = "een zin die niemand raadt"


@dataclass(frozen=True)
class Shell:
    """One data directory; `run` gives the passphrase on the first line of standard input."""

    folder: Path

    def run(self, *arguments: str, text: str = "", passphrase: str | None = PASSPHRASE) -> Any:
        """The finished process."""
        typed = text if passphrase is None else f"{passphrase}\n{text}"
        return fork_server.run(["--data-dir", str(self.folder), *arguments], typed.encode(), os.environ)

    def data(self, *arguments: str, text: str = "") -> Any:
        """What a command answers as JSON."""
        done = self.run(*arguments, "--json", text=text)
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout)


@pytest.fixture(scope="session")
def organisation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Organisation]:
    """`thuis serve` in a process of its own, with a team."""
    running = Organisation(tmp_path_factory.mktemp("organisation"))
    running.wait()
    running.admin("team", "create", "Utrecht-Oost")
    yield running
    running.close()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A file that belongs to nobody yet."""
    made = Shell(tmp_path / "laptop")
    opening.create_file(Places(made.folder, made.folder), PASSPHRASE, ARGON2_FAST)
    return made


@pytest.fixture
def enrolled(organisation: Organisation, shell: Shell) -> Shell:
    """A file of a caseworker."""
    _enrol(organisation, shell, f"Anna {shell.folder.parent.name}")
    return shell


@pytest.fixture
def colleague(organisation: Organisation, tmp_path: Path) -> tuple[Shell, str]:
    """Another caseworker's file, with the id of the caseworker."""
    made = Shell(tmp_path / "colleague")
    opening.create_file(Places(made.folder, made.folder), PASSPHRASE, ARGON2_FAST)
    return made, _enrol(organisation, made, f"Bram {tmp_path.name}")


def _enrol(organisation: Organisation, shell: Shell, name: str) -> str:
    caseworker = str(organisation.admin("caseworker", "create", name, "--team", "Utrecht-Oost")["caseworker"])
    code = organisation.admin("enrolment-code", caseworker)["code"]
    done = shell.run("setup", "--url", organisation.url, "--code", code)
    assert done.returncode == 0, done.stderr.decode()
    return caseworker
