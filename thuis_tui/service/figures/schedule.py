"""Counting on time while the service runs: of several replicas one does it, and requests go on meanwhile."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import OperationalError

from thuis_tui.service.figures import publishing, recount
from thuis_tui.service.logs.journal import note

if TYPE_CHECKING:
    from thuis_tui.service.database.storage import Storage

_LOOK: Final = 600.0
"""Seconds between two looks at whether it is time, at most: another replica may have counted meanwhile."""


async def counting(storage: Storage, hours: float) -> None:
    """Count every so many hours, until cancelled."""
    while True:
        try:
            await once(storage, hours)
        except OperationalError as problem:  # the next look may find the database there
            note("figures_not_counted", logging.WARNING, fault=type(problem.orig).__name__)
        await asyncio.sleep(min(_LOOK, hours * 3600))


async def once(storage: Storage, hours: float) -> bool:
    """Count when it is time; False when it is not. Each part is a job of its own: nobody waits long."""
    if not await storage.job(storage.write, publishing.claim, hours):
        return False
    while await storage.job(storage.write, recount.part):
        pass
    await storage.job(storage.write, publishing.publish)
    return True
