"""The other way in: the recovery key from paper, and then a new passphrase."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

from screens.background import in_background
from screens.keys import bindings
from screens.page import Page
from screens.unlock import load_opening
from screens.widgets.passphrase_fields import PassphraseFields
from thuis_tui.language import _

if TYPE_CHECKING:
    from thuis_tui.desk.opening import FileKey


class RecoveryScreen(Page["FileKey | None"]):
    """Gives the file's key when the recovery key fits and a new passphrase is set; None when left."""

    CONTEXT = "setup"
    BINDINGS = bindings("setup")

    def __init__(self) -> None:
        super().__init__()
        self._key: FileKey | None = None
        self._busy = False

    @property
    def heading(self) -> str:
        """What this is for."""
        return _("Recovery key")

    def compose_body(self) -> Iterable[Widget]:
        """One field; the passphrase fields come in its place."""
        with Vertical(classes="card", id="recovery"):
            yield Static(_("Type the recovery key from your paper."), classes="ask", markup=False)
            yield Static(
                _("Eight groups of four. Capitals, spaces and hyphens don't matter."),
                classes="quiet",
                markup=False,
            )
            field = Input(placeholder="XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX", id="recovery-key")
            field.cursor_blink = False
            yield field
            yield Static("", id="answer", markup=False)

    @on(Input.Submitted, "#recovery-key")
    def action_next(self) -> None:
        """Try the key, or set the passphrase."""
        if self._key is not None:
            self.query_one(PassphraseFields).submit()
        elif not self._busy and (typed := self.query_one("#recovery-key", Input).value):
            self._busy = True
            self._answer(_("Opening…"))
            in_background(self, partial(self._try, typed), "try", exclusive=True)

    async def _try(self, typed: str) -> None:
        opening = await self.thuis.in_thread(load_opening)
        try:
            self._key = await self.thuis.in_thread(opening.unlock_with_recovery, self.thuis.places, typed)
        except opening.MistypedRecoveryKey:
            self._answer(_("That is not a whole recovery key: check each group of four."), wrong=True)
        except opening.WrongPassphrase:
            self._answer(_("That recovery key belongs to another file."), wrong=True)
        except opening.TooSoon as soon:
            self._answer(_("Try again in {seconds} s.").format(seconds=round(soon.wait_seconds)), wrong=True)
        except opening.VaultDamaged:
            self._answer(_("The key file can't be read. Nothing was changed."), wrong=True)
        else:
            await self._ask_passphrase()
        finally:
            self._busy = False

    async def _ask_passphrase(self) -> None:
        card = self.query_one("#recovery", Vertical)
        await card.remove_children()
        await card.mount(
            Static(_("It fits. Choose a new passphrase."), classes="ask", markup=False),
            Static(_("Keep the paper: the recovery key stays the same."), classes="quiet", markup=False),
            PassphraseFields(),
        )
        self.query_one("#first", Input).focus()

    @on(PassphraseFields.Done)
    async def set_passphrase(self, event: PassphraseFields.Done) -> None:
        """Seal the key under the new passphrase, then go in."""
        opening = await self.thuis.in_thread(load_opening)
        await self.thuis.in_thread(opening.set_passphrase, self.thuis.places, self._key, event.passphrase)
        self.dismiss(self._key)

    def _answer(self, text: str, *, wrong: bool = False) -> None:
        answer = self.query_one("#answer", Static)
        answer.update(f"▲ {text}" if wrong else text)
        answer.set_class(wrong, "-wrong")

    def action_back(self) -> None:
        """Back to the passphrase."""
        self.dismiss(None)
