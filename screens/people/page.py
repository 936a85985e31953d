"""The people around a client and, below them, what may be shared with whom."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

from rich.cells import cell_len
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from screens.background import in_background
from screens.dialogs.folder import Folder
from screens.dialogs.reason import Reason
from screens.keys import bindings
from screens.list_page import ClientListPage
from screens.plain import one_line, plain
from screens.removing import remove_record
from screens.route import Route
from screens.widgets.cells import Cell, Line, Tone
from screens.widgets.windowed_list import WindowedList
from thuis_tui.desk.shapes import FileProblem, InvalidInput, NotFound
from thuis_tui.language import N_, _, ngettext

if TYPE_CHECKING:
    from thuis_tui.desk.people import ConsentShown, ContactShown

STATES: Final[dict[str, tuple[str, Tone, str]]] = {
    "valid": ("✓", "moss", N_("until it is withdrawn")),
    "expiring": ("!", "lamp", N_("ends soon")),
    "expired": ("×", "quiet", N_("expired")),
    "withdrawn": ("×", "quiet", N_("withdrawn")),
}
"""Sign, tone and words of a consent; the sign and the words say it without colour."""


class PeopleScreen(ClientListPage[Any]):
    """Contacts and consents of one client."""

    CONTEXT = "people"
    BINDINGS: ClassVar[list[BindingType]] = bindings("people")

    def __init__(self, client: str) -> None:
        super().__init__(client)
        self._client_name = ""
        self._contacts = 0

    @property
    def heading(self) -> str:
        """Whose people."""
        title = _("People and consents")
        return f"{title} · {self._client_name}" if self._client_name else title

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("people", {"client": self._client})

    def compose_body(self) -> Iterable[Widget]:
        """How many there are, the list, and a word when there is nobody."""
        yield Static("", markup=False, classes="summary")
        yield self._make_list()
        yield self._make_empty(
            _("Nobody is recorded yet."),
            _("n adds somebody: family, a friend, the doctor. t adds a consent to share."),
        )

    async def _look(self) -> None:
        try:
            self._client_name = await self.desk.dossiers.name(self._client)
        except NotFound:
            self.dismiss()
            return
        self.retitle()
        contacts = await self.desk.people.contacts(self._client)
        consents = await self.desk.people.consents(self._client)
        self._contacts = len(contacts)
        at = self._list.current_id
        counting = sum(each.state in ("valid", "expiring") for each in consents)
        told = [
            ngettext("{count} contact", "{count} contacts", len(contacts)).format(count=len(contacts)),
            ngettext("{count} consent that counts", "{count} consents that count", counting).format(
                count=counting
            ),
        ]
        self.query_one(".summary", Static).update(plain("  ·  ".join(told)))
        self.query_one(".summary").display = bool(contacts or consents)
        items = [*contacts, *consents]
        await self._show(items, min(at, len(items) - 1) if at is not None and items else None)
        self._shown()

    def on_windowed_list_highlighted(self, event: WindowedList.Highlighted) -> None:
        """Other keys work on a contact than on a consent."""
        event.stop()
        self.refresh_bindings()

    # Drawing

    def _lines(self, item: Any, width: int) -> tuple[Line, Line]:
        return self._contact(item) if hasattr(item, "contact") else self._consent(item)

    def _contact(self, item: ContactShown) -> tuple[Line, Line]:
        mark = "☎" if item.emergency and not item.ended_on else "○" if item.ended_on else "●"
        side = _("in an emergency") if item.emergency else _("in the household") if item.household else ""
        if item.ended_on:
            side = _("until {day}").format(day=item.ended_on)
        first = (
            Cell(f" {mark} ", 3, "quiet" if item.ended_on else "moss"),
            Cell(f"{one_line(item.name)} · {item.role}", tone="quiet" if item.ended_on else "strong"),
            Cell(f"{side} ", cell_len(side) + 1, "quiet", right=True),
        )
        facts = [item.phone, item.email, one_line(item.organisation)]
        said = f"▲ {_('Safe to call')}: {item.safe_to_call}" if item.warned else ""
        below = "  ·  ".join(part for part in (said, *facts) if part) or one_line(item.remark)
        return first, (Cell("", 3), Cell(below, tone="lamp" if item.warned else "quiet"))

    def _consent(self, item: ConsentShown) -> tuple[Line, Line]:
        sign, tone, words = STATES[item.state]
        side = _(words)
        if item.state == "withdrawn":
            side = f"{side} {item.withdrawn_on}"
        elif item.ends_on:
            side = _("until {day}").format(day=item.ends_on) + (f", {side}" if item.state != "valid" else "")
        first = (
            Cell(f" {sign} ", 3, tone),
            Cell(
                f"{_('Consent')}: {one_line(item.party)}",
                tone="strong" if item.state in ("valid", "expiring") else "quiet",
            ),
            Cell(f"{side} ", cell_len(side) + 1, "lamp" if item.state == "expiring" else "quiet", right=True),
        )
        below = f"{one_line(item.purpose)}: {', '.join(item.data)}"
        return first, (Cell("", 3), Cell(below, tone="quiet"))

    # The commands

    @property
    def _current_consent(self) -> ConsentShown | None:
        item = self._current if self._looked else None
        return item if item is not None and hasattr(item, "consent") else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done with what is at the cursor."""
        if action == "open":
            return bool(self._items)
        consent = self._current_consent
        if action == "withdraw":
            return consent is not None and consent.state != "withdrawn"
        if action == "share":
            return consent is not None
        if action == "remove":
            return consent is None and self._looked and self._current is not None
        return True

    async def action_open(self) -> None:
        """Change what is at the cursor."""
        item = self._current
        if item is None:
            return
        if hasattr(item, "contact"):
            await self.thuis.go("contact_editor", client=self._client, record=item.contact)
        else:
            await self.thuis.go("consent_editor", client=self._client, record=item.consent)

    async def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click opens."""
        event.stop()
        await self.action_open()

    async def action_new_contact(self) -> None:
        """Somebody around the client."""
        await self.thuis.go("contact_editor", client=self._client)

    async def action_new_consent(self) -> None:
        """A consent to share."""
        await self.thuis.go("consent_editor", client=self._client)

    def action_withdraw(self) -> None:
        """Take the consent at the cursor back."""
        consent = self._current_consent
        if consent is not None and consent.state != "withdrawn":
            in_background(self, partial(self._withdraw, consent), "withdraw", exclusive=True)

    async def _withdraw(self, consent: ConsentShown) -> None:
        reason = await self.app.push_screen_wait(
            Reason(
                _("Withdraw this consent?"),
                f"{one_line(consent.party)}: {one_line(consent.purpose)}\n"
                + _("From today nothing more is shared on it. The line stays, with your reason."),
            )
        )
        if reason is not None:
            await self.desk.people.withdraw(self._client, consent.consent, reason)
            self.thuis.tell(_("Withdrawn. Your colleagues see it with the next connection."))
            await self._look()

    def action_remove(self) -> None:
        """Take the contact at the cursor away; a consent is withdrawn, never removed."""
        item = self._current
        if item is not None and hasattr(item, "contact"):
            work: Any = partial(
                remove_record, self, self._client, f"contact:{item.contact}", one_line(item.name)
            )
            in_background(self, work, "remove", exclusive=True)

    def action_share(self) -> None:
        """Write what this consent allows into a file."""
        consent = self._current_consent
        if consent is not None:
            in_background(self, partial(self._share, consent), "share", exclusive=True)

    async def _share(self, consent: ConsentShown) -> None:
        from thuis_tui.desk.people import NoConsent

        typed, problem = "", ""
        while True:
            try:
                await self.desk.people.require(self._client, consent.party, consent.codes)
            except NoConsent as refusal:
                self.thuis.tell(refusal.told, severity="warning", timeout=12)
                return
            folder = await self.app.push_screen_wait(
                Folder(
                    _("Share with {party}: into which folder?").format(party=one_line(consent.party)),
                    _("{data}. The file is not encrypted: hand it over and remove it.").format(
                        data=", ".join(consent.data)
                    ),
                    typed,
                    problem,
                )
            )
            if folder is None:
                return
            try:
                shared = await self.desk.sharing.write(self._client, consent.party, consent.codes, folder)
            except InvalidInput as fault:
                typed, problem = folder, str(fault.problems[0])
                continue
            except FileProblem as fault:
                self.thuis.tell(fault.reason, severity="error", timeout=12)
                return
            self.thuis.tell(_("Written: {place}").format(place=shared.place), timeout=12)
            return
