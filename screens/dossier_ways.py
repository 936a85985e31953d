"""The ways from a dossier to its parts: plan, safety, visits, people, and what people disagree about."""

from __future__ import annotations

from screens.page import Page


class DossierWays(Page[None]):
    """The part of a dossier's page that leads to other pages about the same client."""

    _client: str

    async def action_conflicts(self) -> None:
        """Decide what two people wrote differently."""
        await self.thuis.go("conflicts", client=self._client)
