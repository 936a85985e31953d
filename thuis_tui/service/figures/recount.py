"""Counting what changed: a dossier's keys are taken away and the new ones added, a part at a time.

What a counting costs follows from how many scopes were written to since the last one. Between two parts
everybody else has their turn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Final, NamedTuple

from thuis_tui.casework.figures.contributions import of_client, of_place
from thuis_tui.casework.merged import remaining
from thuis_tui.service.database.storage import Transaction, flatten, marks, tuples
from thuis_tui.service.figures import folding

PART: Final = 400
"""Scopes that are counted in one transaction."""

SETTING: Final = "figures"
_NEXT: Final = "SELECT scope FROM figure_changed ORDER BY scope LIMIT ?"
_SUBJECTS: Final = "SELECT scope, keys, merged_into, away FROM figure_subject WHERE scope IN ({})"
_KEEP: Final = (
    "INSERT INTO figure_subject(scope, keys, merged_into, away, seq) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (scope) DO UPDATE SET keys = excluded.keys, merged_into = excluded.merged_into,"
    " away = excluded.away, seq = excluded.seq"
)
_COUNT: Final = (
    "INSERT INTO figure_count(key, times) VALUES {}"
    " ON CONFLICT (key) DO UPDATE SET times = figure_count.times + excluded.times"
)


class Subject(NamedTuple):
    """What was counted of a dossier or a home."""

    keys: tuple[str, ...] = ()
    merged_into: str = ""
    away: bool = False


def hold(tx: Transaction) -> None:
    """Be the only one who counts until the commit."""
    tx.run("INSERT INTO service_setting(name, value) VALUES (?, '') ON CONFLICT DO NOTHING", (SETTING,))
    tx.hold("SELECT value FROM service_setting WHERE name = ?", (SETTING,), shared=False)


def part(tx: Transaction) -> int:
    """Count a part of what changed; returns how many scopes that were, 0 when all is counted."""
    hold(tx)
    scopes = [scope for (scope,) in tx.rows(_NEXT, (PART,))]
    if not scopes:
        return 0
    changes: Counter[str] = Counter()
    dossiers = sorted({f"c:{scope[2:]}" for scope in scopes if scope != "ref"})
    # With a dossier its way to a home is counted, and the other way round: neither has to come again.
    taken = sorted({*scopes, *dossiers, *(f"h:{scope[2:]}" for scope in dossiers)})
    tx.run(f"DELETE FROM figure_changed WHERE scope IN ({marks(len(taken))})", taken)  # noqa: S608
    if dossiers:
        _dossiers(tx, dossiers, changes)
    if "ref" in scopes:
        _places(tx, changes)
    _write(tx, changes)
    return len(scopes)


def everything_anew(tx: Transaction) -> None:
    """Forget what was counted and mark all there is."""
    hold(tx)
    tx.run("DELETE FROM figure_count")
    tx.run("DELETE FROM figure_subject")
    tx.run(
        "INSERT INTO figure_changed(scope) SELECT scope FROM scope_head"
        " WHERE scope = 'ref' OR substr(scope, 1, 2) IN ('c:', 'h:') ON CONFLICT DO NOTHING"
    )


def counted(tx: Transaction) -> dict[str, int]:
    """How often each key is there."""
    return dict(tx.rows("SELECT key, times FROM figure_count"))


def today(tx: Transaction) -> date:
    """The day of the service."""
    return datetime.fromtimestamp(tx.now_ms / 1000, UTC).date()


def _dossiers(tx: Transaction, dossiers: Sequence[str], changes: Counter[str]) -> None:
    day, before = today(tx), _before(tx, dossiers)
    found = folding.of_dossiers(tx, dossiers)
    changed: dict[str, Subject] = {}
    merged = False
    for scope in dossiers:
        records, old = found.get(scope, {}), before.get(scope, Subject())
        into = str(next(iter(records.get("client", ())), {}).get("merged_into") or "")
        new = Subject(of_client(records, day), into, bool(into) and old.away)
        merged |= into != old.merged_into
        if new != old:
            changed[scope] = new
            _replace(changes, old, new)
    _keep(tx, changed)
    if merged or _goals(tx, dossiers):
        _merge(tx, changes)


def _goals(tx: Transaction, dossiers: Sequence[str]) -> bool:
    """Whether others were merged into one of these: it may be there since, or be gone."""
    sql = f"SELECT 1 FROM figure_subject WHERE merged_into IN ({marks(len(dossiers))}) LIMIT 1"  # noqa: S608
    return tx.first(sql, [scope[2:] for scope in dossiers]) is not None


def _merge(tx: Transaction, changes: Counter[str]) -> None:
    """Count dossiers that are of one person once: as the one that goes on."""
    rows = tx.rows("SELECT scope, keys, merged_into, away FROM figure_subject WHERE merged_into > ''")
    goals = sorted({f"c:{other}" for _scope, _keys, other, _away in rows if other})
    here: set[str] = set()
    for at in range(0, len(goals), PART):
        some = goals[at : at + PART]
        sql = f"SELECT scope FROM scope_head WHERE seq > 0 AND scope IN ({marks(len(some))})"  # noqa: S608
        here.update(scope for (scope,) in tx.rows(sql, some))
    into = {scope[2:]: other for scope, _k, other, _a in rows if f"c:{other}" in here - {scope}}
    gone = remaining(into)
    changed: dict[str, Subject] = {}
    for scope, keys, other, away in rows:
        old = _subject(keys, other, away)
        new = old._replace(away=scope[2:] in gone)
        if new != old:
            changed[scope] = new
            _replace(changes, old, new)
    _keep(tx, changed)


def _places(tx: Transaction, changes: Counter[str]) -> None:
    row = tx.first("SELECT seq FROM figure_subject WHERE scope = 'ref'")
    found, seq = folding.of_places(tx, int(row.seq) if row else 0)
    names = sorted(found)
    changed: dict[str, Subject] = {}
    for at in range(0, len(names), PART):
        some = [f"p:{name}" for name in names[at : at + PART]]
        before = _before(tx, some)
        for scope in some:
            place, old = found[scope[2:]], before.get(scope, Subject())
            new = Subject(of_place(place) if place else ())
            if new != old:
                changed[scope] = new
                _replace(changes, old, new)
    _keep(tx, changed)
    tx.many(_KEEP, [("ref", "", "", 0, seq)])


def _before(tx: Transaction, scopes: Sequence[str]) -> dict[str, Subject]:
    rows = tx.rows(_SUBJECTS.format(marks(len(scopes))), scopes)
    return {scope: _subject(keys, into, away) for scope, keys, into, away in rows}


def _subject(keys: str, into: str, away: int) -> Subject:
    return Subject(tuple(keys.split("\n")) if keys else (), into, bool(away))


def _replace(changes: Counter[str], old: Subject, new: Subject) -> None:
    if not old.away:
        changes.subtract(old.keys)
    if not new.away:
        changes.update(new.keys)


def _keep(tx: Transaction, changed: Mapping[str, Subject]) -> None:
    rows = [(scope, "\n".join(new.keys), new.merged_into, int(new.away), 0) for scope, new in changed.items()]
    tx.many(_KEEP, [row for row in rows if any(row[1:4])])
    gone = [(row[0],) for row in rows if not any(row[1:4])]
    tx.many("DELETE FROM figure_subject WHERE scope = ?", gone)


def _write(tx: Transaction, changes: Mapping[str, int]) -> None:
    rows: Sequence[tuple[str, int]] = sorted((key, times) for key, times in changes.items() if times)
    for at in range(0, len(rows), PART):
        some: Iterable[tuple[str, int]] = rows[at : at + PART]
        listed = list(some)
        tx.run(_COUNT.format(tuples(len(listed), 2)), flatten(listed))
    if rows:
        tx.run("DELETE FROM figure_count WHERE times = 0")
