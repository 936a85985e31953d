"""An open desk with one client, whose clock is in the hand of the test."""

from tests.screens.visits.conftest import visiting

__all__ = ["visiting"]
