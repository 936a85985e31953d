"""The same open desk as for the other pages on which one writes."""

from tests.screens.writing.conftest import opened

__all__ = ["opened"]
