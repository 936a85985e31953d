"""What a start loads: only a running process can tell, so each of these asks one."""

import subprocess
import sys
from pathlib import Path

import pytest

SLOW = ("sqlmodel", "sqlalchemy", "pydantic", "urllib3", "faker", "stdnum", "rapidfuzz")
SERVER = ("fastapi", "starlette", "uvicorn", "psycopg", "jwt", "scipy", "numpy")


def loaded_by(statements: str) -> set[str]:
    """The modules a fresh interpreter has after these statements."""
    tail = "\nimport sys\nprint('\\0' + '\\0'.join(sys.modules))"
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", statements + tail],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(result.stdout.partition("\0")[2].strip().split("\0"))


def families(modules: set[str], *names: str) -> set[str]:
    return {module for module in modules if module.partition(".")[0] in names}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_help_loads_neither_the_screens_nor_the_store(language: str) -> None:
    modules = loaded_by(f"from thuis_tui.cli import run\nrun(['--language', '{language}', '--help'])")
    assert "thuis_tui.cli" in modules
    assert not families(modules, "textual", "rich", "screens", *SLOW, *SERVER)


def test_the_unlock_screen_needs_no_store() -> None:
    modules = loaded_by("import screens.app, screens.unlock, thuis_tui.desk.opening")
    assert "screens.unlock" in modules
    assert not families(modules, *SLOW, *SERVER)


def test_the_device_never_loads_the_service() -> None:
    modules = loaded_by(
        "import screens.app, thuis_tui.desk.opening as o\no.warm()\nimport thuis_tui.sync.runner"
    )
    assert "sqlmodel" in modules
    assert "thuis_tui.service" not in modules
    assert not families(modules, *SERVER)


@pytest.mark.parametrize("words", [["admin", "team", "list"], ["serve", "--check"]])
def test_a_command_of_the_administrator_loads_no_server(words: list[str], tmp_path: Path) -> None:
    given = [*words[:1], "--data", str(tmp_path), *words[1:]]
    modules = loaded_by(f"from thuis_tui.cli import run\nassert not run({given!r})")
    assert "thuis_tui.service.settings" in modules
    assert not families(
        modules,
        "uvicorn",
        "fastapi",
        "httptools",
        "prometheus_client",
        "alembic",
        "textual",
        "scipy",
        "numpy",
    )
    # What is refused has a class of its own there: its one module costs nothing.
    assert families(modules, "starlette") <= {"starlette", "starlette.exceptions"}


def test_the_core_draws_nothing() -> None:
    modules = loaded_by(
        "import importlib, pkgutil, thuis_tui\n"
        "for found in pkgutil.walk_packages(thuis_tui.__path__, 'thuis_tui.'):\n"
        "    if not found.name.endswith('__main__'): importlib.import_module(found.name)"
    )
    assert {"thuis_tui.desk", "thuis_tui.store", "thuis_tui.service"} <= modules
    # The HTTP library takes rich along for a command line of its own; that we do not, import-linter sees.
    assert not families(modules, "textual", "screens")


def test_the_composition_root_names_the_screens_only_when_it_opens_them() -> None:
    modules = loaded_by("import thuis_tui.__main__")
    assert not families(modules, "textual", "screens", "click", *SLOW)
