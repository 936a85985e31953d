"""A list with headings between its rows: the cursor passes over them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from screens.widgets.cells import Line
from screens.widgets.windowed_list import WindowedList


class GroupedList(WindowedList[int]):
    """Rows by their place; `passed(place)` says which ones cannot be chosen."""

    def __init__(
        self,
        fetch: Callable[[Sequence[int]], Awaitable[Sequence[int]]],
        draw: Callable[[int, int], Sequence[Line]],
        passed: Callable[[int], bool],
        *,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(fetch, lambda place: place, draw, id=id, classes=classes)
        self._passed = passed

    def _go(self, index: int) -> None:
        """To the nearest row in that direction that can be chosen, else the nearest before it."""
        index = max(0, min(index, len(self._ids) - 1))
        ahead = range(index, len(self._ids)) if index >= self._cursor else range(index, -1, -1)
        back = range(index, -1, -1) if index >= self._cursor else range(index, len(self._ids))
        place = next((one for one in (*ahead, *back) if not self._passed(one)), None)
        if place is None:
            return
        super()._go(place)
        if place and self._top == place and self._passed(place - 1):
            self._top = place - 1
            self.refresh()
