"""Sentences that several parts of a form say."""

from __future__ import annotations

from thuis_tui.language import _


def number(value: int) -> str:
    """Thousands set apart by a narrow space that does not break, as both languages read it."""
    return f"{value:,}".replace(",", "\u202f")


def too_long(pasted: int, room: int, limit: int) -> str:
    """Why a paste was not taken, with both numbers."""
    if room >= limit:
        return _("Nothing was pasted: the text has {pasted} characters and this field holds {limit}.").format(
            pasted=number(pasted), limit=number(limit)
        )
    return _(
        "Nothing was pasted: the text has {pasted} characters and there is room for {room} of {limit}."
    ).format(pasted=number(pasted), room=number(max(room, 0)), limit=number(limit))
