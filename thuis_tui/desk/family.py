"""What dossiers that are read as one say together: a warning in any of them is a warning for all.

Whose word counts goes by what its writer could know: what was set in the dossier that goes on since the
merging speaks for both; what somebody wrote meanwhile in the merged one, on another laptop, is not lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection

from thuis_tui.casework.safety_rules import strictest
from thuis_tui.casework.terms.common import SAFE_TO_CALL
from thuis_tui.casework.vocabulary import Vocabulary
from thuis_tui.store import conflicts, holding, merged

_WARNINGS = ("risk_level", "go_with_two", "safe_to_call")


class Warnings(NamedTuple):
    """What somebody has to know first, of all dossiers together: codes, each may be empty."""

    risk_level: str
    """The colour of the person."""
    go_with_two: str
    """"yes": nobody goes there alone."""
    safe_to_call: str


def only_led(connection: Connection) -> frozenset[str]:
    """The clients whose dossiers are here only because one leads their team.

    Where one of those that are read as one is held otherwise, none of them is.
    """
    led = holding.led(connection)
    away = merged.into(connection) if led else {}
    held = {away.get(one, one) for one in (*away, *away.values()) if one not in led}
    return frozenset(one for one in led if away.get(one, one) not in held)


def warnings(connection: Connection, client: str) -> Warnings:
    """The strictest word about each in what is read as this dossier."""
    together = merged.family(connection, client)
    rows = {
        row[0]: row[1:]
        for row in connection.exec_driver_sql(
            f"SELECT id, {', '.join(_WARNINGS)} FROM client WHERE id {merged.one_of(together)}",  # noqa: S608
            together,
        )
    }
    said = {name: [one] for name, one in zip(_WARNINGS, rows.get(client, (None, None)), strict=True)}
    for other in together[1:]:
        for name, value in zip(_WARNINGS, rows.get(other, (None, None)), strict=True):
            if value and _since(connection, client, other, name):
                said[name].append(value)
    return Warnings(
        strictest(one or "" for one in said["risk_level"]),
        "yes" if "yes" in said["go_with_two"] else "",
        _strictest(SAFE_TO_CALL, said["safe_to_call"]),
    )


def _strictest(vocabulary: Vocabulary, codes: Iterable[str | None]) -> str:
    """The code furthest down its list, from mild to strict; one of a later version is strictest."""
    order = [term.code for term in vocabulary.terms]
    found = [code for code in codes if code]
    return max(found, key=lambda code: order.index(code) if code in order else len(order), default="")


def spoken_for(connection: Connection, client: str, other: str, record_type: str, field: str) -> bool:
    """Whether the dossier that goes on has been given this field since both the other's word and the merging.

    It is a field of a record of which each dossier has one, by the id of its client.
    """
    here = _written(connection, client, f"{record_type}:{client}", field)
    there = _written(connection, other, f"{record_type}:{other}", field)
    return here > max(there, _merged(connection, other))


def _since(connection: Connection, client: str, other: str, field: str) -> bool:
    """Whether a fact of the other was set after the merging decided about it, and nobody looked since."""
    decided = max(_written(connection, client, f"client:{client}", field), _merged(connection, other))
    return _written(connection, other, f"client:{other}", field) > decided


def _merged(connection: Connection, other: str) -> int:
    return _written(connection, other, f"client:{other}", "merged_into")


def _written(connection: Connection, client: str, ent: str, field: str) -> int:
    """When a field was last written, on the clock of the log; 0 for one that was only made with it."""
    heads = conflicts.siblings(connection, f"c:{client}", ent, field).heads
    return max((head.hlc for head in heads), default=0)
