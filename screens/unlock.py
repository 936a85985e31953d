"""The first screen: the passphrase. It is painted before the store's libraries are loaded."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import partial
from pathlib import PurePath
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.containers import Vertical
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from screens.background import in_background
from screens.keys import bindings
from screens.page import Page
from screens.widgets.alarm_line import AlarmLine
from screens.widgets.gables import Gables
from screens.widgets.key_bar import KeyBar
from screens.widgets.title_bar import TitleBar
from thuis_tui.language import _

if TYPE_CHECKING:
    from thuis_tui.desk.opening import FileKey


PAINTED: Final = 0.05
"""Seconds until the first picture has left for the terminal; imports would hold it up."""


def load_opening() -> ModuleType:
    """The opening of the desk, imported in a thread because its cryptography takes a while to load."""
    from thuis_tui.desk import opening

    return opening


class UnlockScreen(Page[None]):
    """Asks for the passphrase. It stays under all other screens, and locking leads back to it."""

    CONTEXT = "unlock"
    BINDINGS = bindings("unlock")
    AUTO_FOCUS = "#passphrase"
    CSS_PATH: ClassVar[list[str | PurePath]] = []

    def __init__(self) -> None:
        super().__init__()
        self._locked = ""
        self._busy = False
        self._countdown: Timer | None = None
        self._wait = 0.0

    @property
    def ready(self) -> bool:
        """Not while a passphrase is tried: what is typed meanwhile is for the page behind the door."""
        return super().ready and not self._busy

    def close_door(self, locked: str = "", problem: str = "") -> None:
        """Ask again: after a lock, 'asked' or 'idle', or with the problem that kept the file closed."""
        self.thuis.forget_keys()
        self._locked = locked
        self._busy = False
        self.query_one(Gables).lit = False
        self.query_one("#greeting", Static).update(self._greeting())
        field = self.query_one(Input)
        field.value = ""
        field.focus()
        self._answer(problem, wrong=bool(problem))

    def compose(self) -> Iterable[Widget]:
        """As any page, but without the status line: each widget is part of the start."""
        yield TitleBar(self.heading)
        yield AlarmLine()
        yield from self.compose_body()
        yield KeyBar(self.CONTEXT)

    def compose_body(self) -> Iterable[Widget]:
        """The house, why it is closed, one field, and room for what went wrong."""
        with Vertical(id="doorstep"):
            yield Gables()
            yield Static(self._greeting(), id="greeting", markup=False)
            passphrase = Input(password=True, placeholder=_("Passphrase"), id="passphrase")
            passphrase.cursor_blink = False
            yield passphrase
            yield Static("", id="answer", markup=False)

    def _greeting(self) -> str:
        if self._locked == "idle":
            minutes = self.thuis.settings.lock_after_minutes
            return _("Locked after {minutes} minutes without a key. What you typed is kept.").format(
                minutes=minutes
            )
        if self.thuis.colleague is not None:
            return _("This is the demo. Its passphrase is: {passphrase}").format(
                passphrase=self.thuis.colleague.passphrase
            )
        if self._locked:
            return _("Locked. What you typed is kept.")
        return _("Welcome home. Your passphrase opens the dossiers on this laptop.")

    def on_mount(self) -> None:
        """Load everything else while the passphrase is typed."""
        self.set_timer(PAINTED, self._warm)

    def _warm(self) -> None:
        in_background(self.thuis, self._load, "warm", exclusive=True)

    async def _load(self) -> None:
        opening = await self.thuis.in_thread(load_opening)
        self._count_down(await self.thuis.in_thread(opening.wait_seconds, self.thuis.places))
        await self.thuis.in_thread(opening.warm)

    # The passphrase

    def on_input_submitted(self) -> None:
        """Enter in the field."""
        self.action_submit()

    def action_submit(self) -> None:
        """Try the passphrase, unless one is being tried or it is too soon."""
        field = self.query_one(Input)
        if self._busy or self._wait > 0:
            return
        if not field.value:
            self._answer(_("Type your passphrase, then press Enter."))
            return
        self._busy = True
        self._answer(_("Opening…"))
        in_background(self, partial(self._try, field.value), "try", exclusive=True)

    async def _try(self, passphrase: str) -> None:
        opening = await self.thuis.in_thread(load_opening)
        try:
            key = await self.thuis.in_thread(opening.unlock, self.thuis.places, passphrase)
        except opening.WrongPassphrase as wrong:
            self._refused(wrong.wait_seconds)
        except opening.TooSoon as soon:
            self._refused(soon.wait_seconds)
        except opening.VaultDamaged:
            self._stay()
            self._answer(
                _("The key file can't be read. Nothing was changed: ask your administrator for help."),
                wrong=True,
            )
        else:
            self._opened(key)

    def _opened(self, key: FileKey) -> None:
        """Light in the window; the application goes in, because this screen ends with that."""
        self._busy = True
        self.query_one(Gables).lit = True
        self.query_one(Input).value = ""
        in_background(self.thuis, partial(self.thuis.enter, key), "enter", exclusive=True)

    def _stay(self) -> None:
        """The door stays closed: what was typed for the page behind it is no passphrase."""
        self.thuis.forget_keys()
        self._busy = False

    def _refused(self, wait: float) -> None:
        self._stay()
        field = self.query_one(Input)
        field.value = ""
        field.focus()
        self._answer(_("That is not the passphrase. Nothing is lost: try again."), wrong=True)
        self._count_down(wait)

    def _count_down(self, wait: float) -> None:
        """Say each second how long it still takes."""
        self._wait = math.ceil(wait)
        if self._wait <= 0 or not self.is_mounted:
            return
        if self._countdown is not None:
            self._countdown.stop()
        self._countdown = self.set_interval(1, self._second)
        self._say_wait()

    def _second(self) -> None:
        self._wait -= 1
        if self._wait > 0:
            self._say_wait()
            return
        if self._countdown is not None:
            self._countdown.stop()
        self._answer(_("You can try again."))

    def _say_wait(self) -> None:
        self._answer(
            _("That is not the passphrase. Nothing is lost: try again in {seconds} s.").format(
                seconds=int(self._wait)
            ),
            wrong=True,
        )

    def _answer(self, text: str, *, wrong: bool = False) -> None:
        answer = self.query_one("#answer", Static)
        answer.update(f"▲ {text}" if wrong else text)
        answer.set_class(wrong, "-wrong")

    # The other way in

    def action_recovery(self) -> None:
        """The recovery key, when the passphrase is forgotten."""
        from screens.recovery import RecoveryScreen

        self.app.push_screen(RecoveryScreen(), self._recovered)

    def _recovered(self, key: Any) -> None:
        if key is not None:
            self._opened(key)

    def action_back(self) -> None:
        """There is nowhere to go back to; empty the field."""
        self.query_one(Input).value = ""
