"""That a value was erased, in words: an empty place would look as if nobody had ever written there."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from thuis_tui.desk.world import stamp_of
from thuis_tui.language import _, dates
from thuis_tui.store import erased
from thuis_tui.store.erased import Erased, Key

__all__ = ["Erased", "Key", "in_words", "told", "words"]

told = erased.told


def words(milliseconds: int) -> str:
    """What stands where an erased value stood."""
    return _("(erased on {day})").format(day=dates.stored_day(stamp_of(milliseconds)[:10]))


def in_words(connection: Connection, client: str, ent: str = "") -> Mapping[Key, str]:
    """What stands in the fields of a dossier, or of one record in it, that are empty since an erasure."""
    return {key: words(at) for key, at in erased.empty(connection, f"c:{client}", ent).items()}
