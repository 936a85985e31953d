"""Keeps what is being typed: at most half a second behind the last key, and at once when it must be."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from textual.timer import Timer

from thuis_tui.desk.shapes import Draft, FileProblem

if TYPE_CHECKING:
    from screens.page import Page
    from thuis_tui.desk.desk import Desk

BEHIND: Final = 0.4
"""Seconds that the disk may be behind the keys. A rhythm, not a pause: it keeps while one goes on typing."""


class DraftKeeper:
    """One draft of one page. `gather` gives the fields as they stand, or None when nothing was typed."""

    def __init__(
        self,
        page: Page[None],
        draft: Draft,
        gather: Callable[[], dict[str, object] | None],
        kept: Callable[[datetime], None],
        not_kept: Callable[[str], None],
        last: Mapping[str, object] | None = None,
    ) -> None:
        self._page = page
        self._desk: Desk = page.desk
        self._draft = draft
        self._gather = gather
        self._kept = kept
        self._not_kept = not_kept
        self._timer: Timer | None = None
        self._last: Mapping[str, object] | None = last
        self._over = False
        self._writing = asyncio.Lock()

    @property
    def id(self) -> str:
        """The draft's id, to be let go of by the filing that takes its place."""
        return self._draft.id

    def touch(self) -> None:
        """Something was typed: it will be on disk within the rhythm."""
        if self._timer is None and not self._over:
            self._timer = self._page.set_timer(BEHIND, self._beat)

    async def _beat(self) -> None:
        self._timer = None
        await self.keep()

    async def keep(self) -> None:
        """Put the draft on disk if it is behind; returns when it is there."""
        async with self._writing:
            draft = self._behind()
            if draft is None:
                return
            try:
                await self._desk.drafts.keep(draft)
            except FileProblem as fault:
                self._not_kept(fault.reason)
                return
            self._last = draft.fields
            self._kept(self._page.thuis.local_now())

    def keep_now(self) -> None:
        """The same, blocking: the terminal is going away."""
        draft = self._behind()
        if draft is not None:
            self._desk.drafts.keep_now(draft)
            self._last = draft.fields

    def _behind(self) -> Draft | None:
        """What is on screen and not on disk. Looks at the text itself: a message may still be on its way."""
        fields = None if self._over else self._gather()
        return None if fields is None or fields == self._last else replace(self._draft, fields=fields)

    async def discard(self) -> None:
        """Let go of the draft; nothing is kept after this."""
        self.end()
        async with self._writing:
            await self._desk.drafts.discard(self._draft.id)

    def end(self) -> None:
        """The draft has become a record, or is gone: what is still under way keeps nothing more."""
        self._over = True

    def resume(self) -> None:
        """Filing was refused: go on keeping."""
        self._over = False
        self.touch()
