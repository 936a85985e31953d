"""What lists and filters ask of notes, in one small row a note: when, about whom and what, by whom."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection

from thuis_tui.store.connection import Raw

_NUMBER_BYTES = 6
_MOST_DOMAIN = 62


def keep(raw: Raw, notes: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    """Keep what is asked of these notes: (row id, values of the note)."""
    raw.executemany(
        "INSERT OR REPLACE INTO note_moment(rowid, second, client, kind, domains, author)"
        " VALUES(?, ?, ?, ?, ?, ?)",
        [(rowid, *_facts(values.get)) for rowid, values in notes],
    ).close()


def _facts(get: Any) -> tuple[int, int, str, int, int]:
    client, kind, author = get("client"), get("kind"), get("author")
    return (
        seconds(get("occurred_at")),
        number(client) if isinstance(client, str) else 0,
        kind if isinstance(kind, str) else "",
        domain_bits(get("life_domains")),
        number(author) if isinstance(author, str) else 0,
    )


def domain_bits(domains: Any) -> int:
    """One bit for each life domain; what is none (another program's mistake) has no bit."""
    bits = 0
    if isinstance(domains, list | tuple):
        for domain in domains:
            if isinstance(domain, int) and 0 <= domain <= _MOST_DOMAIN:
                bits |= 1 << domain
    return bits


@lru_cache(4096)
def number(record_id: str) -> int:
    """A client or caseworker in few bytes: 48 bits of a hash, so that two in one file are never the same."""
    return int.from_bytes(blake2b(record_id.encode(), digest_size=_NUMBER_BYTES).digest())


_WITHOUT = "client NOT IN (SELECT value FROM json_each(?))"


def latest(connection: Connection, limit: int, without: Collection[str] = ()) -> list[int]:
    """Row ids of the notes that happened last, but for those of some clients."""
    rows = connection.exec_driver_sql(
        f"SELECT rowid FROM note_moment WHERE {_WITHOUT} ORDER BY second DESC LIMIT ?",  # noqa: S608
        (_numbers(without), limit),
    )
    return [row[0] for row in rows]


def count_between(connection: Connection, begin: str, end: str, without: Collection[str] = ()) -> int:
    """How many notes happened from `begin` up to but not including `end`, but for those of some clients."""
    counted = connection.exec_driver_sql(
        f"SELECT count(*) FROM note_moment WHERE second>=? AND second<? AND {_WITHOUT}",  # noqa: S608
        (seconds(begin), seconds(end), _numbers(without)),
    )
    return int(counted.scalar_one())


def _numbers(clients: Collection[str]) -> str:
    return json.dumps([number(client) for client in clients])


def seconds(moment: Any) -> int:
    """Seconds since 1970. A moment that is none (another program's mistake) lies at the beginning."""
    try:
        return int(datetime.fromisoformat(moment).timestamp())
    except (ValueError, TypeError, OverflowError):
        return 0
