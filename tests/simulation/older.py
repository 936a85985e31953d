"""When all is quiet: what was before a dossier was read as it stands comes, and all of its log is told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tests.simulation.model import demand
from thuis_tui.store import past

if TYPE_CHECKING:
    from tests.simulation.laptop import Laptop
    from tests.simulation.world import World

_STANDS = ("register", "client", "note", "conflict", "outcome")
_LOG = "SELECT id, row FROM log WHERE scope=?"
_KIND = 4
_TOLD = (
    "SELECT h.id FROM history h JOIN scope s ON s.rowid=h.scope_row WHERE s.scope=?1"
    " UNION SELECT id FROM operation WHERE scope=?1"
)


def read(world: World) -> None:
    """Somebody looks at the history of everything on every device. Raises `Violation`."""
    for laptop in world.laptops:
        asked = [row[0] for row in _rows(laptop, "SELECT scope FROM scope WHERE past<>'' AND state='active'")]
        if not asked:
            continue
        world.counts["past"] += len(asked)
        before = _stands(laptop)
        laptop.disk.write(lambda writing, asked=asked: past.want(writing, asked)).result()
        world.round(laptop)
        demand(_stands(laptop) == before, "P15", f"device {laptop.number}: what is older changed what stands")
        for scope in asked:
            left = _rows(laptop, "SELECT past FROM scope WHERE scope=?", scope)
            demand(
                left == [("",)], "P6", f"device {laptop.number}: the past of {scope} does not come: {left}"
            )
            told = {row[0] for row in _rows(laptop, _TOLD, scope)}
            log = world.service.raw.execute(_LOG, (scope,)).fetchall()
            logged = {id_ for id_, row in log if msgspec.json.decode(row)[_KIND] != "create"}
            demand(logged <= told, "P2", f"device {laptop.number}: not told of {sorted(logged - told)[:3]}")


def _rows(laptop: Laptop, sql: str, *values: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in laptop.raw.execute(sql, values).fetchall()]


def _stands(laptop: Laptop) -> list[list[tuple[object, ...]]]:
    return [_rows(laptop, f"SELECT * FROM {table} ORDER BY 1") for table in _STANDS]
