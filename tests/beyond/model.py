"""What the whole system promises, in a page: every value is kept until somebody who saw it replaces it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Change(NamedTuple):
    """Somebody gave a field a value, having seen these."""

    value: str
    base: frozenset[str]


@dataclass
class Replica:
    """All that one laptop, or the service, has heard of: changes of each field by id, and the notes."""

    fields: dict[str, dict[str, Change]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)

    def heads(self, client: str) -> dict[str, str]:
        """What stands in a field: each value that nobody replaced who had seen it."""
        changes = self.fields[client]
        replaced = frozenset[str]().union(*(change.base for change in changes.values()))
        return {id_: change.value for id_, change in changes.items() if id_ not in replaced}

    def change(self, client: str, id_: str, value: str) -> None:
        """Replace what is seen here."""
        self.fields[client][id_] = Change(value, frozenset(self.heads(client)))

    def learn(self, other: Replica) -> None:
        """Hear everything that another one has."""
        for client, changes in other.fields.items():
            self.fields.setdefault(client, {}).update(changes)
        self.notes.update(other.notes)
