"""An open desk in front of the page of a plan."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from screens.app import ThuisApp
from tests.screens.writing.opened import Opened, make_opener
from thuis_tui.settings import Places

Opener = Callable[..., AbstractAsyncContextManager[Opened]]


@pytest.fixture
def opened(places: Places, make_app: Callable[..., ThuisApp]) -> Opener:
    """An application at an open desk: `async with opened(size=(80, 24)) as at:`."""
    return make_opener(places, make_app)
