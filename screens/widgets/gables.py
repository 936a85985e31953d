"""Three Dutch gables, drawn in half blocks; a lit window means that somebody is at home."""

from __future__ import annotations

from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

# A row of pixels a line: b brick, m the neighbours' brick, w dark window, l lamplight, x light when `lit`,
# d door.
_PIXELS: Final = (
    "             b             ",
    "            bbb            ",
    "    mm     bblbb     mm    ",
    "   mmmm   bbbbbbb   mmmm   ",
    "  mmmmmm bbbbbbbbb mmmmmm  ",
    "  mwmmwm bxbxbxbxb mwmmwm  ",
    "  mwmmwm bxbxbxbxb mwmmwm  ",
    "  mmmmmm bbbbbbbbb mmmmmm  ",
    "  mwmmdm blblbbddb mdmmwm  ",
    "  mwmmdm blblbbddb mdmmwm  ",
)
ROWS: Final = len(_PIXELS) // 2
COLUMNS: Final = len(_PIXELS[0])


class Gables(Widget):
    """The drawing; `lit` turns the light on."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "gables--brick",
        "gables--far",
        "gables--dark",
        "gables--lamp",
        "gables--door",
    }

    lit: reactive[bool] = reactive(False)

    def render_line(self, y: int) -> Strip:
        """Two rows of pixels as one line of half blocks."""
        if y >= ROWS:
            return Strip.blank(self.size.width, self.rich_style)
        colours = {pixel: self._colour(pixel) for pixel in "bmwlxd"}
        ground = self.rich_style
        drawn = [
            self._block(upper, lower, colours, ground)
            for upper, lower in zip(_PIXELS[2 * y], _PIXELS[2 * y + 1], strict=True)
        ]
        left = max(0, self.size.width - COLUMNS) // 2
        return Strip([Segment(" " * left, ground), *drawn]).adjust_cell_length(self.size.width, ground)

    def _colour(self, pixel: str) -> Style:
        names = {"b": "brick", "m": "far", "w": "dark", "l": "lamp", "x": "dark", "d": "door"}
        name = "lamp" if pixel == "x" and self.lit else names[pixel]
        return self.get_component_rich_style(f"gables--{name}")

    def _block(self, upper: str, lower: str, colours: dict[str, Style], ground: Style) -> Segment:
        """One column of a line: the glyph alone keeps the outline, also without colours."""
        if upper == " " and lower == " ":
            return Segment(" ", ground)
        if upper == " ":
            return Segment("▄", ground + Style(color=colours[lower].color))
        if lower == " ":
            return Segment("▀", ground + Style(color=colours[upper].color))
        if upper == lower:
            return Segment("█", ground + Style(color=colours[upper].color))
        return Segment("▀", Style(color=colours[upper].color, bgcolor=colours[lower].color))
