"""The least a Textual application can be: one field. The floor of start-up and of a typed letter."""

from textual.app import App, ComposeResult
from textual.widgets import Input


class Bare(App[None]):
    """A field and nothing else."""

    def compose(self) -> ComposeResult:
        """The field, without the blinking that would count as drawing."""
        field = Input(placeholder="bare", compact=True)
        field.cursor_blink = False
        yield field


if __name__ == "__main__":
    Bare().run()
