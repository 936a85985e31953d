"""What the screens of one list share: it is read whole, looked at again after a change, and may be empty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Generic, TypeVar

from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from screens.background import in_background
from screens.page import Page
from screens.plain import plain
from screens.widgets.cells import Line
from screens.widgets.windowed_list import WindowedList
from thuis_tui.desk.shapes import Changed

ItemT = TypeVar("ItemT")


class ListPage(Page[None], Generic[ItemT]):
    """A page about the item at the cursor of its list; keys wait until the list was read once.

    A subclass reads its items in `_look` and hands them to `_show`, and draws the one at a place in `_draw`.
    The rows of the list are places in `_items`.
    """

    def __init__(self) -> None:
        super().__init__()
        self._items: Sequence[ItemT] = ()
        self._looked = False

    @property
    def ready(self) -> bool:
        """Once the list is there: the keys are about the item at its cursor."""
        return super().ready and self._looked

    def _make_list(self) -> WindowedList[int]:
        """The list, two lines to an item; its id is the context of the page."""
        return WindowedList[int](
            self._fetch, lambda place: place, self._draw, row_height=2, id=self.CONTEXT, classes="items"
        )

    def _make_empty(self, *told: str) -> Static:
        """What is said instead of an empty list."""
        empty = Static(plain("\n\n".join(told)), markup=False, classes="empty-state")
        empty.display = False
        return empty

    @property
    def _list(self) -> WindowedList[int]:
        return self.query_one(".items", WindowedList)

    @property
    def _current(self) -> ItemT | None:
        place = self._list.current_id
        return None if place is None or place >= len(self._items) else self._items[place]

    async def on_mount(self) -> None:
        """Look."""
        self._list.focus()
        await self._look()

    def records_changed(self, changed: Changed) -> None:
        """Look again."""
        in_background(self, self._look, "look", exclusive=True)

    async def look_again(self) -> None:
        """Back from what one went to: it may be done."""
        if self._looked:
            await self._look()

    async def _look(self) -> None:
        """Read the items and show them."""
        raise NotImplementedError

    async def _show(self, items: Sequence[ItemT], cursor: int | None = None) -> None:
        """Show these items, or the word for none, with the cursor on a place when one is given."""
        self._items = items
        self.query_one(".empty-state").display = not items
        self._list.display = bool(items)
        await self._list.show(range(len(items)))
        await self._list.reload()
        if cursor is not None:
            self._list.move_to(cursor)

    def _shown(self) -> None:
        """Everything on the page is up to date: its keys may be used."""
        self._looked = True
        self.refresh_bindings()

    async def _fetch(self, places: Sequence[int]) -> list[int]:
        return [place for place in places if place < len(self._items)]

    def _draw(self, place: int, width: int) -> tuple[Line, Line]:
        return self._lines(self._items[place], width) if place < len(self._items) else ((), ())

    def _lines(self, item: ItemT, width: int) -> tuple[Line, Line]:
        """Both lines of an item."""
        raise NotImplementedError


class ReadingListPage(ListPage[ItemT]):
    """A list with a line above it that sums it up, and below it the item at the cursor in full."""

    PANE: ClassVar[str] = "late-work"
    """The style of what is read."""

    def compose_body(self) -> Iterable[Widget]:
        """The sum, the items, and the one at the cursor; or the word for none."""
        yield Static("", markup=False, classes="summary")
        yield self._make_list()
        with VerticalScroll(classes=self.PANE, id="in-full"):
            yield Static("", markup=False)
        yield self._make_empty(*self._nothing())

    def _nothing(self) -> tuple[str, ...]:
        """What is said instead of an empty list."""
        raise NotImplementedError

    def _in_full(self, item: ItemT) -> str:
        """All there is to read of an item."""
        raise NotImplementedError

    async def _show_all(self, items: Sequence[ItemT], told: str, cursor: int | None) -> None:
        """Show these items with what sums them up, and the one at the cursor in full."""
        self.query_one(".summary", Static).update(plain(told if items else ""))
        self.query_one("#in-full").display = bool(items)
        await self._show(items, cursor)
        self._show_current()
        self._shown()

    def on_windowed_list_highlighted(self, event: WindowedList.Highlighted) -> None:
        """The one at the cursor in full, with its own keys."""
        event.stop()
        self._show_current()
        self.refresh_bindings()

    def _show_current(self) -> None:
        item = self._current if self._items else None
        pane = self.query_one("#in-full", VerticalScroll)
        pane.query_one(Static).update(plain("" if item is None else self._in_full(item)))
        pane.scroll_home(animate=False)


class ClientListPage(ListPage[ItemT]):
    """A list about one client: looked at again when that dossier changed."""

    def __init__(self, client: str) -> None:
        super().__init__()
        self._client = client

    def records_changed(self, changed: Changed) -> None:
        """Something of this dossier was written, here or by a colleague."""
        if self._client in changed.clients:
            super().records_changed(changed)
