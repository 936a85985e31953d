"""What every test gets: a home of its own, English messages, and no clock in property tests."""

import gc
import itertools
import os
import sys
from collections.abc import Iterator
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


def pytest_collection_finish() -> None:
    """What was loaded stays until the end: looking it through for garbage, thousands of times, finds none."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Names of folders that nobody made yet: most tests need none."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def own_home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the files, the settings or the language of the person who runs it."""
    monkeypatch.setenv("THUIS_HOME", str(next(homes)))
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    for name in ("NO_COLOR", "THUIS_PASSPHRASE_FD"):
        monkeypatch.delenv(name, raising=False)
