"""How a quasi-identifier is made coarser, in stated steps: from classes of years to nothing at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

_ANY: Final = "*"
_UNKNOWN: Final = "unknown"
_CLASS: Final = re.compile(r"(\d{4})(?:-(\d{4}))?\Z", re.ASCII)
_YEAR: Final = re.compile(r"(1[89]|20)\d\d", re.ASCII)

WIDTHS: Final[Mapping[str, tuple[int, ...]]] = MappingProxyType({"born": (5, 10, 20), "entered": (1, 2)})
"""Of the variables that are years: how many years a class has at each step, before it is left out."""


def of_year(day: object, width: int) -> str:
    """The class of the year of a date, which may be known in part only; what is no date is not known."""
    found = _YEAR.match(day) if isinstance(day, str) else None
    return _UNKNOWN if found is None else _span(int(found[0]), width)


def is_class(name: str, value: str) -> bool:
    """Whether a value is a class of years of this variable, at any of its steps."""
    found = _CLASS.match(value)
    if found is None:
        return False
    return any(value == _span(int(found[1]), width) for width in WIDTHS.get(name, ()))


def coarser(name: str, step: int, value: str) -> str:
    """The value of a quasi-identifier after so many steps; 0 leaves it as it is."""
    if not step:
        return value
    return _COARSER[name](step, value)


def _span(year: int, width: int) -> str:
    first = year - year % width
    return str(first) if width == 1 else f"{first}-{first + width - 1}"


def _years(name: str) -> Callable[[int, str], str]:
    widths = WIDTHS[name]

    def wider(step: int, value: str) -> str:
        if step >= len(widths):
            return _ANY
        return value if value == _UNKNOWN else _span(int(value[:4]), widths[step])

    return wider


def _household(step: int, value: str) -> str:
    if step > 1:
        return _ANY
    return value if value in ("", "alone", _UNKNOWN) else "together"


def _left_out(_step: int, _value: str) -> str:
    return _ANY


_COARSER: Final[Mapping[str, Callable[[int, str], str]]] = MappingProxyType(
    {
        "born": _years("born"),
        "gender": _left_out,
        "part": _left_out,
        "household": _household,
        "entered": _years("entered"),
    }
)
