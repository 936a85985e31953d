"""What is read of offers of homes: those of a client, those that keep a place, and those made twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from thuis_tui.casework import home_offers
from thuis_tui.casework.records import fields
from thuis_tui.casework.terms.housing import REFUSAL_REASON
from thuis_tui.desk.records import read_row

_OF = (
    "SELECT o.*, p.address AS address, p.municipality AS municipality, p.state AS place_state"
    " FROM home_offer o LEFT JOIN place p ON p.id=o.place"
    " WHERE o.client=? ORDER BY o.offered_on DESC, o.id DESC"
)
_OPEN = "SELECT * FROM home_offer WHERE outcome IS NULL AND (client=?1 OR place=?2)"
_MAY_STAND = (
    "SELECT o.client, o.place, o.outcome, c.stage FROM home_offer o LEFT JOIN candidacy c ON c.id=o.client"
    " WHERE o.outcome IS NULL OR o.outcome='accepted'"
)


@dataclass(frozen=True, slots=True)
class OfferShown:
    """One offer with the place it is about; `doubled`: the place is offered to somebody else too."""

    id: str
    client: str
    place: str
    address: str
    """Empty when the place is not on this laptop."""
    values: Mapping[str, Any]
    doubled: bool

    @property
    def open(self) -> bool:
        """Whether it waits for an answer."""
        return home_offers.is_open(self.values)

    @property
    def reason(self) -> str:
        """Why it was refused, in words."""
        said = self.values.get("refusal_reason")
        return REFUSAL_REASON.shown(said) if said else ""


def of_client(connection: Connection, client: str) -> tuple[OfferShown, ...]:
    """The offers to a client, the latest first."""
    twice, kept = doubled(connection), (*fields("home_offer"), "id")
    return tuple(
        OfferShown(
            row["id"],
            row["client"],
            row["place"],
            row["address"] or "",
            read_row("home_offer", {name: row[name] for name in kept}),
            (row["client"], row["place"]) in twice,
        )
        for row in connection.exec_driver_sql(_OF, (client,)).mappings()
    )


def open_ones(connection: Connection, client: str, place: str) -> list[Mapping[str, Any]]:
    """The offers to a client, and of a place, that wait for an answer, as far as they are on this laptop."""
    return [dict(row) for row in connection.exec_driver_sql(_OPEN, (client, place)).mappings()]


def doubled(connection: Connection) -> frozenset[tuple[str, str]]:
    """Client and place of offers that keep one place for two people, who did not know of each other."""
    keepers: dict[str, set[str]] = defaultdict(set)
    for client, place, outcome, stage in connection.exec_driver_sql(_MAY_STAND):
        if home_offers.stands({"outcome": outcome}, stage):
            keepers[place].add(client)
    return frozenset(
        (client, place) for place, clients in keepers.items() if len(clients) > 1 for client in clients
    )
