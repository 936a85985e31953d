"""Everything that is kept of one person, for that person: as data for programs and as a text to read.

It is asked for by name and with a reason, stands in the access log, and leaves the service only in a file
that the organisation's recovery key opens: who runs the service sees nothing of it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from thuis_tui.casework.reading import shown
from thuis_tui.casework.records import RECORDS, fields, record_label
from thuis_tui.language import N_, _, message
from thuis_tui.log.clock import COUNTER_BITS
from thuis_tui.log.operation import decode
from thuis_tui.log.wire import PullRow
from thuis_tui.service.database.storage import Storage, Transaction
from thuis_tui.service.keeping import folded, sealed_zip
from thuis_tui.service.logs import access_log
from thuis_tui.service.logs.access_log import Entry, Event
from thuis_tui.service.not_possible import NotPossible
from thuis_tui.service.people import beside
from thuis_tui.service.people.escrow import recovery_key

DATA: Final = "dossier.json"
TEXT: Final = "dossier.md"
_BATCH: Final = 200
_row = msgspec.json.Decoder(PullRow).decode
_read = msgspec.json.Decoder().decode


def write(storage: Storage, client: str, path: Path, by: str, reason: str) -> int:
    """Write all of one person to a new encrypted file; returns how many records that were.

    Raises NotPossible.
    """
    key = storage.read(recovery_key)
    if not key:
        raise NotPossible(
            message(N_("An export is encrypted to the recovery key of the organisation: make that first."))
        )
    if not by.strip() or not reason.strip():
        raise NotPossible(message(N_("Say who decided this and why.")))
    scope = f"c:{client.removeprefix('c:')}"
    storage.write(_log, scope, f"{by} · {reason}")  # first: what was taken out without a trace is worse
    whole = storage.read(gather, scope)
    text = json.dumps(whole, ensure_ascii=False, indent=1)
    sealed_zip.write(path, base64.b64decode(key), {DATA: text, TEXT: readable(whole)})
    return len(whole["records"])


def unpack(path: Path, private_key: bytes, folder: Path) -> list[Path]:
    """Open such a file into a folder, readable by who does it only. Raises NotPossible."""
    return sealed_zip.unpack(path, private_key, folder, (DATA, TEXT))


def gather(tx: Transaction, scope: str) -> dict[str, Any]:
    """Collect what is kept under the scope of one person, erasures and accesses included."""
    tx.steady()
    way = beside.way_of(scope)
    whole = {
        "client": scope.removeprefix("c:"),
        "made_at": _moment(tx.now_ms),
        "records": [one for each in (scope, way) for one in _records(tx, each)],
        "history": [one for each in (scope, way) for one in _history(tx, each)],
        "kept_aside": [one for each in (scope, way) for one in _kept_aside(tx, each)],
        "erasures": [
            {"record": ent, "field": field, "decided_at": _moment(at), "reason": reason}
            for ent, field, at, reason in tx.rows(
                "SELECT ent, field, decided_at, reason FROM erasure WHERE scope = ? ORDER BY id", (scope,)
            )
        ],
        "access": [
            dict(zip(access_log.COLUMNS, line, strict=True))
            for line in tx.rows(
                f"SELECT {', '.join(access_log.COLUMNS)} FROM access_log WHERE scope = ? ORDER BY seq",  # noqa: S608
                (scope,),
            )
        ],
    }
    text = json.dumps(whole)
    named = tx.rows("SELECT id, name FROM caseworker ORDER BY id")
    return whole | {"people": {id_: name for id_, name in named if id_ in text}}


def readable(whole: dict[str, Any]) -> str:
    """Return the same as a text to read, in the user's language; values are shown as they are, never run."""
    people = whole["people"]
    lines = ["# " + _("All that is kept of you"), "", _moment_shown(whole["made_at"]), ""]
    for record_type in dict.fromkeys(record["type"] for record in whole["records"]):
        lines += ["## " + _label(record_type), ""]
        known = fields(record_type) if record_type in RECORDS else {}
        for record in (one for one in whole["records"] if one["type"] == record_type):
            if record["removed"]:
                lines.append(_("(removed)"))
            for name, value in record["values"].items():
                facts = known.get(name)
                if value is None or value == "":
                    continue
                text = shown(facts, value) if facts else json.dumps(value, ensure_ascii=False)
                label = _(facts.label) if facts else name
                lines.append(f"- {label}: " + people.get(text, text).replace("\n", "\n  "))
            lines.append("")
    lines += ["## " + _("Who saw or changed it"), ""]
    for line in whole["access"]:
        who = people.get(line["account"], line["account"] or "-")
        told = [_moment_shown(_moment(line["occurred_at"])), who, line["event"], line["reason"]]
        lines.append("- " + " · ".join(part for part in told if part))
    return "\n".join(lines) + "\n"


def _log(tx: Transaction, scope: str, reason: str) -> None:
    if tx.first("SELECT 1 FROM dossier WHERE scope = ?", (scope,)) is None:
        raise NotPossible(
            message(
                N_("There is no dossier '{client}' on this service yet."), client=scope.removeprefix("c:")
            )
        )
    access_log.append(tx, [Entry(scope, Event.EXPORT, reason=reason)])


def _records(tx: Transaction, scope: str) -> Iterator[dict[str, Any]]:
    """Fold every record of a scope."""
    for each in folded.records(tx, scope):
        also = {name: [_read(head.value) for head in heads] for name, heads in each.state.conflicts.items()}
        yield {
            "type": each.type,
            "id": each.id,
            "removed": each.state.removed,
            "values": each.state.values,
            "conflicts": also,
        }


def _history(tx: Transaction, scope: str) -> Iterator[dict[str, Any]]:
    """Give every operation of a log: what somebody wrote, and when."""
    at = 0
    sql = "SELECT seq, row FROM log WHERE scope = ? AND seq > ? ORDER BY seq LIMIT ?"
    while batch := tx.rows(sql, (scope, at, _BATCH)):
        for seq, raw in batch:
            row = _row(bytes(raw))
            yield {
                "seq": seq,
                "at": _moment(row.hlc >> COUNTER_BITS),
                "author": row.actor,
                "record": row.ent,
                "field": row.field,
                "kind": row.kind,
                "value": _read(row.val),
            }
        at = batch[-1][0]


def _kept_aside(tx: Transaction, scope: str) -> Iterator[dict[str, Any]]:
    sql = "SELECT reason, received_at, decision, raw FROM quarantine WHERE scope = ? ORDER BY chain, n"
    for reason, received_at, decision, raw in tx.rows(sql, (scope,)):
        operation = decode(bytes(raw))
        yield {
            "reason": reason,
            "received_at": _moment(received_at),
            "decision": decision,
            "record": operation.ent,
            "field": operation.field,
            "author": operation.actor,
            "value": _read(operation.val),
        }


def _label(record_type: str) -> str:
    return _(record_label(record_type)) if record_type in RECORDS else record_type


def _moment(milliseconds: int) -> str:
    return f"{datetime.fromtimestamp(min(milliseconds, 253_402_300_799_000) / 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _moment_shown(moment: str) -> str:
    return moment.replace("T", " ").removesuffix("Z") + " UTC"
