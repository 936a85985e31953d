"""The privacy view: only one client on the screen, so that the client can read along."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual.binding import BindingType
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from screens.keys import bindings, first_key
from screens.page import Page
from screens.plain import plain
from screens.route import Route
from screens.visits.alarm import Watchful
from thuis_tui.commands import BY_ID
from thuis_tui.language import _

if TYPE_CHECKING:
    from screens.app import ThuisApp

OPEN: Final = frozenset(
    ["help", "palette", "back", "sync", "cut", "lock", "quit", "theme", "language", "privacy", "crisis"]
)
"""What the application itself still does; everything else may lead to other people."""
WITH_OTHERS: Final = frozenset({"merging"})
"""Pages about a client that show somebody else beside."""
WITHOUT_CLIENT: Final = frozenset({"note", "amendment", "visit"})
"""Pages that name no client and are only reached from one of the client's own."""


class Discreet(Watchful):
    """The part of the application that shows one client and nobody else."""

    private: reactive[str] = reactive("")
    """The id of the client who reads along; empty outside the privacy view."""
    _others: tuple[Route, ...] = ()

    def may_do(self, action: str) -> bool:
        """Whether a command of the application cannot lead to other people, or nobody reads along."""
        return not self.private or action in OPEN or f"app.{action}" not in BY_ID

    def may_show(self, route: Route) -> bool:
        """Whether a page is about who reads along, or nobody does."""
        if not self.private:
            return True
        if route.name in WITH_OTHERS:
            return False
        client = route.arguments.get("client")
        return client == self.private or (client is None and route.name in WITHOUT_CLIENT)

    @property
    def open_client(self) -> str:
        """Whose dossier is open, the nearest first; empty when none is."""
        pages = (screen for screen in reversed(self.screen_stack) if isinstance(screen, Page))
        return next((page.client for page in pages if page.client), "")

    async def action_privacy(self) -> None:
        """Show only the client whose dossier is open, or everything again."""
        if self.private:
            await self.end_privacy()
        elif client := self.open_client:
            await self._begin_privacy(client)
        else:
            thuis = cast("ThuisApp", self)
            thuis.tell(_("Open a dossier first: the privacy view shows one person."), severity="warning")

    async def _begin_privacy(self, client: str) -> None:
        thuis = cast("ThuisApp", self)
        await thuis._keep_drafts()
        theirs: list[Route] = []
        others: list[Route] = []
        for page in self.screen_stack:
            if isinstance(page, Page) and page.route is not None:
                alone = page.client == client and page.route.name not in WITH_OTHERS
                (theirs if alone else others).append(page.route)
        self._others = tuple(others)
        self.private = client
        self.clear_notifications()
        await thuis._show_only((Route("privacy", {"client": client}), *theirs))
        self.refresh_bindings()

    async def end_privacy(self) -> None:
        """Back to the pages from before, with what is open of this client on top."""
        thuis = cast("ThuisApp", self)
        await thuis._keep_drafts()
        theirs = [route for route in thuis._way() if route.name != "privacy"]
        self.private = ""
        others, self._others = self._others, ()
        await thuis._show_only((*others, *theirs))
        self.refresh_bindings()


class PrivacyScreen(Page[None]):
    """What lies under the client's own pages: nothing but a name."""

    CONTEXT = "privacy"
    BINDINGS: ClassVar[list[BindingType]] = bindings("privacy")

    def __init__(self, client: str) -> None:
        super().__init__()
        self._client = client
        self._client_name = ""

    @property
    def heading(self) -> str:
        """Who reads along."""
        return self._client_name

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("privacy", {"client": self._client})

    def compose_body(self) -> Iterable[Widget]:
        """What this is, and how it ends."""
        yield Static("", markup=False, classes="empty-state")

    async def on_mount(self) -> None:
        """Say whose."""
        from thuis_tui.desk.shapes import NotFound

        try:
            self._client_name = await self.desk.dossiers.name(self._client)
        except NotFound:
            self._client_name = ""
        self.retitle()
        lines = (
            _("Privacy view: only the dossier of {name} is shown.").format(name=self._client_name),
            _("{key} opens the dossier.").format(key=first_key(BY_ID["privacy.open"])),
            _("{key} or {other} ends the privacy view; then other people are on the screen again.").format(
                key=first_key(BY_ID["privacy.back"]), other=first_key(BY_ID["app.privacy"])
            ),
        )
        self.query_one(".empty-state", Static).update(plain("\n\n".join(lines)))

    async def action_open(self) -> None:
        """The dossier."""
        await self.thuis.go("dossier", client=self._client)

    def action_back(self) -> None:
        """The second Esc: everything again. Not from here: this page is one that goes."""
        self.app.call_next(self.thuis.end_privacy)
