"""Another passphrase for the same file: the old one first, then the new one twice."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

from screens.background import in_background
from screens.unlock import load_opening
from screens.widgets.passphrase_fields import PassphraseFields
from thuis_tui.language import _

if TYPE_CHECKING:
    from screens.app import ThuisApp


class PassphraseDialog(ModalScreen[None]):
    """Changes the passphrase; the data and the recovery key stay as they are."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self._busy = False

    def compose(self) -> Iterable[Widget]:
        """The old one, the new one twice."""
        with Vertical(classes="dialog"):
            yield Static(_("Change the passphrase of this laptop"), classes="ask", markup=False)
            yield Static(_("The recovery key on paper stays the same."), classes="quiet", markup=False)
            old = Input(password=True, placeholder=_("Passphrase you have now"), id="old")
            old.cursor_blink = False
            yield old
            yield PassphraseFields()
            yield Static("", id="answer", markup=False)

    @on(Input.Submitted, "#old")
    def old_typed(self) -> None:
        """On to the new one."""
        self.query_one("#first", Input).focus()

    @on(PassphraseFields.Done)
    def new_typed(self, event: PassphraseFields.Done) -> None:
        """Seal the key under the new one."""
        old = self.query_one("#old", Input)
        if not old.value:
            old.focus()
        elif not self._busy:
            self._busy = True
            self._answer(_("Changing…"))
            work = partial(self._change, old.value, event.passphrase)
            in_background(self, work, "change", exclusive=True)

    async def _change(self, old: str, new: str) -> None:
        app = cast("ThuisApp", self.app)
        opening = await app.in_thread(load_opening)
        try:
            await app.in_thread(opening.change_passphrase, app.places, old, new)
        except opening.WrongPassphrase:
            self._answer(_("That is not the passphrase you have now."), wrong=True)
            self.query_one("#old", Input).value = ""
            self.query_one("#old", Input).focus()
        except opening.TooSoon as soon:
            self._answer(_("Try again in {seconds} s.").format(seconds=round(soon.wait_seconds)), wrong=True)
        except opening.VaultDamaged:
            self._answer(_("The key file can't be read. Nothing was changed."), wrong=True)
        else:
            app.tell(_("The passphrase is changed."))
            self.dismiss()
        finally:
            self._busy = False

    def _answer(self, text: str, *, wrong: bool = False) -> None:
        answer = self.query_one("#answer", Static)
        answer.update(f"▲ {text}" if wrong else text)
        answer.set_class(wrong, "-wrong")

    def action_leave(self) -> None:
        """Nothing changes."""
        self.dismiss()
