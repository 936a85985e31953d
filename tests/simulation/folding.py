"""What a device has to show, folded by hand: heads, the values picked, removals, conflicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

_read = msgspec.json.decode
_canonical = msgspec.json.Encoder(order="deterministic").encode

Head = tuple[str, int, Any]
"""The id of a value, its stamp, and the value."""

STRICT = {"risk_level": (None, "green", "orange", "red")}
"""Fields of which the strictest value governs, from mild to strict."""


@dataclass(slots=True)
class Shown:
    """A record as it should be shown; `there`: it was made and not removed."""

    there: bool
    values: dict[str, Any] = field(default_factory=dict)
    conflicts: set[str] = field(default_factory=set)


Registers = dict[str, dict[str, list[Head]]]
"""By record, by field."""


def registers(
    confirmed: list[tuple[str, str, bytes]], own: list[bytes], replaced: set[tuple[str, str]]
) -> Registers:
    """The heads of each field: confirmed ones, and on top what is still on its way and not replaced."""
    found: Registers = {}
    for ent, name, raw in confirmed:
        found.setdefault(ent, {})[name] = [(head[0], head[1], head[3]) for head in _read(raw)]
    for payload in own:
        said = _read(payload)
        fields = found.setdefault(said["ent"], {})
        kept = [head for head in fields.get(said["field"], []) if head[0] not in said["base"]]
        if (said["field"], said["id"]) not in replaced:
            kept.append((said["id"], said["hlc"], said["val"]))
        fields[said["field"]] = kept
    return found


def shown(fields: Mapping[str, list[Head]]) -> Shown:
    """Fold one record."""
    made = fields.get("", [])
    if not made:
        return Shown(False)
    values: dict[str, Any] = dict(_pick("", made)[2])
    conflicts: set[str] = set()
    for name, heads in fields.items():
        if name in ("", "removed") or not heads:
            continue
        values[name] = _pick(name, heads)[2]
        if len(heads) > 1 and len({_canonical(head[2]) for head in heads}) > 1:
            conflicts.add(name)
    there = {head[0] for name, heads in fields.items() if name != "removed" for head in heads}
    removals = [head[2] for head in fields.get("removed", []) if isinstance(head[2], dict)]
    if any(there <= set(removal["seen"]) for removal in removals):
        return Shown(False)
    if removals:
        conflicts.add("removed")
    return Shown(True, values, conflicts)


def _pick(name: str, heads: list[Head]) -> Head:
    order = STRICT.get(name)
    return max(heads, key=lambda head: (order.index(head[2]) if order else 0, head[1], head[0]))
