"""Messages as they are written down now, in English unless a test chooses otherwise."""

from collections.abc import Iterator

import pytest

from thuis_tui.language import catalogs, select


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    """The compiled catalogs are those of the sources, also in a checkout that was edited after installing."""
    catalogs.compile_all()


@pytest.fixture(autouse=True)
def english(compiled: None) -> Iterator[None]:
    """No test leaves its language to the next."""
    select("en", "deelnemer")
    yield
    select("en", "deelnemer")
