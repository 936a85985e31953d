"""The list asks for what it draws, keeps its place, and keeps old rows in view while new ones come."""

import asyncio
from collections.abc import Sequence

from textual.app import App, ComposeResult
from textual.widgets import Static

from screens.widgets.cells import Cell, Line
from screens.widgets.windowed_list import PAGE, WindowedList


class ListApp(App[None]):
    """A list of numbers that remembers what was asked for and can be made to wait."""

    CSS = "WindowedList { height: 1fr; }"

    def __init__(self, height: int = 1) -> None:
        super().__init__()
        self.asked: list[tuple[int, ...]] = []
        self.gate: asyncio.Event | None = None
        self.gone: set[int] = set()
        self.said: list[str] = []
        self.typed: list[str] = []
        self._height = height

    def compose(self) -> ComposeResult:
        yield Static("above")
        yield WindowedList(self._fetch, lambda row: row, self._draw, row_height=self._height)

    async def _fetch(self, ids: Sequence[int]) -> Sequence[int]:
        self.asked.append(tuple(ids))
        if self.gate is not None:
            await self.gate.wait()
        return [row for row in ids if row not in self.gone]

    def _draw(self, row: int, width: int) -> Sequence[Line]:
        return [[Cell(f"row {row}")], *[[Cell(f"  more {row}")]] * (self._height - 1)]

    def on_windowed_list_highlighted(self, message: WindowedList.Highlighted) -> None:
        self.said.append(f"Highlighted {message.row_id}")

    def on_windowed_list_selected(self, message: WindowedList.Selected) -> None:
        self.said.append(f"Selected {message.row_id}")

    def on_windowed_list_typed(self, message: WindowedList.Typed) -> None:
        self.typed.append(message.character)

    @property
    def rows(self) -> WindowedList[int]:
        return self.query_one(WindowedList)

    def lines(self) -> list[str]:
        return [self.rows.render_line(y).text for y in range(self.rows.size.height)]


async def test_of_a_hundred_thousand_rows_only_a_page_is_fetched() -> None:
    app = ListApp()
    async with app.run_test(size=(40, 20)) as pilot:
        await app.rows.show(range(100_000))
        await pilot.pause()
        assert sum(len(ids) for ids in app.asked) <= PAGE * 2
        assert app.lines()[0].startswith("▌row 0 ")


async def test_keys_move_the_cursor_and_tell() -> None:
    app = ListApp()
    async with app.run_test(size=(40, 11)) as pilot:
        app.rows.focus()
        await app.rows.show(range(1000))
        await pilot.press("down", "j", "up", "k", "k")
        assert app.rows.current_id == 0
        await pilot.press("pagedown")
        assert app.rows.current_id == 10
        await pilot.press("G")
        await pilot.pause()
        assert app.rows.current_id == 999
        assert app.lines()[-1].startswith("▌row 999")
        await pilot.press("g")
        assert app.rows.current_id == 0
        await pilot.press("end", "home")
        assert app.said[-2:] == ["Highlighted 999", "Highlighted 0"]


async def test_the_cursor_stays_on_its_row_when_others_come_and_go() -> None:
    app = ListApp()
    async with app.run_test(size=(40, 11)) as pilot:
        await app.rows.show(range(100))
        app.rows.move_to(40)
        await app.rows.show([*range(1000, 1050), *range(0, 100, 2)])
        assert app.rows.current_id == 40
        await app.rows.show([1, 2, 3])
        assert app.rows.current_id == 1
        await app.rows.show([])
        await pilot.pause()
        assert app.rows.current_id is None
        assert app.said[-1] == "Highlighted None"


async def test_old_rows_stay_while_new_ones_come_and_then_their_places_are_shown() -> None:
    app = ListApp()
    async with app.run_test(size=(40, 11)) as pilot:
        await app.rows.show(range(5))
        app.gate = asyncio.Event()
        showing = asyncio.ensure_future(app.rows.show(range(500, 520), keep=False))
        await asyncio.sleep(0)
        assert "row 0" in app.lines()[0]
        await showing
        assert "····" in app.lines()[0]
        app.gate.set()
        await pilot.pause()
        assert "row 500" in app.lines()[0]


async def test_rows_that_are_gone_leave_an_empty_line() -> None:
    app = ListApp()
    async with app.run_test(size=(40, 11)):
        app.gone = {1}
        await app.rows.show(range(3))
        assert "row 0" in app.lines()[0]
        assert not app.lines()[1].strip("▌ ")
        assert "row 2" in app.lines()[2]


async def test_a_reload_shows_what_changed_without_losing_the_place() -> None:
    app = ListApp()
    async with app.run_test(size=(40, 11)):
        await app.rows.show(range(100))
        app.rows.move_to(50)
        app.asked.clear()
        await app.rows.reload()
        assert app.rows.current_id == 50
        assert len(app.asked[0]) <= 12


async def test_rows_of_several_lines() -> None:
    app = ListApp(height=3)
    async with app.run_test(size=(40, 10)):
        await app.rows.show(range(10))
        lines = app.lines()
        assert "row 0" in lines[0]
        assert "more 0" in lines[1]
        assert "row 1" in lines[3]
        assert lines[2].startswith("▌")


async def test_the_mouse_moves_scrolls_and_chooses() -> None:
    app = ListApp()
    async with app.run_test(size=(40, 11)) as pilot:
        await app.rows.show(range(100))
        await pilot.click(WindowedList, offset=(3, 4))
        assert app.rows.current_id == 4
        await pilot.double_click(WindowedList, offset=(3, 6))
        await pilot.pause()
        assert app.said[-1] == "Selected 6"
        await pilot.click(WindowedList, offset=(39, 9))
        assert app.rows.cursor > 80


async def test_letters_that_are_no_command_are_passed_on() -> None:
    app = ListApp()
    async with app.run_test(size=(40, 11)) as pilot:
        app.rows.focus()
        await pilot.press("b", "j")
        await pilot.pause()
        assert app.typed == ["b"]
