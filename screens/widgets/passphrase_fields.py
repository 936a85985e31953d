"""A new passphrase, typed twice, with advice in plain words: length counts, signs and capitals don't."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from thuis_tui.language import _
from thuis_tui.settings import SHORTEST_PASSPHRASE

GOOD: Final = 16
STRONG: Final = 24
_STEPS: Final = 8


def _too_short() -> str:
    return _("Too short: at least {least} characters.").format(least=SHORTEST_PASSPHRASE)


def advice(passphrase: str) -> tuple[int, str]:
    """How far along the passphrase is, in steps, and what would help."""
    length = len(passphrase)
    steps = min(_STEPS, length * _STEPS // STRONG)
    if not length:
        return 0, _("Four or five ordinary words make a good passphrase.")
    if length < SHORTEST_PASSPHRASE:
        return steps, _too_short()
    if len(set(passphrase)) < 5:
        return min(steps, 3), _("Too few different characters: easy to guess.")
    if length < GOOD:
        return steps, _("Enough. One more word makes it much stronger.")
    if length < STRONG:
        return steps, _("Good.")
    return steps, _("Strong.")


class PassphraseFields(Vertical):
    """Two fields and the advice; posts Done on Enter when both are the same and long enough."""

    class Done(Message):
        """The new passphrase is typed twice the same."""

        def __init__(self, passphrase: str) -> None:
            super().__init__()
            self.passphrase = passphrase

    def compose(self) -> Iterable[Widget]:
        """First, again, advice."""
        for identity, prompt in (("first", _("New passphrase")), ("again", _("The same once more"))):
            field = Input(password=True, placeholder=prompt, id=identity)
            field.cursor_blink = False
            yield field
        yield Static("", id="advice", markup=False)

    def on_mount(self) -> None:
        """Begin with the general advice."""
        self._advise("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Advise while the first one is typed."""
        event.stop()
        if event.input.id == "first":
            self._advise(event.value)
        elif event.value:
            self._advise(self.query_one("#first", Input).value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on to the second, or finishes."""
        event.stop()
        self.submit()

    def submit(self) -> None:
        """Say what is wrong, at the field where it is, or that it is done."""
        first, again = self.query_one("#first", Input), self.query_one("#again", Input)
        if len(first.value) < SHORTEST_PASSPHRASE:
            self._say(_too_short(), wrong=True)
            first.focus()
        elif not again.value:
            again.focus()
        elif first.value != again.value:
            self._say(_("The two are not the same. Type the second one again."), wrong=True)
            again.value = ""
            again.focus()
        else:
            self.post_message(self.Done(first.value))

    def _advise(self, passphrase: str) -> None:
        steps, text = advice(passphrase)
        self._say(f"{'━' * steps}{'╌' * (_STEPS - steps)}  {text}")

    def _say(self, text: str, *, wrong: bool = False) -> None:
        said = self.query_one("#advice", Static)
        said.update(f"▲ {text}" if wrong else text)
        said.set_class(wrong, "-wrong")
