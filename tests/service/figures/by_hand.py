"""The figures computed once more from the raw operations, in another way; nothing of the program is used.

Small cells are not hidden: a shown cell has to be what is found here, and a hidden one is looked at apart.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

HAVING_KEY = {"key", "living", "takeover", "scaling_down", "aftercare"}
Rows = Sequence[tuple[str, bytes]]


def read(rows: Rows) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """The records by owner and type, from the rows of the log in their order: the last write counts."""
    records: dict[tuple[str, str], dict[str, Any]] = {}
    for scope, raw in rows:
        _seq, _id, ent, name, kind, value, *_rest = json.loads(bytes(raw))
        owner = scope[2:] if scope[:2] in ("c:", "h:") else scope
        if kind == "create":
            records[owner, ent] = {**value, "id": ent.split(":")[1]}
        else:
            records[owner, ent][name] = value
    found: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for (owner, ent), values in records.items():
        found.setdefault(owner, {}).setdefault(ent.split(":")[0], []).append(values)
    away = {owner for owner, kinds in found.items() if kinds.get("client", [{}])[0].get("merged_into")}
    return {owner: kinds for owner, kinds in found.items() if owner not in away}


def days(first: str, last: str) -> int:
    return max(0, (date.fromisoformat(last) - date.fromisoformat(first)).days)


def product_limit(over: list[int], open_: list[int]) -> list[tuple[int, float]]:
    """Kaplan and Meier, as in the paper: the product of those who stay of those who might go."""
    share, found = 1.0, []
    for day in sorted({*over, *open_}):
        might = sum(each >= day for each in over) + sum(each >= day for each in open_)
        share *= 1 - sum(each == day for each in over) / might
        found.append((day, share))
    return found


def quantile(steps: list[tuple[int, float]], part: float) -> int | None:
    return next((day for day, share in steps if share <= 1 - part + 1e-9), None)


def ways(people: Any, today: str) -> list[dict[str, Any]]:
    """Of each candidate: stays by stage, the way to the key, and where they live."""
    found = []
    for kinds in people.values():
        if "candidacy" not in kinds:
            continue
        (candidacy,) = kinds["candidacy"]
        moves = sorted(kinds["stage_move"], key=lambda one: (one["moved_on"], one["id"]))
        last = moves[-1]
        stopped = last["moved_on"] if last["side_state"] in ("ended", "deceased") else None
        stays = []
        begin = moves[0]
        for move in moves[1:]:
            if move["stage"] != begin["stage"]:
                stays.append((begin["stage"], days(begin["moved_on"], move["moved_on"]), "over"))
                begin = move
        end = stopped or today
        stays.append((begin["stage"], days(begin["moved_on"], end), "halt" if stopped else "open"))
        first = min(moves[0]["moved_on"], candidacy.get("registered_on") or "9")
        keys = [move["moved_on"] for move in moves if move["stage"] in HAVING_KEY]
        if keys:
            way = ("reached", days(first, keys[0]))
        elif stopped or last["stage"] == "exit":
            way = ("stopped", days(first, stopped or begin["moved_on"]))
        else:
            way = ("waiting", days(first, today))
        code = candidacy.get("municipality")
        part = (
            "unknown"
            if not code
            else "city"
            if code == "0344"
            else "elsewhere"
            if code == "0363"
            else "region"
        )
        found.append({"stays": stays, "way": way, "part": part})
    return found


def homes(people: Any, today: str) -> tuple[list[int], list[int]]:
    """How many days those lived in a home who lost it, and those who did not."""
    lost: list[int] = []
    kept: list[int] = []
    for kinds in people.values():
        leases = sorted(kinds.get("tenancy", []), key=lambda one: (one["starts_on"], one["id"]))
        if not leases or leases[0]["starts_on"] > today:
            continue
        start, end, reason = leases[0]["starts_on"], leases[0].get("ends_on"), leases[0].get("end_reason")
        for lease in leases[1:]:
            if end is None or days(end, lease["starts_on"]) > 30:
                break
            if lease.get("ends_on") is None or lease["ends_on"] >= end:
                end, reason = lease.get("ends_on"), lease.get("end_reason")
        gone = end is not None and end <= today and reason not in ("moved_on", "deceased")
        (lost if gone else kept).append(days(start, min(end or today, today)))
    return lost, kept


def leases_on(people: Any, day: str) -> int:
    return sum(
        lease["starts_on"] <= day and (lease.get("ends_on") or "9") > day
        for kinds in people.values()
        for lease in kinds.get("tenancy", [])
        if lease.get("place")
    )


def changes(people: Any) -> Counter[tuple[int, int]]:
    """Domain with levels of change, cut off at two."""
    found: Counter[tuple[int, int]] = Counter()
    for kinds in people.values():
        when = {
            one["id"]: (one["measured_on"], one["id"])
            for one in kinds.get("assessment", [])
            if not one.get("withdrawn_reason")
        }
        for domain in range(1, 20):
            levels = sorted(
                (when[one["assessment"]], one["level"])
                for one in kinds.get("assessment_score", [])
                if one["life_domain"] == domain and one.get("level") and one["assessment"] in when
            )
            if len(levels) > 1:
                found[domain, max(-2, min(2, levels[-1][1] - levels[0][1]))] += 1
    return found


def month_ends(today: str, count: int) -> list[str]:
    found: list[str] = []
    day = date.fromisoformat(today)
    while len(found) < count:
        day = day.replace(day=1) - timedelta(days=1)
        found.append(day.isoformat())
    return found[::-1]
