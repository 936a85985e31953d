"""A home with an encrypted file, made in a moment: the cost of a try is for thieves, not for tests."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from textual import _wait
from textual.css.stylesheet import Stylesheet

from screens.app import ThuisApp
from tests import made_files
from thuis_tui.desk import opening
from thuis_tui.language import select
from thuis_tui.settings import Places, Settings

LOOK = 1 / 250
"""Seconds between two looks at whether the process rests."""

PASSPHRASE = "vier gewone woorden samen"


def quick_file(places: Places, passphrase: str) -> tuple[opening.FileKey, str]:
    """The files of a laptop; a try at its key costs a few hundred microseconds."""
    return made_files.laptop(places, passphrase)


@pytest.fixture(scope="session", autouse=True)
def style_sheets_are_read_once() -> Iterator[None]:
    """Every application reads the same style sheets, twice: a seventh of what most tests here take."""
    read: dict[tuple[Any, ...], Any] = {}
    parse = Stylesheet._parse_rules

    def remembered(self: Stylesheet, *sheet: Any, **more: Any) -> Any:
        key = (*self._variables.items(), sheet, *more.items())
        if key not in read:
            read[key] = parse(self, *sheet, **more)
        return read[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", remembered)
        yield


@pytest.fixture(scope="session", autouse=True)
def keys_are_pressed_quickly() -> Iterator[None]:
    """After each key the pilot sleeps until the process rests: at least 40 ms, as it comes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_wait, "SLEEP_GRANULARITY", LOOK)
        patch.setattr(_wait, "SLEEP_IDLE", LOOK / 20)
        yield


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """A test that changes the language changes it for itself."""
    yield
    select("en")


@pytest.fixture
def places(own_home: None) -> Places:
    """Where the files of this test are."""
    return Places.find()


@pytest.fixture
def recovery_key(places: Places) -> str:
    """A locked file; the recovery key that opens it too."""
    return quick_file(places, PASSPHRASE)[1]


@pytest.fixture
def make_app(places: Places) -> Callable[..., ThuisApp]:
    """An application over the places of this test."""

    def make(**settings: object) -> ThuisApp:
        return ThuisApp(places, Settings(**settings), create_file=quick_file)  # type: ignore[arg-type]

    return make
