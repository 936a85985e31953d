"""The ways from a dossier to its parts: plan, safety, visits, people, and what people disagree about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.background import in_background
from screens.page import Page

if TYPE_CHECKING:
    from thuis_tui.desk.shapes import Dossier


class DossierWays(Page[None]):
    """The part of a dossier's page that leads to other pages about the same client."""

    _client: str
    _dossier: Dossier | None

    async def action_whole_intake(self) -> None:
        """Go through the whole intake."""
        await self.thuis.go("whole_intake", client=self._client)

    def action_merge(self) -> None:
        """Make two dossiers of this person one, or take that back."""
        in_background(self, self._merge, "merge", exclusive=True)

    async def _merge(self) -> None:
        from screens.merging.choosing import merge_from

        if self._dossier is not None:
            await merge_from(self, self._dossier)

    async def action_assessments(self) -> None:
        """Look at the ZRM assessments."""
        await self.thuis.go("assessments", client=self._client)

    async def action_people(self) -> None:
        """The people around the client, and the consents."""
        await self.thuis.go("people", client=self._client)

    async def action_safety(self) -> None:
        """Risks, the warning plan, the reporting code and calamities."""
        await self.thuis.go("safety", client=self._client)

    async def action_way(self) -> None:
        """How far this person is on the way to a home; who is not on it is put there."""
        if await self.desk.housing.is_candidate(self._client):
            await self.thuis.go("candidate", client=self._client)
        else:
            await self.thuis.go("candidacy_editor", client=self._client)

    async def action_plan(self) -> None:
        """The support plan."""
        await self.thuis.go("plan", client=self._client)

    async def action_hand_over(self) -> None:
        """Hand the dossier over, or have it covered."""
        await self.thuis.go("hand_over", client=self._client)

    async def action_history(self) -> None:
        """Who changed what, and what it said before."""
        await self.thuis.go("history", client=self._client)

    async def action_conflicts(self) -> None:
        """Decide what two people wrote differently."""
        await self.thuis.go("conflicts", client=self._client)

    async def action_visits(self) -> None:
        """All visits to this person, and planning one."""
        await self.thuis.go("client_visits", client=self._client)
