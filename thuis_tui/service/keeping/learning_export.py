"""Making a learning export that a privacy officer approved: a row for each person who allows it.

What is read never leaves this file but as a row that the codebook allows. Who is in it stands in the access
log before anything is written.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, NamedTuple

from thuis_tui.casework.learning import codebook
from thuis_tui.casework.learning.anonymity import Anonymised, TooFew, anonymise, diversity
from thuis_tui.casework.learning.consents import Given, allows
from thuis_tui.casework.learning.rows import Person, row
from thuis_tui.casework.learning.variables import (
    QUASI,
    SENSITIVE,
    SOURCES,
    VARIABLES,
    VERSION,
    NotAllowed,
    check,
)
from thuis_tui.casework.programme import FEWEST
from thuis_tui.language import N_, message
from thuis_tui.service.database.storage import Storage, Transaction
from thuis_tui.service.keeping import bech32, folded, sealed_zip
from thuis_tui.service.logs import access_log, ledger
from thuis_tui.service.logs.access_log import Entry, Event, Outcome
from thuis_tui.service.logs.ledger import ScopeLog
from thuis_tui.service.logs.own_chain import OwnChain
from thuis_tui.service.not_possible import NotPossible
from thuis_tui.service.people import beside, finder, learning
from thuis_tui.service.people.escrow import recovery_key

PEOPLE: Final = "people.csv"
FILES: Final = (PEOPLE, "codebook.csv", "codebook.json", "report.json")
_DOSSIER: Final = SOURCES - {"candidacy", "stage_move", "home_offer", "tenancy"}
_WAY: Final = SOURCES - _DOSSIER
_CONSENTING: Final = (
    "SELECT d.scope FROM dossier d WHERE d.organisation = ? AND d.restricted = 0 AND EXISTS (SELECT 1"
    " FROM register r WHERE r.scope = d.scope AND substr(r.ent, 1, 8) = 'consent:')"
    " ORDER BY d.scope"
)
_RESTRICTED: Final = "SELECT 1 FROM dossier WHERE scope = ? AND restricted = 1"


class Approved(NamedTuple):
    """An export that was approved."""

    id: str
    project: str
    name: str
    organisation: str
    salt: str
    institute: str
    least: int
    opened_by: str
    asked_by: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a run. `left_out` is a number, or that it is a small one."""

    people: int
    k: int
    left_out: int | str
    steps: Mapping[str, int]


def run(storage: Storage, request: str, path: Path) -> Made:
    """Make an export that was approved, once. Raises NotPossible, and then it can be made still."""
    approved = storage.read(_approved, request)
    key = storage.read(recovery_key)
    if not approved.opened_by and not key:
        raise NotPossible(
            message(N_("An export is encrypted to the recovery key of the organisation: make that first."))
        )
    public = bech32.recipient(approved.opened_by) if approved.opened_by else base64.b64decode(key)
    if path.exists():
        raise NotPossible(message(N_("There is a file {file} already."), file=path.name))
    today = datetime.fromtimestamp(storage.now_ms() / 1000, UTC).date()
    secret = storage.secret(f"learning {approved.project} {approved.salt}")
    people, made = storage.read(_gather, approved, secret, today)
    files = {
        PEOPLE: codebook.written(
            [[each.name for each in VARIABLES], *(list(one.values()) for one in made.rows)]
        ),
        "codebook.csv": codebook.as_csv(),
        "codebook.json": codebook.as_json(),
        "report.json": _report(approved, made, today),
    }
    scopes = [scope for one in made.rows for scope in people[one["person"]]]
    storage.write(_mark, approved, scopes, made)  # first: what was taken out without a trace is worse
    try:
        sealed_zip.write(path, public, files)
    except NotPossible:
        storage.write(_not_made, approved)
        raise
    return Made(len(made.rows), made.k, _small(made.left_out), dict(made.levels))


def _approved(tx: Transaction, request: str) -> Approved:
    found = tx.rows(
        "SELECT e.id, e.project, p.name, p.organisation, p.salt, e.institute, e.least, e.opened_by,"
        " r.name, coalesce(d.name, ''), e.state, e.asked_at, e.variables FROM learning_export e"
        " JOIN learning_project p ON p.id = e.project JOIN caseworker r ON r.id = e.requester"
        " LEFT JOIN caseworker d ON d.id = e.decided_by WHERE e.id = ?",
        (request,),
    )
    if not found:
        raise NotPossible(message(N_("There is no '{name}'."), name=request))
    (*facts, state, asked_at, variables) = found[0]
    approved = Approved(*facts)
    if state == "made":
        raise NotPossible(message(N_("This export was made. Ask for another one: each is approved once.")))
    if state != "approved":
        raise NotPossible(message(N_("No privacy officer has approved this export.")))
    if learning.over(asked_at, tx.now_ms) or variables != VERSION:
        raise NotPossible(message(N_("What was approved is too old. Ask for it anew.")))
    if not approved.salt:
        raise NotPossible(
            message(N_("The project '{name}' is closed: give a new one another name."), name=approved.name)
        )
    return approved


def _gather(
    tx: Transaction, approved: Approved, secret: bytes, today: date
) -> tuple[dict[str, list[str]], Anonymised]:
    """Read who allows it, and make their rows anonymous; whose dossiers they are, by pseudonym."""
    tx.steady()
    people: dict[str, list[str]] = {}
    rows: list[Mapping[str, str]] = []
    seen: set[str] = set()
    for (scope,) in tx.rows(_CONSENTING, (approved.organisation,)):
        if scope in seen:
            continue
        family = finder.family(tx, scope, approved.organisation)
        seen.update(family)
        if any(tx.first(_RESTRICTED, (one,)) for one in family):
            continue
        if not allows(_consents(tx, family), approved.institute, today):
            continue
        # Of those that are read as one, the first made lends its name; a later one of the family never does.
        pseudonym = "p" + blake2b(min(family).encode(), digest_size=10, key=secret).hexdigest()
        made = row(_person(tx, family), pseudonym, today)
        try:
            check(made)
        except NotAllowed as problem:
            raise NotPossible(
                message(
                    N_("A value of '{name}' is not in the codebook: nothing was made."),
                    name=problem.name,
                )
            ) from problem
        people[pseudonym] = family
        rows.append(made)
    try:
        return people, anonymise(
            sorted(rows, key=lambda each: each["person"]), approved.least, _floor(tx, approved.project)
        )
    except TooFew as problem:
        raise NotPossible(
            message(N_("Fewer than {count} people allow this: nothing can be made."), count=approved.least)
        ) from problem


def _consents(tx: Transaction, family: Sequence[str]) -> Iterable[Given]:
    for scope in family:
        for each in folded.records(tx, scope, ("consent",)):
            if not each.state.removed:
                contested = bool(each.state.conflicts) or each.state.removal_contested
                yield Given(each.state.values, contested)


def _person(tx: Transaction, family: Sequence[str]) -> Person:
    """What is read of somebody."""
    found = [
        {**each.state.values, "id": each.id, "type": each.type}
        for scope in family
        for where, only in ((scope, _DOSSIER), (beside.way_of(scope), _WAY))
        for each in folded.records(tx, where, only)
        if not each.state.removed
    ]
    person = Person()
    for values in sorted(found, key=lambda one: not one.get("merged_into")):
        person.add(values["type"], values)  # the dossier that goes on last: it has the last word
    return person


def _floor(tx: Transaction, project: str) -> dict[str, int]:
    """The most steps that an export of this project has taken, by variable."""
    floor = dict.fromkeys(QUASI, 0)
    for (steps,) in tx.rows(
        "SELECT steps FROM learning_export WHERE project = ? AND made_at > 0", (project,)
    ):
        for name, step in json.loads(steps).items():
            if name in floor:
                floor[name] = max(floor[name], step)
    return floor


def _mark(tx: Transaction, approved: Approved, scopes: Sequence[str], made: Anonymised) -> None:
    changed = tx.run(
        "UPDATE learning_export SET state = 'made', made_at = ?, people = ?, steps = ?"
        " WHERE id = ? AND state = 'approved'",
        (tx.now_ms, len(made.rows), json.dumps(dict(made.levels)), approved.id),
    )
    if not changed:
        raise NotPossible(message(N_("This export was made. Ask for another one: each is approved once.")))
    access_log.append(tx, [_line(approved, scope) for scope in (*scopes, access_log.SERVICE)])
    _told(tx, approved, "made")


def _not_made(tx: Transaction, approved: Approved) -> None:
    """Give the approval back: the file could not be written."""
    tx.run("UPDATE learning_export SET state = 'approved', made_at = 0 WHERE id = ?", (approved.id,))
    access_log.append(tx, [_line(approved, access_log.SERVICE, Outcome.REFUSED)])
    _told(tx, approved, "approved")


def _line(approved: Approved, scope: str, outcome: Outcome = Outcome.DONE) -> Entry:
    """A line of the access log. Who stands at the machine nobody knows; who asked and approved is known."""
    about = (approved.name, approved.institute, f"{approved.asked_by} / {approved.approved_by}")
    return Entry(scope, Event.EXPORT, outcome=outcome, reason=" · ".join(about))


def _told(tx: Transaction, approved: Approved, state: str) -> None:
    logs: dict[str, ScopeLog] = {}
    own = OwnChain(tx, logs)
    learning.tell(tx, own, approved.id, approved.project, {"state": state})
    own.write()
    ledger.flush(tx, logs.values())


def _report(approved: Approved, made: Anonymised, today: date) -> str:
    told: dict[str, Any] = {
        "made_on": today.isoformat(),
        "project": approved.name,
        "institute": approved.institute,
        "codebook": VERSION,
        "people": len(made.rows),
        "left_out": _small(made.left_out),
        "k_asked": approved.least,
        "k": made.k,
        "quasi_identifiers": list(QUASI),
        "steps": dict(made.levels),
        "l": {name: diversity(made.rows, name) for name in SENSITIVE},
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _small(count: int) -> int | str:
    return count if count == 0 or count >= FEWEST else f"1-{FEWEST - 1}"
