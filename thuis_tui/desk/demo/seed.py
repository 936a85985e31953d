"""Filling the files of the demo's caseworkers, through the same store functions as everything else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random
from typing import Any

from thuis_tui.casework.names import full_name
from thuis_tui.desk.demo import assessments, intake, plans, safety, tasks, visits
from thuis_tui.desk.demo.people import Person, people
from thuis_tui.desk.demo.stories import Written, notes
from thuis_tui.desk.desk import Desk
from thuis_tui.store import write
from thuis_tui.store.writing import Writing

SEED = 16
BY_COLLEAGUE = 4
"""One note in so many is by the other caseworker, who took over a visit."""
DIVIDED = 100
"""So many clients are divided; the rest of a seed for measuring is all the first caseworker's."""
AT_ONCE = 2000
"""Records in one transaction, so that even a very large seed takes little memory."""


TWICE = (30, 37)
"""The second of these has a dossier that is of the first too, for who wants to try a merge."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record to write."""

    client: str
    record_type: str
    id: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Caseload:
    """What one caseworker recorded: first in the dossiers of their own, then in those of the colleague."""

    clients: tuple[str, ...]
    own: tuple[Record, ...]
    elsewhere: tuple[Record, ...]


def caseloads(
    clients: int, note_count: int, actors: Sequence[str], now: datetime, ids: Callable[[], str], shared: int
) -> tuple[Caseload, ...]:
    """The clients divided over the caseworkers (3 to 2), each with a year of notes.

    The first `shared` dossiers of each are also visited by the other.
    """
    random = Random(SEED)  # noqa: S311  made-up stories keep no secrets
    own: tuple[list[Record], ...] = tuple([] for _actor in actors)
    elsewhere: tuple[list[Record], ...] = tuple([] for _actor in actors)
    theirs: tuple[list[str], ...] = tuple([] for _actor in actors)
    everybody = list(people(clients, SEED, now.date()))
    if clients > max(TWICE):
        everybody[TWICE[1]] = _again(everybody[TWICE[0]])
    for number, person in enumerate(everybody):
        owner = 0 if number % 5 < 3 or number >= DIVIDED else len(actors) - 1
        client = ids()
        theirs[owner].append(client)
        own[owner].append(
            Record(
                client, "client", client, {**person.values, **intake.answers(number), "status": "supported"}
            )
        )
        if number < plans.COUNT:
            own[owner].extend(_plan(number, client, person, (actors[owner], actors[owner - 1]), now, ids))
        if number < assessments.COUNT:
            assessments.write_assessments(number, client, actors[owner], now, ids, _into(own[owner], client))
        if number < visits.COUNT:
            own[owner].extend(_visit(number, client, actors[owner], now, ids))
        if number < tasks.COUNT:
            tasks.write_task(number, client, actors[owner], now, ids, _into(own[owner], client))
        if number < safety.COUNT:
            own[owner].extend(_safety(number, client, actors[owner], now, ids))
        share = note_count // clients + (1 if number < note_count % clients else 0)
        for place, written in enumerate(notes(person, share, random, now)):
            visited = len(theirs[owner]) <= shared and place % BY_COLLEAGUE == BY_COLLEAGUE - 1
            author = (owner + 1) % len(actors) if visited else owner
            into = own[author] if author == owner else elsewhere[author]
            into.extend(_records(client, written, actors[author], ids))
    return tuple(
        Caseload(tuple(a), tuple(b), tuple(c)) for a, b, c in zip(theirs, own, elsewhere, strict=True)
    )


def _again(person: Person) -> Person:
    """The same person as somebody else wrote them down: what a merge is for."""
    told = ("first_name", "surname", "birth_date", "gender", "phone", "municipality")
    values = {name: person.values[name] for name in told if name in person.values}
    return replace(person, values={**values, "bsn": {"answer": "unknown"}, "current_stay": "6"})


def record(desk: Desk, records: Sequence[Record]) -> None:
    """Write records into a file, many in one transaction; returns when they are on the disk."""
    for start in range(0, len(records), AT_ONCE):
        batch = records[start : start + AT_ONCE]
        desk.file.write_now(lambda writing, batch=batch: _write(writing, batch))  # type: ignore[misc]


def _write(writing: Writing, batch: Iterable[Record]) -> None:
    for one in batch:
        write.create(writing, f"c:{one.client}", one.record_type, one.values, id=one.id)


def _plan(
    number: int, client: str, person: Person, actors: Sequence[str], now: datetime, ids: Callable[[], str]
) -> list[Record]:
    """The support plan of one of the first clients."""
    found: list[Record] = []
    values = person.values
    name = full_name(*(str(values.get(part) or "") for part in ("first_name", "name_prefix", "surname")))
    plans.write_plan(
        number,
        client,
        name,
        actors,
        now,
        ids,
        lambda record_type, id, values: found.append(Record(client, record_type, id, values)),
    )
    return found


def _into(records: list[Record], client: str) -> Callable[[str, str, Mapping[str, Any]], None]:
    """Takes the record type, the id and the values."""
    return lambda record_type, id, values: records.append(Record(client, record_type, id, values))


def _visit(number: int, client: str, actor: str, now: datetime, ids: Callable[[], str]) -> list[Record]:
    """The visit of this week to one of the first clients."""
    found: list[Record] = []
    visits.write_visit(
        number,
        client,
        actor,
        now,
        ids,
        lambda record_type, id, values: found.append(Record(client, record_type, id, values)),
    )
    return found


def _safety(number: int, client: str, actor: str, now: datetime, ids: Callable[[], str]) -> list[Record]:
    """The risks and the warning plan of one of the first clients."""
    found: list[Record] = []
    safety.write_safety(
        number,
        client,
        actor,
        now,
        ids,
        lambda record_type, id, values: found.append(Record(client, record_type, id, values)),
    )
    return found


def _records(client: str, written: Written, author: str, ids: Callable[[], str]) -> list[Record]:
    recorded = {
        "author": author,
        "recorded_at": _stamp(written.recorded),
        "recorded_offset": _offset(written.recorded),
    }
    note = ids()
    values = {
        "client": client,
        **written.values,
        "occurred_at": _stamp(written.occurred),
        "occurred_offset": _offset(written.occurred),
        **recorded,
    }
    found = [Record(client, "note", note, values)]
    if written.amendment is not None:
        reason, body = written.amendment
        beside = {"client": client, "note": note, "reason": reason, "body": body, **recorded}
        found.append(Record(client, "amendment", ids(), beside))
    return found


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _offset(at: datetime) -> int:
    there = at.utcoffset()
    return round(there.total_seconds() / 60) if there else 0
