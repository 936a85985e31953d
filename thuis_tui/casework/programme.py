"""What 'Eerst een Thuis' promised, and how it is divided: the yardsticks of the programme's figures.

At least 200 places; within the agreement of the U16 municipalities 600 homes in five years, of which 385 in
the city of Utrecht and 215 in the region around it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from thuis_tui.casework.vocabulary import MUNICIPALITY

CITY: Final = "0344"
"""The code of Utrecht at Statistics Netherlands."""
PLACES: Final = 200
HOMES: Final = 600
HOMES_CITY: Final = 385
HOMES_REGION: Final = 215
YEARS: Final = 5

REALISED: Final = frozenset({"available", "reserved", "occupied", "unavailable"})
"""States of a place that is there: promised ones are not there yet, ended ones no longer."""
HOUSED_AFTER_MONTHS: Final = (3, 6, 12, 24)
FEWEST: Final = 5
"""A cell with fewer people than this is hidden, and what it could be computed from."""

PROMISED: Final = MappingProxyType({"city": HOMES_CITY, "region": HOMES_REGION})


def part_of(municipality: str | None) -> str:
    """Where a municipality is counted: "city", "region", or "elsewhere" outside the sixteen."""
    if municipality == CITY:
        return "city"
    return "region" if municipality in MUNICIPALITY.codes else "elsewhere"
