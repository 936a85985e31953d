"""The ways between screens: to one by its name, and the commands that lead there from everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from screens.page import Page
from screens.privacy import Discreet
from screens.route import Route
from thuis_tui.language import _

if TYPE_CHECKING:
    from screens.app import ThuisApp

PLACES: Final = frozenset(
    [
        "today",
        "tasks",
        "search",
        "caseload",
        "intake",
        "outbox",
        "drafts",
        "conflicts",
        "late",
        "quick_note",
        "working_notes",
        "crisis",
        "notices",
        "team",
        "transfers",
        "places",
        "board",
        "emergency",
        "visits",
        "under_way",
    ]
)
"""The commands that lead to a page behind the door."""


class Ways(Discreet):
    """The part of the application that finds its way."""

    async def go(self, to: str, /, **arguments: Any) -> None:
        """Show a screen by its name; back to it when it is under the one that is shown."""
        route = Route(to, arguments)
        if not self.may_show(route):
            return
        for depth, screen in enumerate(reversed(self.screen_stack)):
            if isinstance(screen, Page) and screen.route == route:
                for _step in range(depth):
                    await self.pop_screen()
                return
        await self.push_screen(route.build())

    async def action_today(self) -> None:
        """What asks for attention today."""
        await self.go("today")

    async def action_tasks(self) -> None:
        """What has to be done for whom."""
        await self.go("tasks")

    async def action_search(self) -> None:
        """Search people and notes."""
        await self.go("search")

    async def action_caseload(self) -> None:
        """The people one supports."""
        await self.go("caseload")

    async def action_intake(self) -> None:
        """Record a new person."""
        await self.go("intake")

    async def action_outbox(self) -> None:
        """What waits, arrived or was refused."""
        await self.go("outbox")

    async def action_drafts(self) -> None:
        """What was begun and not filed."""
        await self.go("drafts")

    async def action_conflicts(self) -> None:
        """What two people wrote differently."""
        await self.go("conflicts")

    def action_undo(self) -> None:
        """Take back what one did last on this laptop."""
        from screens.history.undoing import page_of, undo

        if (page := page_of(self)) is not None:
            undo(page)

    async def action_late(self) -> None:
        """Work of the team that came late or was refused."""
        await self.go("late")

    def action_quick_note(self) -> None:
        """A note about anybody: whom, then the text."""
        from screens.dialogs.choose_client import ChooseClient

        self.push_screen(ChooseClient(_("A note about whom?")), self._note_about)

    async def _note_about(self, client: str | None) -> None:
        if client is not None:
            await self.go("note_editor", client=client)

    async def action_working_notes(self) -> None:
        """Notes to oneself."""
        await self.go("working_notes")

    async def action_notices(self) -> None:
        """What who leads the team has to know."""
        await self.go("notices")

    async def action_team(self) -> None:
        """What waits for who leads the team, and how the dossiers are divided."""
        await self.go("team")

    async def action_transfers(self) -> None:
        """Dossiers that are offered, and what became of those handed over."""
        await self.go("transfers")

    async def action_board(self) -> None:
        """Who is how far on the way to a home."""
        await self.go("board")

    async def action_places(self) -> None:
        """The homes of the programme."""
        await self.go("places")

    async def action_emergency(self) -> None:
        """A dossier that one does not hold and that cannot wait."""
        await self.go("emergency")

    async def action_crisis(self) -> None:
        """The crisis card over whatever is shown: of whose dossier is open, else of whom one chooses."""
        from screens.safety.crisis import CrisisOfWhom, CrisisScreen

        if isinstance(self.screen, CrisisScreen | CrisisOfWhom):
            return
        pages = [screen for screen in reversed(self.screen_stack) if isinstance(screen, Page)]
        client = next((page.client for page in pages if page.client), "")
        if client:
            await self._crisis_of(client)
        else:
            await self.push_screen(CrisisOfWhom(), self._crisis_of)
        for page in pages:
            await page.keep_draft()

    async def _crisis_of(self, client: str | None) -> None:
        from screens.safety.crisis import CrisisScreen

        thuis = cast("ThuisApp", self)
        if client and thuis.desk is not None:
            await CrisisScreen(client).over(thuis, thuis.desk)

    async def action_visits(self) -> None:
        """One's own visits, by week."""
        await self.go("visits")

    async def action_under_way(self) -> None:
        """The visit where one is checked in; the one that is over time before any other."""
        running = await self.desk.visits.under_way() if self.desk is not None else []
        if running:
            await self.go("visit", visit=min(running, key=lambda one: one.ends_at).visit)
        else:
            self.notify(_("You are not checked in anywhere."), markup=False)
