"""Changing one field of a client: what was seen is replaced, what came meanwhile stays beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

from thuis_tui.casework import reading
from thuis_tui.casework.problem import FieldProblem, Problem
from thuis_tui.casework.records import NAMELESS, cleaned, fields, scope_for, validate_change
from thuis_tui.casework.validation import UNKNOWN_FIELD
from thuis_tui.desk import standing
from thuis_tui.desk.file import OpenFile, log_access
from thuis_tui.desk.shapes import FieldStanding, InvalidInput
from thuis_tui.log.operation import REMOVED
from thuis_tui.store import drafts, write
from thuis_tui.store.writing import Writing

_NAMES = ("first_name", "surname", "alias")


def changeable() -> tuple[str, ...]:
    """The fields that a person may change, in their order."""
    return tuple(name for name, facts in fields("client").items() if not facts.system)


class Facts:
    """Reads and sets single fields of a client."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    async def standing(self, client: str, field: str, ent: str | None = None) -> FieldStanding:
        """How a field stands now, of the client or of a record in the dossier; raises NotFound."""
        me = self._file.database.actor
        if field == REMOVED and ent is not None:
            from thuis_tui.desk import removals

            return await self._file.read_of(
                client, lambda connection: removals.of_removal(connection, client, ent, me)
            )
        return await self._file.read_of(
            client, lambda connection: standing.of_field(connection, client, field, me, ent)
        )

    async def set(self, seen: FieldStanding, value: Any, draft_id: str | None = None) -> None:
        """Give the field this value in the place of those that were seen. Raises InvalidInput."""
        self._file.author()
        kept = checked(seen.record_type, seen.field, value)
        at = self._file.world.stamp()

        def set_it(writing: Writing) -> None:
            if draft_id is not None:
                drafts.discard(writing, draft_id)
            if not seen.contested and seen.values and seen.values[0].value == kept:
                return
            put(writing, seen, kept, seen.base)
            log_access(writing, "change", seen.client, at)

        await self._file.write(set_it)

    async def type(self, seen: FieldStanding, typed: str) -> None:
        """The same with a text as a person types it."""
        await self.set(seen, meant(seen.field, typed, seen.record_type))


def meant(field: str, typed: str, record_type: str = "client") -> Any:
    """The value that a typed text stands for; '?' is unknown, '!' refuses to say. Raises InvalidInput."""
    facts = fields(record_type)[field]
    if facts.answerable and typed.strip() in ("?", "!"):
        return reading.UNKNOWN if typed.strip() == "?" else reading.REFUSED
    try:
        return reading.read(facts, typed, date.today())
    except FieldProblem as problem:
        raise InvalidInput([Problem(field, problem.message)]) from problem


def checked(record_type: str, field: str, value: Any) -> Any:
    """The value in the form in which it is kept, None for an empty one. Raises InvalidInput."""
    # Into which dossier one was merged is no question of a form, but people can disagree about it.
    if record_type == "client" and field not in (*changeable(), "merged_into"):
        raise InvalidInput([Problem(field, UNKNOWN_FIELD)])
    kept = cleaned(record_type, {field: value})[field]
    kept = None if kept == "" else kept
    if problems := validate_change(record_type, field, kept):
        raise InvalidInput(problems)
    return kept


def put(writing: Writing, seen: FieldStanding, value: Any, base: tuple[str, ...], tx: str = "") -> str:
    """One ordinary operation that sets the field; its id. Raises InvalidInput for somebody without a name."""
    _must_have_a_name(writing, seen, value)
    return write.set_field(
        writing, scope_for(seen.record_type, seen.client), seen.ent, seen.field, value, base=base, tx=tx
    )


def _must_have_a_name(writing: Writing, seen: FieldStanding, value: Any) -> None:
    """Raise InvalidInput when nobody could find this dossier again."""
    if seen.record_type != "client" or seen.field not in _NAMES or isinstance(value, str):
        return
    others = [name for name in _NAMES if name != seen.field]
    row = writing.raw.execute(
        f"SELECT {', '.join(others)} FROM client WHERE id=?",  # noqa: S608
        (seen.client,),
    ).fetchone()
    if row is not None and not any(row):
        raise InvalidInput([Problem(seen.field, NAMELESS)])
