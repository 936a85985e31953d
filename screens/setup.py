"""The first run: a passphrase, a recovery key on paper, proof that it is there. Nothing is made before."""

from __future__ import annotations

import random
import shutil
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
from thuis_tui.settings import Places

if TYPE_CHECKING:
    from thuis_tui.desk.opening import FileKey

GROUPS = 8


class SetupScreen(Page[None]):
    """Three steps on one card. The key slots are made beside their place and moved there by the last step."""

    CONTEXT = "setup"
    BINDINGS = bindings("setup")

    def __init__(self) -> None:
        super().__init__()
        self._key: FileKey | None = None
        self._recovery = ""
        self._asked: list[int] = []
        self._step = "passphrase"
        self._busy = False

    @property
    def _aside(self) -> Places:
        """Where the key slots wait until the recovery key is confirmed."""
        return Places(self.thuis.places.data_dir / "setup", self.thuis.places.config_dir)

    def compose_body(self) -> Iterable[Widget]:
        """One card; its content is the step."""
        yield Vertical(classes="card", id="setup")

    async def on_mount(self) -> None:
        """Begin with the passphrase; load the rest while it is thought up."""
        await self._ask_passphrase()
        self.call_after_refresh(lambda: in_background(self.thuis, self._load, "warm", exclusive=True))

    async def _load(self) -> None:
        opening = await self.thuis.in_thread(load_opening)
        await self.thuis.in_thread(opening.warm)

    async def _card(self, step: str, number: int, question: str, *content: Widget) -> None:
        """Another step on the card."""
        self._step = step
        card = self.query_one("#setup", Vertical)
        await card.remove_children()
        steps = _("Step {number} of 3").format(number=number)
        await card.mount(
            Static(f"{'━' * 4 * number}{'╌' * 4 * (3 - number)}  {steps}", classes="steps", markup=False),
            Static(question, classes="ask", markup=False),
            *content,
        )
        self.refresh_bindings()
        for field in card.query(Input).results(Input):
            field.focus()
            break

    # The steps

    async def _ask_passphrase(self) -> None:
        await self._card(
            "passphrase",
            1,
            _("Welcome. Choose a passphrase for this laptop."),
            Static(
                _("Everything you write is encrypted with it. Nobody can look it up for you."),
                classes="quiet",
                markup=False,
            ),
            PassphraseFields(),
        )

    async def _show_paper(self) -> None:
        parts = self._recovery.split("-")
        rows = "\n".join("   ".join(parts[at : at + 4]) for at in range(0, GROUPS, 4))
        await self._card(
            "paper",
            2,
            _("Write this recovery key on paper."),
            Static(rows, id="paper", markup=False),
            Static(
                _(
                    "It opens the file when you forget your passphrase. It is shown once, now. "
                    "Keep it at home, not with the laptop."
                ),
                classes="quiet",
                markup=False,
            ),
            Static(_("Press Enter when it is on paper."), markup=False),
        )

    async def _ask_paper(self) -> None:
        self._asked = sorted(random.SystemRandom().sample(range(GROUPS), 2))
        fields = []
        for place in self._asked:
            field = Input(placeholder=_("Group {number}").format(number=place + 1), id=f"group-{place}")
            field.cursor_blink = False
            fields.append(field)
        await self._card(
            "confirm",
            3,
            _("Type groups {first} and {second} from your paper.").format(
                first=self._asked[0] + 1, second=self._asked[1] + 1
            ),
            *fields,
            Static("", id="answer", markup=False),
        )

    # Going on and back

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing before the first step."""
        return super().check_action(action, parameters) and not (
            action == "back" and self._step == "passphrase"
        )

    async def action_next(self) -> None:
        """To the next step, when this one is done."""
        if self._step == "passphrase":
            self.query_one(PassphraseFields).submit()
        elif self._step == "paper":
            await self._ask_paper()
        elif not self._busy:
            await self._confirm()

    @on(PassphraseFields.Done)
    def make_key(self, event: PassphraseFields.Done) -> None:
        """Make the key slots, beside their place."""
        event.stop()
        if not self._busy:
            self._busy = True
            in_background(self, partial(self._make, event.passphrase), "make", exclusive=True)

    async def _make(self, passphrase: str) -> None:
        opening = await self.thuis.in_thread(load_opening)
        shutil.rmtree(self._aside.data_dir, ignore_errors=True)
        self._key, self._recovery = await self.thuis.in_thread(
            self.thuis.create_file or opening.create_file, self._aside, passphrase
        )
        self._busy = False
        await self._show_paper()

    @on(Input.Submitted)
    async def group_typed(self, event: Input.Submitted) -> None:
        """Enter in the first group goes to the second, in the second finishes."""
        event.stop()
        empty = [field for field in self.query(Input).results(Input) if not field.value]
        if empty:
            empty[0].focus()
        else:
            await self.action_next()

    async def _confirm(self) -> None:
        opening = await self.thuis.in_thread(load_opening)
        for place in self._asked:
            field = self.query_one(f"#group-{place}", Input)
            if not opening.confirms_recovery(self._recovery, place, field.value):
                answer = self.query_one("#answer", Static)
                answer.update(
                    "▲ " + _("That is not group {number}. Look at your paper again.").format(number=place + 1)
                )
                answer.add_class("-wrong")
                field.value = ""
                field.focus()
                return
        self._busy = True
        places = self.thuis.places
        self._aside.keys.replace(places.keys)
        if self._key is not None:
            enter = partial(self.thuis.enter, self._key, first=True)
            in_background(self.thuis, enter, "enter", exclusive=True)

    async def action_back(self) -> None:  # type: ignore[override]
        """One step back; the paper is shown again as long as it was not confirmed."""
        if self._step == "confirm":
            await self._show_paper()
        elif self._step == "paper":
            await self._ask_passphrase()

    def on_unmount(self) -> None:
        """Whatever the way out was: what was not confirmed was not made."""
        shutil.rmtree(self._aside.data_dir, ignore_errors=True)
