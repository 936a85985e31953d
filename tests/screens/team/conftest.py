"""A team with a real service, and the screens over one of its laptops."""

from tests.desk.conftest import organisation, team
from tests.screens.deciding.conftest import over

__all__ = ["organisation", "over", "team"]
