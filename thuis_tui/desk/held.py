"""In words how a dossier is held that is not simply one's own, and until when."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from thuis_tui.desk.world import last_day
from thuis_tui.language import N_, _
from thuis_tui.language.dates import clock, long_day
from thuis_tui.store.holding import Holding

_WHY: Final = {
    "lead": N_("of the team"),
    "cover": N_("cover"),
    "reading_on": N_("reading on"),
    "emergency": N_("emergency"),
}


def told(holding: Holding) -> str:
    """'cover until 3 Dec'; of an emergency, which is over within hours, the time."""
    why = _(_WHY[holding.kind]) if holding.kind in _WHY else holding.kind
    if holding.kind == "emergency" and holding.until:
        until = datetime.fromtimestamp(holding.until / 1000, UTC).astimezone()
        return _("{why} until {time}").format(why=why, time=clock(until))
    last = last_day(holding.until)
    if last is None:
        return why
    return _("{why} until {date}").format(why=why, date=" ".join(long_day(last).split()[1:3]))
