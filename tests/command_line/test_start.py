"""What the command line costs to start, and what it says before any file is opened."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import fork_server
from thuis_tui.casework.client import QUICK_INTAKE
from thuis_tui.cli import COMMANDS
from thuis_tui.command_line.client import FIELDS
from thuis_tui.command_line.exits import MEANINGS, Exit

ROOT = Path(__file__).resolve().parents[2]


def _thuis(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "thuis_tui", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


def _seconds(*command: str) -> float:
    """The time of the processor alone: how busy the machine is with other things is no matter here."""
    taken = []
    for _time in range(5):
        before = os.times()
        subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)
        after = os.times()
        taken.append(
            after.children_user + after.children_system - before.children_user - before.children_system
        )
    return statistics.median(taken)


def test_help_comes_within_120_ms_of_bare_python() -> None:
    assert min(_seconds("-m", "thuis_tui", "--help") - _seconds("-c", "pass") for _time in range(2)) < 0.12


@pytest.mark.parametrize(
    "arguments", [("--help",), ("find", "--help"), ("note", "--help"), ("setup", "--help")]
)
def test_help_loads_no_store_and_no_network(arguments: tuple[str, ...]) -> None:
    asked = f"from thuis_tui.cli import run; run({list(arguments)!r}); import sys; print('\\0', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.partition("\0")[2].split()}
    assert not loaded & {
        "textual",
        "screens",
        "sqlmodel",
        "sqlalchemy",
        "httpx",
        "cryptography",
        "fastapi",
        "faker",
    }


def test_help_lists_every_command_in_the_language_asked_for() -> None:
    english, dutch = _thuis("--language", "en", "--help").stdout, _thuis("--language", "nl", "--help").stdout
    for name in COMMANDS:
        assert re.search(rf"^  {name} ", english, re.MULTILINE)
        assert re.search(rf"^  {name} ", dutch, re.MULTILINE)
    assert "Commands:" in english
    assert english != dutch


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_explains_itself(name: str) -> None:
    done = fork_server.run((name, "--help"), b"", os.environ)
    assert done.returncode == Exit.DONE, done.stderr
    assert done.stdout.startswith(b"Usage: thuis")


def test_the_documented_exit_codes_are_those_of_the_code() -> None:
    text = (ROOT / "docs" / "command-line.md").read_text()
    table = text.partition("<!-- exits: begin -->")[2].partition("<!-- exits: end -->")[0]
    told = dict(re.findall(r"^\| (\d+) \| (.+?) \|$", table, re.MULTILINE))
    assert told == {str(code.value): meaning for code, meaning in MEANINGS.items()}
    assert set(MEANINGS) == set(Exit)


def test_the_page_names_every_command() -> None:
    text = (ROOT / "docs" / "command-line.md").read_text()
    for name in COMMANDS:
        assert f"`thuis {name}" in text, name


def test_the_fields_of_new_are_those_of_quick_intake() -> None:
    assert tuple(FIELDS) == QUICK_INTAKE


@pytest.mark.parametrize(
    "arguments", [("fnid",), ("find",), ("find", "--unknown", "x"), ("--language", "de", "today")]
)
def test_what_is_not_understood_ends_with_code_2(arguments: tuple[str, ...]) -> None:
    done = _thuis(*arguments)
    assert done.returncode == Exit.USAGE
    assert "Traceback" not in done.stderr


def test_a_bare_thuis_without_a_terminal_says_what_to_do() -> None:
    done = _thuis()
    assert done.returncode == Exit.USAGE
    assert "thuis --help" in done.stderr


def test_without_a_file_the_code_is_3(tmp_path: Path) -> None:
    done = _thuis("--data-dir", str(tmp_path), "today")
    assert done.returncode == Exit.NO_FILE
    assert "thuis setup" in done.stderr


def test_faulty_settings_are_named(tmp_path: Path) -> None:
    settings = Path(os.environ["THUIS_HOME"], "config", "settings.toml")
    settings.parent.mkdir(parents=True)
    settings.write_text("langauge = 'nl'\n")
    done = _thuis("--data-dir", str(tmp_path), "today")
    assert done.returncode == Exit.USAGE
    assert "langauge" in done.stderr


def test_no_option_takes_a_passphrase() -> None:
    for name in COMMANDS:
        told = fork_server.run((name, "--help"), b"", os.environ).stdout.decode()
        options = re.findall(r"--[a-z-]+", told)
        assert not [option for option in options if "passphrase" in option or "password" in option]
    assert re.findall(r"--pass[a-z-]+", _thuis("--help").stdout) == ["--passphrase-fd"]
