"""One picture of the screen as it is: the terminal's SVG, drawn as PNG."""

import resvg_py
from textual.app import App

FONT = "DejaVu Sans Mono"


def picture(app: App[None]) -> bytes:
    """PNG of what the application shows now."""
    svg = app.export_screenshot(title="thuis")
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg, font_family=FONT, monospace_family=FONT, sans_serif_family="DejaVu Sans"
    )
    return bytes(drawn)
