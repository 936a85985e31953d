"""What every test gets: a home of its own, English messages, and no clock in property tests."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("thuis", deadline=None, database=None)
settings.load_profile("thuis")

# The program is started hundreds of times here. To compile it at each start, as containers are often told to,
# would take more time than all that is tried with it.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Pseudo terminals are a thing of Unix.
collect_ignore = ["terminal"] if sys.platform == "win32" else []


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the files, the settings or the language of the person who runs it."""
    monkeypatch.setenv("THUIS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    for name in ("NO_COLOR", "THUIS_PASSPHRASE_FD"):
        monkeypatch.delenv(name, raising=False)
