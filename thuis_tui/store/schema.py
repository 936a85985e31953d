"""The tables of the encrypted file, and the triggers that keep everyone but the store out of them."""

from collections.abc import Iterator
from functools import cache

from sqlalchemy import Integer, Table

from thuis_tui.casework.records import RECORDS
from thuis_tui.store.connection import Raw

VERSION = 5

_LOG = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL);

-- One row: whether a store function is writing, in its own transaction.
CREATE TABLE guard(open INTEGER NOT NULL);

-- One row a scope: the end of our chain there, how far the service has it, how far we have the service.
CREATE TABLE scope(
    rowid INTEGER PRIMARY KEY, scope TEXT NOT NULL UNIQUE, gen INTEGER NOT NULL DEFAULT 0,
    chain TEXT NOT NULL DEFAULT '', n INTEGER NOT NULL DEFAULT 0, hash TEXT NOT NULL DEFAULT '',
    acked INTEGER NOT NULL DEFAULT 0, durable INTEGER NOT NULL DEFAULT 0,
    epoch TEXT NOT NULL DEFAULT '', seq INTEGER NOT NULL DEFAULT 0, head INTEGER NOT NULL DEFAULT 0,
    digest TEXT NOT NULL DEFAULT '', state TEXT NOT NULL DEFAULT 'active',
    loaded INTEGER NOT NULL DEFAULT 0, reloading INTEGER NOT NULL DEFAULT 0,
    loading TEXT NOT NULL DEFAULT '', past TEXT NOT NULL DEFAULT '');

-- Our own operations, the bytes as they were first written.
CREATE TABLE operation(
    rowid INTEGER PRIMARY KEY, scope TEXT NOT NULL, chain TEXT NOT NULL, n INTEGER NOT NULL,
    id TEXT NOT NULL UNIQUE, tx TEXT NOT NULL, ent TEXT NOT NULL, field TEXT NOT NULL, kind TEXT NOT NULL,
    hlc INTEGER NOT NULL, payload BLOB NOT NULL, hash TEXT NOT NULL,
    UNIQUE(scope, chain, n));
CREATE INDEX operation_record ON operation(scope, ent);

-- Where the service's log has an operation of ours, by its rowid, once it came back; 0 when that was in an
-- earlier life of the scope. Apart from the operations, whose pages need not be written again for it.
CREATE TABLE confirmation(operation INTEGER PRIMARY KEY, seq INTEGER NOT NULL);

-- What was not simply applied: refused, late, parked, with the reason for a person.
CREATE TABLE outcome(
    id TEXT PRIMARY KEY, scope TEXT NOT NULL, n INTEGER NOT NULL, result TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '', at TEXT NOT NULL);

CREATE TABLE conflict(
    scope TEXT NOT NULL, ent TEXT NOT NULL, field TEXT NOT NULL, PRIMARY KEY(ent, field));
CREATE INDEX conflict_scope ON conflict(scope);

CREATE TABLE draft(
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, client TEXT, subject TEXT, fields TEXT NOT NULL,
    kept_at TEXT NOT NULL);
"""

# The shadow: what the service has confirmed, field by field. seq 0: in an earlier life of the scope.
# Ids rise with time: by record first, what comes in together lies on few pages of the index, in however many
# scopes. `scope_row` is the rowid of the scope, because an index of small numbers is a few pages in all.
REGISTER = """
CREATE TABLE register(
    rowid INTEGER PRIMARY KEY, scope TEXT NOT NULL, scope_row INTEGER NOT NULL, ent TEXT NOT NULL,
    field TEXT NOT NULL, seq INTEGER NOT NULL, heads BLOB NOT NULL, UNIQUE(ent, field, scope));
CREATE INDEX register_scope ON register(scope_row);
"""

# What is asked of notes, see `moments`: small rows, so that thousands of finds are narrowed and put in order
# at once. The index answers a filter without words on its own.
MOMENTS = """
CREATE TABLE note_moment(
    rowid INTEGER PRIMARY KEY, second INTEGER NOT NULL, client INTEGER NOT NULL, kind TEXT NOT NULL,
    domains INTEGER NOT NULL, author INTEGER NOT NULL);
CREATE INDEX note_moment_order ON note_moment(second, client, kind, domains, author);
"""

# What should never happen and did, each once: for who looks after the service and this laptop.
INCIDENTS = """
CREATE TABLE incident(
    rowid INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, scope TEXT NOT NULL,
    detail TEXT NOT NULL, UNIQUE(kind, scope, detail));
"""

# The scopes that are held otherwise than as one's own, and until when (milliseconds, 0 without end).
HOLDING = """
CREATE TABLE holding(
    scope TEXT PRIMARY KEY, kind TEXT NOT NULL, until INTEGER NOT NULL,
    read_only INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX holding_kind ON holding(kind);
"""

# What fields said before, as it came: see `history`. One small index: a change in many dossiers touches few
# pages of it. `base`: the ids it replaced. `undone`: which operations of ours were undone, and which undid
# them; these stand for what they brought back.
HISTORY = """
CREATE TABLE history(
    rowid INTEGER PRIMARY KEY, scope_row INTEGER NOT NULL, ent TEXT NOT NULL, field TEXT NOT NULL,
    id TEXT NOT NULL, hlc INTEGER NOT NULL, actor TEXT NOT NULL, base TEXT NOT NULL, value BLOB NOT NULL);
CREATE INDEX history_scope ON history(scope_row, hlc);
CREATE TABLE undone(
    scope TEXT NOT NULL, id TEXT NOT NULL, stands_for TEXT, PRIMARY KEY(scope, id)) WITHOUT ROWID;
"""

# Contentless: the words are kept once, in the view. No positions: every query is words joined by AND. Merging
# the parts of the index later than by default keeps it out of most single writes.
NOTE_SEARCH = """
CREATE VIRTUAL TABLE note_search USING fts5(
    body, content='', contentless_delete=1, detail=none, prefix='2',
    tokenize="unicode61 remove_diacritics 2");
"""
_SEARCH = f"""
CREATE VIRTUAL TABLE client_search USING fts5(
    names, content='', contentless_delete=1, detail=none, prefix='1 2 3',
    tokenize="unicode61 remove_diacritics 2");
{NOTE_SEARCH}
INSERT INTO note_search(note_search, rank) VALUES('automerge', 8);
"""

_INDEXES = """
CREATE INDEX client_order ON client(sort_name);
CREATE INDEX client_birth_date ON client(birth_date);
CREATE INDEX client_bsn ON client(bsn);
CREATE INDEX client_merged ON client(merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX note_timeline ON note(client, occurred_at);
CREATE INDEX amendment_note ON amendment(note);
CREATE INDEX ruling_operation ON ruling(operation);
CREATE INDEX transfer_not_taken ON transfer(ifnull(decided_at, recorded_at))
    WHERE state IN ('declined', 'refused');
CREATE INDEX note_visit ON note(visit) WHERE visit IS NOT NULL;
CREATE INDEX task_open ON task(owner, due_on) WHERE ifnull(state, 'open')='open';
CREATE INDEX task_done ON task(done_on) WHERE done_on IS NOT NULL;
CREATE INDEX late_work_undecided ON late_work(recorded_at) WHERE ifnull(decision, '')='';
CREATE INDEX learning_request_undecided ON learning_request(recorded_at)
    WHERE ifnull(state, '')='asked' AND ifnull(decision, '')='';
CREATE INDEX visit_under_way ON visit(starts_at)
    WHERE checked_in_at IS NOT NULL AND checked_out_at IS NULL AND outcome IS NULL;
CREATE INDEX notice_unseen ON notice(recorded_at) WHERE seen_at IS NULL;
CREATE INDEX meldcode_open ON meldcode(recorded_at) WHERE closed_on IS NULL;
CREATE INDEX assessment_latest ON assessment(client, measured_on, withdrawn_reason)
    WHERE withdrawn_reason IS NULL;
"""
_SPECIAL = ("client", "note", "amendment", "access", "caseworker", "late_work", "ruling")
"""Tables whose indexes are named one by one above; of the others every field that says so has one."""

GUARDED_LOG = (
    *("scope", "operation", "confirmation", "register", "outcome"),
    *("conflict", "history", "undone", "holding"),
)


@cache
def views() -> dict[str, Table]:
    """The table of each record type, as its class declares it."""
    return {record_type: model.__table__ for record_type, model in RECORDS.items()}  # type: ignore[attr-defined]


def guarded() -> tuple[str, ...]:
    """Every table that only store functions may write."""
    return (*GUARDED_LOG, *(table.name for table in views().values()))


def create(raw: Raw) -> None:
    """Make all tables in an empty file, inside the caller's transaction."""
    tables = (_view(table) for table in views().values())
    for script in (_LOG, REGISTER, MOMENTS, INCIDENTS, HOLDING, HISTORY, *tables, _indexes(), _SEARCH):
        run(raw, script)
    raw.execute("INSERT INTO guard(open) VALUES(0)").close()
    add_guards(raw)
    raw.execute("INSERT INTO meta(key, value) VALUES('schema', ?)", (str(VERSION),)).close()


def renew_views(raw: Raw) -> None:
    """For migrations: make the tables of the records anew, empty; `fold.rebuild` has to fill them."""
    for table in views().values():
        raw.execute(f'DROP TABLE IF EXISTS "{table.name}"').close()
        run(raw, _view(table))
    run(raw, _indexes())


def run(raw: Raw, script: str) -> None:
    """Execute the statements of a script, inside the caller's transaction."""
    for statement in _statements(script):
        raw.execute(statement).close()


def add_guards(raw: Raw) -> None:
    """Put the triggers on every guarded table."""
    for table in guarded():
        for statement in _guards(table):
            raw.execute(statement).close()


def drop_guards(raw: Raw) -> None:
    """For migrations, which work on a copy: take the triggers off."""
    names = raw.execute("SELECT name FROM sqlite_master WHERE type='trigger' AND name LIKE 'guard_%'")
    for (name,) in names.fetchall():
        raw.execute(f'DROP TRIGGER "{name}"').close()


def _view(table: Table) -> str:
    # A declared rowid stays the same when the file is compacted: search tables point at it. No NOT NULL:
    # a record of another version of the program must never block the ones behind it.
    columns = ", ".join(
        f'"{column.name}" {"INTEGER" if isinstance(column.type, Integer) else "TEXT"}'
        for column in table.columns
        if column.name != "id"
    )
    return (
        f'CREATE TABLE "{table.name}"(rowid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, {columns}) STRICT;'
    )


def _indexes() -> str:
    """The statements that make all indexes of the record tables."""
    flagged = [
        f'CREATE INDEX "{table.name}_{column.name}" ON "{table.name}"("{column.name}");'
        for table in views().values()
        if table.name not in _SPECIAL
        for column in table.columns
        if column.index
    ]
    return "\n".join((_INDEXES, *flagged))


def _guards(table: str) -> Iterator[str]:
    for event in ("INSERT", "UPDATE", "DELETE"):
        yield (
            # FAIL, not ABORT: the first row fails, so nothing has to be kept ready to be taken back.
            f'CREATE TRIGGER "guard_{table}_{event.lower()}" BEFORE {event} ON "{table}"'  # noqa: S608
            " WHEN (SELECT open FROM guard) IS NOT 1"
            " BEGIN SELECT RAISE(FAIL, 'only the store writes here'); END"
        )


def _statements(script: str) -> Iterator[str]:
    lines = "\n".join(line for line in script.splitlines() if not line.startswith("--"))
    for statement in lines.split(";"):
        if statement.strip():
            yield statement.strip()
