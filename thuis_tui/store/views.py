"""The tables that screens read: how the state of a record becomes a row, and the words it is found by."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Integer

from thuis_tui.casework.names import sort_key
from thuis_tui.casework.records import scope_for
from thuis_tui.store import moments, schema, words
from thuis_tui.store.connection import Raw
from thuis_tui.store.writing import Writing

Values = Mapping[str, Any]
_MOST_SHAPES = 1000
ANSWER = "answer"
COUNTED = ("note_count", "last_note_at", "conflicts")
"""What a client's row keeps of other records: renewed when those change, not when the client does."""
_to_json = msgspec.json.Encoder().encode


class View:
    """One record type: its columns in order, and its statements."""

    def __init__(self, record_type: str) -> None:
        table = schema.views()[record_type]
        self.record_type = record_type
        self.table = table.name
        self._columns = tuple(
            (column.name, int if isinstance(column.type, Integer) else str, _default(column))
            for column in table.columns
            if column.name != "id"
        )
        self._names = tuple(name for name, _, _ in self._columns)
        self._unfit: dict[tuple[type, ...], tuple[int, ...]] = {}
        names = ["rowid", "id", *self._names]
        columns = ", ".join(f'"{name}"' for name in names)
        places = ", ".join("?" * len(names))
        changes = ", ".join(f'"{name}"=excluded."{name}"' for name in names[2:] if name not in COUNTED)
        into = f'INSERT OR FAIL INTO "{self.table}"({columns}) VALUES({places})'
        self.insert = f"{into} ON CONFLICT(id) DO NOTHING"
        # A record stays with the client it was made for, whatever another dossier says under the same id.
        same = f' WHERE "{self.table}".client IS excluded.client' if "client" in names else ""
        self.upsert = f"{into} ON CONFLICT(id) DO UPDATE SET {changes}{same}"

    def row(self, rowid: int | None, record_id: str, values: Values) -> list[Any]:
        """The row of a record. What a column cannot hold is left out of the view, never out of the log."""
        row: list[Any] = [*map(values.get, self._names)]
        # Which of them have to be fitted depends on the types alone, and most records have the same ones.
        types = (*map(type, row),)
        unfit = self._unfit.get(types)
        if unfit is None:
            unfit = tuple(
                at
                for at, (_, kind, default) in enumerate(self._columns)
                if types[at] is not kind and not (row[at] is None is default)
            )
            if len(self._unfit) < _MOST_SHAPES:
                self._unfit[types] = unfit
        for at in unfit:
            _, kind, default = self._columns[at]
            row[at] = default if row[at] is None else _fit(row[at], kind, default)
        return [rowid, record_id, *row]


def _default(column: Any) -> Any:
    if column.default is not None:
        return column.default.arg
    if column.nullable:
        return None
    return 0 if isinstance(column.type, Integer) else ""


def _fit(value: Any, kind: type, default: Any) -> Any:
    if isinstance(value, dict) and ANSWER in value:
        return default
    if kind is int:
        return default
    return _to_json(value).decode()


_views: dict[str, View] = {}


def view(record_type: str) -> View | None:
    """The view of a record type, or None for one that only a later version of the program knows."""
    found = _views.get(record_type)
    if found is None and record_type in schema.views():
        found = _views[record_type] = View(record_type)
    return found


@dataclass(slots=True)
class Touched:
    """What a batch changed, so that words and counts are renewed once at its end."""

    clients: set[str] = field(default_factory=set)
    """Clients whose row or words changed."""
    recount: set[str] = field(default_factory=set)
    """Clients whose notes or conflicts are to be counted again."""
    added: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Per client: how many notes came, and when the latest of them happened."""
    notes: set[str] = field(default_factory=set)
    """Notes whose words changed because an amendment did."""


def add(writing: Writing, record_type: str, records: Sequence[tuple[str, Values]], touched: Touched) -> None:
    """Insert records that are known to be new. One statement for all of them."""
    shown = view(record_type)
    if shown is None or not records:
        return
    raw = writing.raw
    first = raw.execute(f'SELECT ifnull(max(rowid), 0) + 1 FROM "{shown.table}"').fetchone()[0]  # noqa: S608
    if record_type == "client":
        records = [(record_id, client_values(values)) for record_id, values in records]
    rows = [shown.row(place, *record) for place, record in enumerate(records, first)]
    if raw.executemany(shown.insert, rows).rowcount < len(rows):
        # Ids are unique per dossier only: one that another dossier took already is not shown twice.
        places = _places(raw, shown.table, [record_id for record_id, _ in records])
        there = [places[row[1]] == row[0] for row in rows]
        taken = [record for record, new in zip(records, there, strict=True) if not new]
        _flag(raw, record_type, taken, touched)
        records = [record for record, new in zip(records, there, strict=True) if new]
        rows = [row for row, new in zip(rows, there, strict=True) if new]
    if record_type == "note":
        moments.keep(raw, ((row[0], values) for row, (_, values) in zip(rows, records, strict=True)))
        words.add_notes(
            raw, ((row[0], _text(values)) for row, (_, values) in zip(rows, records, strict=True))
        )
        touched.notes.update(words.amended(raw, (record_id for record_id, _ in records)))
        _count(records, touched)
    elif record_type == "client":
        touched.clients.update(record_id for record_id, _ in records)
        touched.recount.update(record_id for record_id, _ in records)
    elif record_type == "amendment":
        touched.notes.update(values["note"] for _, values in records if isinstance(values.get("note"), str))


def _flag(raw: Raw, record_type: str, records: Sequence[tuple[str, Values]], touched: Touched) -> None:
    """Count a record whose id another dossier uses as a conflict of its own dossier, for a person to see."""
    for record_id, values in records:
        client = values.get("client")
        if isinstance(client, str):
            raw.execute(
                "INSERT INTO conflict(scope, ent, field) VALUES(?, ?, '') ON CONFLICT DO NOTHING",
                (scope_for(record_type, client), f"{record_type}:{record_id}"),
            ).close()
            touched.recount.add(client)


def _text(values: Values) -> str:
    body = values.get("body")
    return body if isinstance(body, str) else ""


def _count(records: Iterable[tuple[str, Values]], touched: Touched) -> None:
    added = touched.added
    for _, values in records:
        client, occurred_at = values.get("client"), values.get("occurred_at")
        if isinstance(client, str):
            count, latest = added.get(client, (0, ""))
            if isinstance(occurred_at, str) and occurred_at > latest:
                latest = occurred_at
            added[client] = (count + 1, latest)


def replace(
    writing: Writing, record_type: str, records: Sequence[tuple[str, Values]], touched: Touched
) -> None:
    """Write records that may have a row already."""
    shown = view(record_type)
    if shown is None:
        return
    places = _places(writing.raw, shown.table, [record_id for record_id, _ in records])
    fresh = [record for record in records if record[0] not in places]
    add(writing, record_type, fresh, touched)
    for record_id, values in records:
        if record_id not in places:
            continue
        place = places[record_id]
        seen = client_values(values) if record_type == "client" else values
        writing.raw.execute(shown.upsert, shown.row(place, record_id, seen)).close()
        if record_type == "client":
            touched.clients.add(record_id)
        elif record_type == "note":
            moments.keep(writing.raw, [(place, values)])
            touched.notes.add(record_id)
            _recount_of(values, touched)
        elif record_type == "amendment" and isinstance(values.get("note"), str):
            touched.notes.add(values["note"])


def take_away(
    writing: Writing, record_type: str, records: Sequence[tuple[str, Values]], touched: Touched
) -> None:
    """Take removed records out of the view and out of the words; the log keeps them."""
    shown = view(record_type)
    if shown is None:
        return
    places = _places(writing.raw, shown.table, [record_id for record_id, _ in records])
    if record_type == "note":
        words.forget(writing.raw, "note_search", places.values())
        words.forget(writing.raw, "note_moment", places.values())
    elif record_type == "client":
        words.forget(writing.raw, "client_search", places.values())
    writing.raw.executemany(
        f'DELETE FROM "{shown.table}" WHERE id=?',  # noqa: S608
        [(record_id,) for record_id in places],
    ).close()
    for record_id, values in records:
        if record_id in places and record_type == "note":
            _recount_of(values, touched)
        elif record_id in places and record_type == "amendment" and isinstance(values.get("note"), str):
            touched.notes.add(values["note"])


def _recount_of(values: Values, touched: Touched) -> None:
    if isinstance(values.get("client"), str):
        touched.recount.add(values["client"])


def _places(raw: Raw, table: str, ids: Iterable[str]) -> dict[str, int]:
    found = raw.execute(
        f'SELECT id, rowid FROM "{table}" WHERE id IN (SELECT value FROM json_each(?))',  # noqa: S608
        (json.dumps(list(ids)),),
    )
    return dict(found.fetchall())


def client_values(values: Values) -> Values:
    """The values of a client with what lists derive from them: the sort key and the answers."""
    answers = {
        name: value[ANSWER] for name, value in values.items() if isinstance(value, dict) and ANSWER in value
    }
    plain = {name: value if isinstance(value, str) else None for name, value in values.items()}
    key = sort_key(*(plain.get(name) for name in ("first_name", "name_prefix", "surname", "alias")))
    kept = {name: value for name, value in values.items() if name not in COUNTED}
    return {**kept, "sort_name": key, "answers": json.dumps(answers, separators=(",", ":"), sort_keys=True)}


def settle(writing: Writing, touched: Touched) -> None:
    """Renew what depends on several records: words of clients and amended notes, counts of clients."""
    raw = writing.raw
    if touched.notes:
        words.renew_notes(raw, touched.notes)
    if touched.clients:
        words.renew_clients(raw, touched.clients)
    added = [
        (count, latest, latest, client)
        for client, (count, latest) in touched.added.items()
        if client not in touched.recount
    ]
    if added:
        raw.executemany(
            "UPDATE client SET note_count=note_count+?,"
            " last_note_at=nullif(max(ifnull(last_note_at, ''), ?, ?), '') WHERE id=?",
            added,
        ).close()
    if touched.recount:
        raw.executemany(_RECOUNT, [(f"c:{client}", client) for client in touched.recount]).close()


_RECOUNT = """
UPDATE client SET
    note_count=(SELECT count(*) FROM note WHERE note.client=client.id),
    last_note_at=(SELECT nullif(max(occurred_at), '') FROM note WHERE note.client=client.id),
    conflicts=(SELECT count(*) FROM conflict WHERE conflict.scope=?)
WHERE id=?"""
