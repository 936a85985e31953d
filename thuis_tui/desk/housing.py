"""The way of clients to a home: who is a candidate, in which stage, and moving them on with day and reason.

What stands here lives beside the dossier in a scope of its own: who divides the homes reads no note.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection

from thuis_tui.casework import home_offers, stages
from thuis_tui.casework.problem import Problem
from thuis_tui.casework.records import fields, scope_for
from thuis_tui.casework.rights import Right, may
from thuis_tui.casework.stages import Card
from thuis_tui.casework.waiting_list import Turn, ordered
from thuis_tui.desk import names, offer_reading, roles
from thuis_tui.desk.file import OpenFile, log_access
from thuis_tui.desk.records import Records, RecordStanding, read_row, refuse
from thuis_tui.desk.shapes import FieldStanding, InvalidInput, NotFound
from thuis_tui.desk.standing import of_field
from thuis_tui.language import N_, Message, message
from thuis_tui.store import drafts, merged, write
from thuis_tui.store.writing import Writing

SEEN_FIELDS: Final = ("stage", "stage_since", "side_state")
"""What a move replaces: each with the values that were seen when the card was looked at."""
IS_CANDIDATE: Final = message(N_("This client is on the way to a home already: move the card instead."))
NOT_HERE: Final = message(N_("The dossier of this client is not on this laptop."))
_CANDIDATES = "SELECT * FROM candidacy WHERE (?1='' OR id=?1) ORDER BY id"
_OF_ALL = "SELECT * FROM \"{}\" WHERE (?1='' OR client=?1) ORDER BY recorded_at, id"
_CONTESTED = (
    "SELECT substr(scope, 3) FROM conflict WHERE substr(scope, 1, 2)='h:' AND ent LIKE 'candidacy:%'"
    " AND field IN ('stage', 'side_state')"
)
_HERE = "SELECT 1 FROM client WHERE id=?"
_TAKEN_FROM_CLIENT: Final = ("municipality", "urgency", "household")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One card of the board."""

    client: str
    name: str
    stage: str
    side_state: str | None
    days: int | None
    """Whole days in this stage; None when it is not known since when."""
    contested: bool
    doubled: bool
    """Whether a home is kept for this candidate and for another."""
    blocks: tuple[Message, ...]
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Moved:
    """One move of a candidate, as it stands in the log."""

    stage_before: str | None
    stage: str
    side_state: str | None
    moved_on: str
    reason: str
    author_name: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A card as somebody saw it: a move replaces exactly what is in it."""

    candidate: Candidate
    fields: Mapping[str, FieldStanding]
    moves: tuple[Moved, ...]


class Housing:
    """Reads the board and moves its cards."""

    def __init__(self, file: OpenFile, records: Records) -> None:
        self._file = file
        self._records = records

    async def sees_candidates(self) -> bool:
        """Whether this person divides homes: the candidates of the organisation are then on this laptop."""
        me = self._file.database.actor
        return await self._file.read(
            lambda connection: may(roles.roles_of(connection, me), Right.SEE_CANDIDATES)
        )

    async def board(self) -> tuple[Candidate, ...]:
        """Every candidate on this laptop, who is longest in a stage first. Merged dossiers show one card."""
        today = self._file.world.today()
        return await self._file.read(lambda connection: _board(connection, today, ""))

    async def waiting(self) -> list[Turn]:
        """The waiting list in its order, with what the place of each comes from."""
        today = self._file.world.today()

        def read(connection: Connection) -> list[Turn]:
            found = [one for one in _board(connection, today, "") if one.stage == stages.WAITING]
            return ordered([{**one.values, "id": one.client, "name": one.name} for one in found], today)

        return await self._file.read(read)

    async def one(self, client: str) -> Seen:
        """A card with its moves; a reading of this client. Raises NotFound."""
        today, me = self._file.world.today(), self._file.database.actor
        return await self._file.read_of(client, lambda connection: _seen(connection, client, today, me))

    async def begin(self, client: str, values: Mapping[str, Any], draft_id: str | None = None) -> None:
        """Put a client on the way to a home, at the first stage. Raises InvalidInput, NotFound."""
        self._file.author()
        today = self._file.world.today()
        first = {"client": client, "stage": stages.STAGES[0], "stage_since": today.isoformat()}
        kept = self._records.stamped("candidacy", {**first, **values})
        refuse("candidacy", kept)
        move = self._records.stamped(
            "stage_move", {"client": client, "stage": kept["stage"], "moved_on": kept["stage_since"]}
        )
        at = self._file.world.stamp()

        def begin_it(writing: Writing) -> None:
            connection = writing.connection
            if client not in names.of_clients(connection, [client]):
                raise NotFound(client)
            if _rows(connection, "candidacy", client):
                raise InvalidInput([Problem("", IS_CANDIDATE)])
            if draft_id is not None:
                drafts.discard(writing, draft_id)
            tx, scope = writing.ids(), scope_for("candidacy", client)
            write.create(writing, scope, "candidacy", kept, id=client, tx=tx)
            write.create(writing, scope, "stage_move", move, tx=tx)
            log_access(writing, "add", client, at)

        await self._file.write(begin_it)

    async def move(self, seen: Seen, stage: str, day: date, reason: str = "") -> None:
        """Move a card to a stage, as of a day. Raises InvalidInput at "stage", "moved_on" or "reason".

        Two who move one card without knowing of each other have a conflict, which a person decides.
        """
        card = _card(seen.candidate)
        if problems := stages.move_problems(card, stage, day, reason, self._file.world.today()):
            raise InvalidInput(problems)
        # Moving on ends what is said beside a stage, but for a rehousing, which lasts until there is a home.
        side = seen.candidate.side_state
        kept = side if side == "rehousing" and stage not in stages.HOUSED else None
        await self._write_move(seen, stage, kept, day, reason)

    async def set_aside(self, seen: Seen, side_state: str | None, day: date, reason: str = "") -> None:
        """Put a card on hold, say that an offer was refused, that somebody is rehoused, ended or died.

        None takes that back. Who refuses an offer goes back to the waiting list and keeps the day on it.
        Raises InvalidInput.
        """
        card = _card(seen.candidate)
        today = self._file.world.today()
        if problems := stages.side_problems(card, side_state, day, reason, today):
            raise InvalidInput(problems)
        stage = card.stage
        if side_state == "refused":
            stage = stages.after_refusal(stage)
        elif side_state == "rehousing":
            stage = stages.WAITING
        await self._write_move(seen, stage, side_state, day, reason)

    async def _write_move(
        self, seen: Seen, stage: str, side_state: str | None, day: date, reason: str
    ) -> None:
        self._file.author()
        before, client = seen.candidate, seen.candidate.client
        move = self._records.stamped(
            "stage_move",
            {
                "client": client,
                "stage_before": before.stage,
                "stage": stage,
                "side_state": side_state,
                "moved_on": day.isoformat(),
                "reason": reason.strip() or None,
            },
        )
        refuse("stage_move", move)
        changed: dict[str, Any] = {}
        if stage != before.stage or before.contested:
            changed |= {"stage": stage, "stage_since": day.isoformat()}
        if side_state != before.side_state or before.contested:
            changed["side_state"] = side_state
        at = self._file.world.stamp()

        def move_it(writing: Writing) -> None:
            tx, scope, ent = writing.ids(), scope_for("candidacy", client), f"candidacy:{client}"
            for name, value in changed.items():
                write.set_field(writing, scope, ent, name, value, base=seen.fields[name].base, tx=tx)
            write.create(writing, scope, "stage_move", move, tx=tx)
            log_access(writing, "change", client, at)

        await self._file.write(move_it)

    async def change(
        self, seen: RecordStanding, values: Mapping[str, Any], draft_id: str | None = None
    ) -> None:
        """Change what somebody wishes and needs. Raises InvalidInput."""
        await self._records.change(seen, values, draft_id=draft_id)

    async def is_candidate(self, client: str) -> bool:
        """Whether somebody is on the way to a home."""
        return await self._file.read(lambda connection: bool(_rows(connection, "candidacy", client)))

    async def has_dossier(self, client: str) -> bool:
        """Whether the dossier is on this laptop too, beside the way to a home."""
        return await self._file.read(
            lambda connection: connection.exec_driver_sql(_HERE, (client,)).first() is not None
        )

    async def prefilled(self, client: str) -> dict[str, Any]:
        """What the dossier says that a candidacy begins with. Raises NotFound without the dossier."""
        return await self._file.read_of(client, lambda connection: _prefilled(connection, client))


def _card(candidate: Candidate) -> Card:
    since = candidate.values.get("stage_since")
    return Card(candidate.stage, candidate.side_state, since, candidate.contested)


def _rows(connection: Connection, record_type: str, client: str) -> list[dict[str, Any]]:
    found = connection.exec_driver_sql(_OF_ALL.format(record_type), (client,)).mappings()
    return [read_row(record_type, dict(row)) for row in found]


def _board(connection: Connection, today: date, client: str) -> tuple[Candidate, ...]:
    rows = connection.exec_driver_sql(_CANDIDATES, (client,)).mappings()
    candidacies = [read_row("candidacy", dict(row)) for row in rows]
    called = names.of_clients(connection, [row["id"] for row in candidacies])
    gone = merged.into(connection)
    contested = {row[0] for row in connection.exec_driver_sql(_CONTESTED)}
    offers, leases = _by_client(connection, "home_offer", client), _by_client(connection, "tenancy", client)
    twice = {one[0] for one in offer_reading.doubled(connection)}
    found = []
    for row in candidacies:
        id_ = row["id"]
        if id_ in gone and not client:
            continue
        stage = row["stage"] if row["stage"] in stages.PLACE else stages.STAGES[0]
        card = Card(stage, row["side_state"], row["stage_since"], id_ in contested)
        found.append(
            Candidate(
                client=id_,
                name=called.get(id_) or row["name"] or "",
                stage=stage,
                side_state=row["side_state"],
                days=stages.days_in(row["stage_since"], today),
                contested=card.contested,
                doubled=id_ in twice,
                blocks=(
                    *home_offers.double_problems(id_ in twice, offers[id_]),
                    *stages.blocks(card, row, offers[id_], leases[id_]),
                ),
                values=row,
            )
        )
    return tuple(sorted(found, key=lambda one: (stages.PLACE[one.stage], -(one.days or 0), one.name)))


def _by_client(
    connection: Connection, record_type: str, client: str
) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in _rows(connection, record_type, client):
        found[row["client"]].append(row)
    return found


def _seen(connection: Connection, client: str, today: date, me: str) -> Seen:
    found = _board(connection, today, client)
    if not found:
        raise NotFound(client)
    ent = f"candidacy:{client}"
    moves = _rows(connection, "stage_move", client)
    authors = names.of_caseworkers(connection, {row["author"] for row in moves})
    return Seen(
        found[0],
        {name: of_field(connection, client, name, me, ent) for name in fields("candidacy")},
        tuple(
            Moved(
                row["stage_before"],
                row["stage"],
                row["side_state"],
                row["moved_on"],
                row["reason"] or "",
                authors.get(row["author"], ""),
            )
            for row in sorted(moves, key=lambda row: (row["moved_on"], row["id"]), reverse=True)
        ),
    )


def _prefilled(connection: Connection, client: str) -> dict[str, Any]:
    row = connection.exec_driver_sql("SELECT * FROM client WHERE id=?", (client,)).mappings().first()
    if row is None:
        raise NotFound(client)
    found = {name: row[name] for name in _TAKEN_FROM_CLIENT if row[name]}
    if row["pets"]:
        found["pets"] = "yes"
    if row["referred_on"] and len(row["referred_on"]) == len("2026-01-01"):
        found["registered_on"] = row["referred_on"]
    found["name"] = names.of_clients(connection, [client])[client]
    return found
