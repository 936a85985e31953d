"""Connecting this laptop to the service with a one-time code; can be done later and tried again."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from functools import partial

from textual import on
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

from screens.background import in_background
from screens.keys import bindings
from screens.page import Page
from screens.plain import one_line
from thuis_tui.desk.shapes import EnrolmentRefused
from thuis_tui.language import _


class EnrolmentScreen(Page[None]):
    """Asks for the address of the service and a code."""

    CONTEXT = "enrolment"
    BINDINGS = bindings("enrolment")

    def __init__(self) -> None:
        super().__init__()
        self._busy = False

    @property
    def heading(self) -> str:
        """What this is for."""
        return _("Connect to the service")

    def compose_body(self) -> Iterable[Widget]:
        """Two fields on a card."""
        with Vertical(classes="card", id="enrolment"):
            yield Static(_("Connect this laptop to your organisation."), classes="ask", markup=False)
            yield Static(
                _(
                    "Ask your administrator for an enrolment code; it works for ten minutes, once. Without a "
                    "connection you can look around: notes need your name, which the service gives."
                ),
                classes="quiet",
                markup=False,
            )
            address = Input(
                self.thuis.settings.service or "", placeholder=_("Address, https://…"), id="address"
            )
            code = Input(placeholder=_("Enrolment code"), id="code")
            for field in (address, code):
                field.cursor_blink = False
                yield field
            yield Static("", id="answer", markup=False)

    def on_mount(self) -> None:
        """Begin at the first empty field."""
        self.query_one("#code" if self.query_one("#address", Input).value else "#address", Input).focus()

    @on(Input.Submitted)
    def action_submit(self) -> None:
        """Enrol, when both are there."""
        address, code = self.query_one("#address", Input), self.query_one("#code", Input)
        for field in (address, code):
            if not field.value.strip():
                field.focus()
                return
        if not self._busy:
            self._busy = True
            self._answer(_("Connecting…"))
            work = partial(self._enrol, address.value.strip(), code.value.strip())
            in_background(self, work, "enrol", exclusive=True)

    async def _enrol(self, address: str, code: str) -> None:
        try:
            caseworker = await self.desk.enrolment.enrol(address, code, platform.node() or "laptop")
        except EnrolmentRefused as refused:
            self._answer(refused.reason, wrong=True)
        else:
            self.thuis.look_at_desk()
            self.thuis.tell(_("Connected. Welcome, {name}.").format(name=one_line(caseworker.name)))
            self.action_back()
        finally:
            self._busy = False

    def _answer(self, text: str, *, wrong: bool = False) -> None:
        answer = self.query_one("#answer", Static)
        answer.update(f"▲ {text}" if wrong else text)
        answer.set_class(wrong, "-wrong")
