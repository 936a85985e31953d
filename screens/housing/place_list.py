"""A corporation's list before it is taken in: row by row what would happen, and why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import BindingType
from textual.widgets import Static

from screens.background import in_background
from screens.dialogs.one_line import OneLine
from screens.keys import bindings
from screens.list_page import ReadingListPage
from screens.plain import one_line, plain
from screens.route import Route
from screens.widgets.cells import Cell, Line, Tone
from thuis_tui.casework.place_columns import FIELDS
from thuis_tui.casework.place_list import NotAList
from thuis_tui.casework.reading import shown
from thuis_tui.desk.shapes import InvalidInput
from thuis_tui.language import N_, _, ngettext

if TYPE_CHECKING:
    from thuis_tui.desk.places import Listed, ListedRow

_SAID: Final[Mapping[str, tuple[str, str, Tone]]] = {
    "new": ("+", N_("new"), "moss"),
    "changed": ("≠", N_("says something else"), "lamp"),
    "same": ("=", N_("the same"), "quiet"),
    "bad": ("▲", N_("cannot be taken"), "alarm"),
}
_ORDER: Final = ("bad", "changed", "new", "same")


class PlaceListScreen(ReadingListPage["ListedRow"]):
    """Bad rows first: they are what one came to look at."""

    CONTEXT = "place_list"
    BINDINGS: ClassVar[list[BindingType]] = bindings("place_list")

    def __init__(self, file: str, corporation: str = "") -> None:
        super().__init__()
        self._file = file
        self._corporation = corporation
        self._listed: Listed | None = None
        self._why = ""

    @property
    def heading(self) -> str:
        """Which list."""
        return f"{_('List of homes')} · {one_line(Path(self._file).name)}"

    @property
    def route(self) -> Route:
        """Back here after a lock; the file is read again."""
        return Route("place_list", {"file": self._file, "corporation": self._corporation})

    def _nothing(self) -> tuple[str, ...]:
        return ("",)

    async def _look(self) -> None:
        self._why = ""
        try:
            data = self.desk.places.read_file(Path(self._file))
            self._listed = await self.desk.places.read_list(data, corporation=self._corporation)
        except InvalidInput as fault:
            self._why = str(fault.problems[0])
        except NotAList as fault:
            self._why = str(fault)
        rows = sorted(self._listed.rows, key=_place) if self._listed is not None and not self._why else []
        self.query_one(".empty-state", Static).update(plain(self._why or _("There is no home in this list.")))
        await self._show_all(rows, self._told(), None)

    def _told(self) -> str:
        if self._listed is None:
            return ""
        counts = Counter(row.what for row in self._listed.rows)
        parts = [f"{_SAID[what][0]} {counts[what]} {_(_SAID[what][1])}" for what in _ORDER if counts[what]]
        unknown = ", ".join(one_line(head) for head in self._listed.unknown)
        if unknown:
            parts.append(_("not read: {columns}").format(columns=unknown))
        return " · ".join(parts)

    def _lines(self, item: ListedRow, width: int) -> tuple[Line, Line]:
        """The home, and what would happen."""
        sign, said, tone = _SAID[item.what]
        home = ", ".join(filter(None, [_text(item, "address"), _text(item, "municipality")]))
        row = _("row {number}").format(number=item.number)
        first = (
            Cell(f" {sign}", 4, tone),
            Cell(home or row, tone="strong"),
            Cell(f"{_(said)} ", 22, tone, right=True),
        )
        if item.problems:
            below = " · ".join(str(problem) for problem in item.problems)
        else:
            below = " · ".join(
                filter(None, (_text(item, name) for name in ("home_type", "rent", "corporation")))
            )
        return first, (Cell("", 4), Cell(row, 10, "quiet"), Cell(one_line(below), tone="quiet"))

    def _in_full(self, item: ListedRow) -> str:
        """Each field of the row with what is wrong in it."""
        wrong = {problem.field: str(problem) for problem in item.problems}
        lines = []
        for name, facts in FIELDS.items():
            if name in wrong:
                lines.append(f"▲ {_(facts.label)}: {wrong[name]}")
            elif name in item.values:
                sign = "≠" if name in item.differs else " "
                lines.append(f"{sign} {_(facts.label)}: {_text(item, name)}")
        return "\n".join(lines)

    # Commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what there is."""
        listed = self._listed
        if not self._looked or listed is None:
            return not self._looked or action not in ("file", "changes", "bad_rows")
        if action == "file":
            return bool(listed.count("new"))
        if action == "changes":
            return bool(listed.count("changed"))
        return bool(listed.count("bad")) if action == "bad_rows" else True

    def action_file(self) -> None:
        """Put the new homes in the register."""
        in_background(self, self._take, "take", exclusive=True)

    def action_changes(self) -> None:
        """Put the new ones in, and change what the list says otherwise."""
        in_background(self, self._take_all, "take", exclusive=True)

    async def _take_all(self) -> None:
        await self._take(changes=True)

    async def _take(self, *, changes: bool = False) -> None:
        if self._listed is None:
            return
        try:
            written = await self.desk.places.take_list(self._listed, changes=changes)
        except InvalidInput as fault:
            self.thuis.tell(str(fault.problems[0]), severity="warning", timeout=10)
            return
        told = ngettext("{count} home was written.", "{count} homes were written.", written)
        self.thuis.tell(told.format(count=written))
        await self._look()

    def action_bad_rows(self) -> None:
        """Write the bad rows into a file beside the list, to send back."""
        in_background(self, self._write_bad, "bad", exclusive=True)

    async def _write_bad(self) -> None:
        if self._listed is None:
            return
        beside = Path(self._file)
        offered, problem = str(beside.with_name(f"{beside.stem}-{_('bad')}.csv")), ""
        while True:
            asked = OneLine(
                _("Write the bad rows where?"),
                _("The rows as they came, with the reason for each cell in a last column."),
                _("A file"),
                offered,
                problem,
                missing=_("Name the file, or leave with Esc."),
            )
            answer = await self.app.push_screen_wait(asked)
            if answer is None:
                return
            try:
                self.desk.places.write_bad(Path(answer), self._listed)
            except InvalidInput as fault:
                offered, problem = answer, str(fault.problems[0])
                continue
            self.thuis.tell(_("Written: {file}").format(file=answer))
            return


def _place(row: ListedRow) -> tuple[int, int]:
    return _ORDER.index(row.what), row.number


def _text(row: ListedRow, name: str) -> str:
    value = row.values.get(name)
    return one_line(shown(FIELDS[name], value)) if value is not None else ""
