"""The key bar: at most six keys of the screen, from the command registry; each can be clicked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.dom import DOMNode
from textual.strip import Strip
from textual.widget import Widget

from screens.keys import APP, MOST_IN_BAR, first_key, in_bar
from thuis_tui.commands import Command, own
from thuis_tui.language import _


class KeyBar(Widget):
    """One line of keys and what they do; the screen's own first, then the application's."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-bar--key", "key-bar--title"}

    def __init__(self, context: str) -> None:
        super().__init__()
        self._where = context
        self._places: list[tuple[int, int, Command]] = []

    @property
    def typing(self) -> bool:
        """Whether the focus is in a text field, where letters are text."""
        focused = self.screen.focused
        return focused is not None and focused.check_consume_key("a", "a")

    def commands(self) -> list[Command]:
        """What the bar offers now, at most six; what can't be done at the moment is left out.

        The way back is added on every page that has one, where it takes no place from another key.
        """
        keymap: Mapping[str, str] = getattr(self.app, "keymap_in_use", {})
        offered = in_bar(self._where, keymap, typing=self.typing)
        possible = [each for each in offered if self._possible(each)][:MOST_IN_BAR]
        back = next((each for each in own(self._where) if each.action == "back"), None)
        if back is None or back in possible or len(possible) == MOST_IN_BAR or not self._possible(back):
            return possible
        place = next((n for n, each in enumerate(possible) if each.context == APP), len(possible))
        more = [*possible[:place], back, *possible[place:]]
        return more if sum(self._width(each) for each in more) <= self.size.width else possible

    def _possible(self, command: Command) -> bool:
        return bool(self._owner(command).check_action(command.action, ()))

    def _told(self, command: Command) -> tuple[str, str]:
        """The key and the word, as they stand in the bar."""
        return f" {first_key(command, typing=self.typing)}", f" {_(command.title)} "

    def _width(self, command: Command) -> int:
        return sum(cell_len(part) for part in self._told(command))

    def _owner(self, command: Command) -> DOMNode:
        """Who carries the command out."""
        return self.app if command.context == APP else self.screen

    def on_mount(self) -> None:
        """Draw again when what is possible changes."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.refresh())

    def render_line(self, y: int) -> Strip:
        """As many keys as fit, whole."""
        width = self.size.width
        key_style = self.get_component_rich_style("key-bar--key")
        title_style = self.get_component_rich_style("key-bar--title")
        if y:
            return Strip.blank(width, title_style)
        self._places = []
        drawn: list[Segment] = []
        at = 0
        for command in self.commands():
            key, title = self._told(command)
            end = at + cell_len(key) + cell_len(title)
            if end > width:
                break
            self._places.append((at, end, command))
            drawn += [Segment(key, key_style), Segment(title, title_style)]
            at = end
        return Strip(drawn, at).adjust_cell_length(width, title_style)

    async def on_click(self, event: events.Click) -> None:
        """Carry out the command under the mouse."""
        for start, end, command in self._places:
            if start <= event.x < end:
                await self.app.run_action(command.action, self._owner(command))
                return
