"""Making two dossiers of one person one, and taking that back; nothing is moved and nothing is lost.

The dossier that is merged says so of itself; of the other only the facts that were chosen are set. So who
writes a note in the merged one meanwhile, on another laptop, writes it for both.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection

from thuis_tui.casework import merged as merged_rules
from thuis_tui.casework.attribute import Attribute, Merge
from thuis_tui.casework.intake_sections import SECTIONS
from thuis_tui.casework.problem import Problem
from thuis_tui.casework.records import fields, validate_change
from thuis_tui.desk import caseload, duplicates, names, standing
from thuis_tui.desk.facts import put
from thuis_tui.desk.file import OpenFile, log_access
from thuis_tui.desk.matter import Matter
from thuis_tui.desk.shapes import Duplicate, FieldStanding, InvalidInput, NotFound
from thuis_tui.language import N_, Message, _, message
from thuis_tui.log.operation import decode
from thuis_tui.store import conflicts, merged, scopes
from thuis_tui.store.writing import Writing

Side = Literal["here", "there", "both"]
INTO = "merged_into"
_LIKE = ("first_name", "name_prefix", "surname", "birth_date", "phone", "bsn")

SAME: Message = message(N_("That is this dossier itself. Choose the other one of the same person."))
ALREADY: Message = message(
    N_("This dossier is merged into another already. Take that back first, or choose the one that goes on.")
)
CLOSED: Message = message(
    N_("Both dossiers have to be on this laptop, and one was taken away. Nothing was merged.")
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact on which the two dossiers differ; `suggested` is the side that knows more."""

    field: str
    label: str
    here: str
    there: str
    suggested: Side
    both: bool
    """Whether the field can hold both, one after the other."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What merging would mean: `client` goes on, `other` is merged into it."""

    client: str
    client_name: str
    other: str
    other_name: str
    differences: tuple[Difference, ...]
    notes: int
    """Notes of the other, which stand in one timeline with those of this one."""
    seen: Mapping[str, tuple[FieldStanding, FieldStanding]] = field(repr=False)
    away: FieldStanding = field(repr=False)


@dataclass(frozen=True, slots=True)
class Family:
    """How a dossier stands to others: by id and name. `ring`: they were merged into each other at once."""

    into: tuple[str, str] | None
    merged: tuple[tuple[str, str], ...]
    ring: bool

    @property
    def ids(self) -> frozenset[str]:
        """Those that are read together with it."""
        return frozenset(client for client, _name in self.merged)


class Merging:
    """Compares, merges, and takes back."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    async def family(self, client: str) -> Family:
        """Which dossiers this one goes on for, or which goes on for it."""
        return await self._file.read(lambda connection: family(connection, client))

    async def alike(self, client: str) -> list[Duplicate]:
        """Dossiers that may be of the same person, the strongest likeness first."""
        return await self._file.read(lambda connection: _alike(connection, client))

    async def candidates(self, client: str, typed: str = "") -> tuple[int, ...]:
        """Row ids of who can be merged into this one: those alike first, then by surname."""
        return await self._file.read(lambda connection: _candidates(connection, client, typed))

    async def compare(self, client: str, other: str) -> Proposal:
        """What differs. Raises InvalidInput at 'other', and NotFound."""
        me = self._file.database.actor
        found = await self._file.read_of(client, lambda connection: _compare(connection, client, other, me))
        await self._file.saw(other)
        return found

    async def merge(self, proposal: Proposal, choices: Mapping[str, Side] | None = None) -> None:
        """Merge the other into this one with the facts as chosen, the suggested ones where nothing was.

        Raises InvalidInput at 'other' or at a fact that does not fit; then nothing was written.
        """
        self._file.author()
        chosen = {each.field: each.suggested for each in proposal.differences} | dict(choices or {})
        values = _values(proposal, chosen)
        at = self._file.world.stamp()

        def merge_it(writing: Writing) -> None:
            _refuse(writing.connection, proposal.client, proposal.other)
            tx = writing.ids()
            for name, value in values.items():
                here = proposal.seen[name][0]
                put(writing, here, value, here.base, tx)
            put(writing, proposal.away, proposal.client, proposal.away.base, tx)
            for one in (proposal.client, proposal.other):
                log_access(writing, "merge", one, at)

        await self._file.write(merge_it)

    async def undo(self, client: str) -> None:
        """Let a merged dossier stand by itself again, and put back what its merging set where that stands.

        What was set on another laptop stays as it is. Raises NotFound for one that is not merged.
        """
        self._file.author()
        me, at = self._file.database.actor, self._file.world.stamp()

        def undo_it(writing: Writing) -> None:
            seen = standing.of_field(writing.connection, client, INTO, me)
            goals = {value.value for value in seen.values if value.value}
            if not goals:
                raise NotFound(client)
            tx = writing.ids()
            for before, value in _to_put_back(writing.connection, seen, goals, me):
                put(writing, before, value, before.base, tx)
            put(writing, seen, None, seen.base, tx)
            for one in (client, *sorted(goals)):
                log_access(writing, "merge", one, at)

        await self._file.write(undo_it)


def family(connection: Connection, client: str) -> Family:
    """Inside a read: which dossiers belong to this one."""
    into = merged.into(connection)
    theirs = [one for one, last in into.items() if last == client]
    if not theirs and client not in into:
        return Family(None, (), ring=False)
    called = names.of_clients(connection, [*theirs, *into.values()])
    last = into.get(client)
    rings = merged_rules.rings(merged.pairs(connection))
    return Family(
        None if last is None else (last, called.get(last, "")),
        tuple((one, called.get(one, "")) for one in sorted(theirs)),
        any(client in ring for ring in rings),
    )


def matters(connection: Connection, today: date, me: str) -> list[Matter]:
    """Dossiers that two people merged into each other: a person has to say which goes on."""
    pairs = merged.pairs(connection)
    found = []
    for ring in merged_rules.rings(pairs) if pairs else ():
        first = min(ring)
        name = names.of_clients(connection, [first]).get(first, "")
        found.append(
            Matter(
                kind="merge",
                text=_("Two dossiers were merged into each other: say which one goes on"),
                client=first,
                client_name=name,
                route="dossier",
                arguments={"client": first},
                urgent=True,
            )
        )
    return found


def _alike(connection: Connection, client: str) -> list[Duplicate]:
    row = connection.exec_driver_sql(
        f"SELECT {', '.join(_LIKE)} FROM client WHERE id=?",  # noqa: S608  our own constants
        (client,),
    ).first()
    if row is None:
        raise NotFound(client)
    found = duplicates.find(connection, dict(zip(_LIKE, row, strict=True)))
    return [each for each in found if each.client != client]


def _candidates(connection: Connection, client: str, typed: str) -> tuple[int, ...]:
    alike = [each.client for each in _alike(connection, client)]
    rows = connection.exec_driver_sql(
        "SELECT id, rowid FROM client WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps([client, *alike]),),
    )
    at = {row[0]: int(row[1]) for row in rows}
    found = [place for place in caseload.places(connection, typed) if place != at[client]]
    first = [at[one] for one in alike if at[one] in found]
    return (*first, *(place for place in found if place not in first))


def _refuse(connection: Connection, client: str, other: str) -> None:
    """Raise InvalidInput when these two cannot be merged, whatever their facts."""
    if client == other:
        raise InvalidInput([Problem("other", SAME)])
    known = names.of_clients(connection, [client, other])
    for one in (client, other):
        state = scopes.one(connection, f"c:{one}")
        if one not in known or (state is not None and state.state != scopes.ACTIVE):
            raise InvalidInput([Problem("other", CLOSED)])
    if {client, other} & merged.into(connection).keys():
        raise InvalidInput([Problem("other", ALREADY)])


def _compare(connection: Connection, client: str, other: str, me: str) -> Proposal:
    _refuse(connection, client, other)
    known = fields("client")
    seen, differences = {}, []
    for name in (name for section in SECTIONS for name in section.fields):
        here = standing.of_field(connection, client, name, me)
        there = standing.of_field(connection, other, name, me)
        one, two = _shown(here), _shown(there)
        if two in (None, "") or one == two:
            continue
        seen[name] = (here, there)
        differences.append(_difference(known[name], one, two, here, there))
    called = names.of_clients(connection, [client, other])
    notes = connection.exec_driver_sql("SELECT count(*) FROM note WHERE client=?", (other,)).scalar_one()
    away = standing.of_field(connection, other, INTO, me)
    return Proposal(client, called[client], other, called[other], tuple(differences), notes, seen, away)


def _difference(
    facts: Attribute, here: Any, there: Any, one: FieldStanding, two: FieldStanding
) -> Difference:
    both = _both(facts, here, there)
    suggested: Side = "here"
    if here in (None, "") or (isinstance(here, dict) and not isinstance(there, dict)):
        suggested = "there"
    elif isinstance(there, dict):
        suggested = "here"
    elif facts.merge is Merge.STRICTEST and facts.vocabulary is not None:
        codes = [term.code for term in facts.vocabulary.terms]
        if there not in codes or (here in codes and codes.index(there) > codes.index(here)):
            suggested = "there"
    elif both is not None and facts.merge in (Merge.PARAGRAPHS, Merge.STRICTEST):
        suggested = "both"
    return Difference(facts.name, _(facts.label), _text(one), _text(two), suggested, both is not None)


def _shown(seen: FieldStanding) -> Any:
    """The value that governs."""
    return next((one.value for one in seen.values if one.governs), None)


def _text(seen: FieldStanding) -> str:
    return next((one.text for one in seen.values if one.governs and one.value not in (None, "")), "")


def _both(facts: Attribute, here: Any, there: Any) -> str | None:
    """Both texts, one after the other; None where the field cannot hold that."""
    if facts.vocabulary is not None or facts.check is not None:
        return None
    if not (isinstance(here, str) and isinstance(there, str) and here and there):
        return None
    between = "\n\n" if facts.merge is Merge.PARAGRAPHS or "\n" in here + there else " / "
    together = f"{here}{between}{there}"
    return None if validate_change("client", facts.name, together) else together


def _values(proposal: Proposal, chosen: Mapping[str, Side]) -> dict[str, Any]:
    """What is set in the dossier that goes on: only what becomes different. Raises InvalidInput."""
    known = fields("client")
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, (here, there) in proposal.seen.items():
        one, two, side = _shown(here), _shown(there), chosen.get(name, "here")
        value = {"here": one, "there": two, "both": _both(known[name], one, two)}[side]
        if side == "both" and value is None:
            value = one
        if value == one:
            continue
        problems += validate_change("client", name, value)
        values[name] = value
    if problems:
        raise InvalidInput(problems)
    return values


def _to_put_back(
    connection: Connection, seen: FieldStanding, goals: Collection[str], me: str
) -> Sequence[tuple[FieldStanding, Any]]:
    """What the merging set in the dossier that went on, as long as nobody changed it since."""
    found = []
    rows = connection.exec_driver_sql(
        "SELECT o.payload, o.scope FROM json_each(?) asked JOIN operation mine ON mine.id=asked.value"
        " JOIN json_each(?) goal JOIN operation o ON o.scope='c:' || goal.value"
        " AND o.ent='client:' || goal.value AND o.tx=mine.tx WHERE mine.tx<>''",
        (json.dumps(list(seen.base)), json.dumps(sorted(goals))),
    )
    for payload, scope in rows.fetchall():
        operation = decode(payload)
        now = standing.of_field(connection, scope.partition(":")[2], operation.field, me)
        if now.base == (operation.id,):
            was = conflicts.siblings(connection, scope, operation.ent, operation.field).was
            found.append((now, was))
    return found
