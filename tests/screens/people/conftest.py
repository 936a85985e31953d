"""An open desk in front of the pages."""

from collections.abc import Callable

import pytest

from screens.app import ThuisApp
from tests.screens.writing.conftest import Opener
from tests.screens.writing.opened import make_opener
from thuis_tui.settings import Places


@pytest.fixture
def opened(places: Places, make_app: Callable[..., ThuisApp]) -> Opener:
    """An application at an open desk."""
    return make_opener(places, make_app)
