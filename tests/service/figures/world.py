"""Random people on the way to a home, written as laptops write them, to be counted in two ways."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.service.office import Laptop, Office
from thuis_tui.casework.rights import Role
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.people import admin

STAGES = [
    *("referral", "screening", "waiting", "nomination", "offer", "viewing", "introduction", "signing"),
    *("key", "living", "takeover", "scaling_down", "aftercare", "exit"),
]
MUNICIPALITIES = ("0344", "0344", "0344", "0355", "0310", "0363")
STAMP = {"recorded_at": "2026-03-01T12:00:00Z"}


@dataclass
class World:
    """An office with a caseworker, a coordinator and dossiers; everything by one generator of chance."""

    office: Office
    alice: Laptop
    keeper: Laptop
    chance: Random
    today: date
    clients: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    @classmethod
    def make(cls, office: Office, seed: int, today: date) -> World:
        keeper = office.storage.write(
            lambda tx: admin.create_caseworker(tx, office.team, "Kees", held=[Role.HOUSING_COORDINATOR])
        )
        alice = office.laptop(office.caseworker("Alice"))
        return cls(office, alice, office.laptop(keeper), Random(seed), today)

    def push(self, laptop: Laptop, scope: str, raws: list[bytes]) -> None:
        (outcome,) = laptop.push((scope, raws))
        assert {each.r for each in outcome.results} == {"applied"}, outcome

    def change(self, laptop: Laptop, scope: str, ent: str, **values: Any) -> None:
        raws = []
        for name, value in values.items():
            rows = self.office.rows(
                "SELECT heads FROM register WHERE scope = ? AND ent = ? AND field IN (?, '')"
                " ORDER BY field DESC",
                *(scope, ent, name),
            )
            raws.append(
                laptop.write(scope, ent, value, kind="set", name=name, base=tuple(rows[0][0].split()))
            )
        self.push(laptop, scope, raws)

    def day(self, most: int) -> date:
        return self.today - timedelta(days=self.chance.randrange(most))

    def place(self) -> None:
        id_ = new_id()
        values = {
            "address": f"Teststraat {len(self.places)}",
            "municipality": self.chance.choice(MUNICIPALITIES),
            "corporation": self.chance.choice(("Mitros", "Portaal", "Bo-Ex")),
            "state": self.chance.choice(("promised", "available", "occupied", "occupied", "ended")),
            "author": self.keeper.caseworker,
            **STAMP,
        }
        self.push(self.keeper, "ref", [self.keeper.write("ref", f"place:{id_}", values)])
        self.places.append(id_)

    def dossier(self) -> str:
        client, chance = new_id(), self.chance
        way = f"h:{client}"
        common = {"client": client, "author": self.alice.caseworker, **STAMP}
        self.push(self.alice, f"c:{client}", [self.alice.client(client), *self._assessed(common)])
        raws = []
        day = self.day(900)
        values = {"stage": "referral", "stage_since": day.isoformat(), **common}
        if chance.random() < 0.8:
            values |= {"municipality": chance.choice(MUNICIPALITIES)}
        if chance.random() < 0.3:
            values |= {"registered_on": (day - timedelta(days=chance.randrange(-20, 40))).isoformat()}
            values["registered_on"] = min(values["registered_on"], self.today.isoformat())
        raws.append(self.alice.write(way, f"candidacy:{client}", values))
        at = 0
        side: str | None = None
        while day <= self.today and at < len(STAGES):
            side = "ended" if chance.random() < 0.04 else None
            move = {"stage": STAGES[at], "side_state": side, "moved_on": day.isoformat(), **common}
            raws.append(self.alice.write(way, f"stage_move:{new_id()}", move))
            if side:
                break
            at = max(0, at + chance.choice((1, 1, 1, 1, 2, -1, 0)))
            day += timedelta(days=chance.randrange(60))
        for _ in range(chance.randrange(3)):
            offer = {"place": new_id(), "offered_on": self.day(300).isoformat(), **common}
            offer |= {"outcome": chance.choice(("refused", "refused", "accepted"))}
            if chance.random() < 0.8:
                offer |= {"refusal_reason": chance.choice(("area", "rent", "trap te steil"))}
            raws.append(self.alice.write(way, f"home_offer:{new_id()}", offer))
        raws += self._leases(way, common)
        self.push(self.alice, way, raws)
        self.clients.append(client)
        return client

    def _leases(self, way: str, common: dict[str, Any]) -> list[bytes]:
        found, start = [], self.day(900)
        for _ in range(self.chance.randrange(3)):
            lease: dict[str, Any] = {"starts_on": start.isoformat(), **common}
            lease |= {"place": new_id()} if self.chance.random() < 0.8 else {"address": "Elders 1"}
            end = start + timedelta(days=self.chance.randrange(500))
            ended = self.chance.random() < 0.5
            if ended:
                reason = self.chance.choice(("eviction", "moved_on", "deceased", "rehoused", "iets anders"))
                lease |= {"ends_on": end.isoformat(), "end_reason": reason}
            found.append(self.alice.write(way, f"tenancy:{new_id()}", lease))
            if not ended:
                break
            start = end + timedelta(days=self.chance.randrange(60))
        return found

    def _assessed(self, common: dict[str, Any]) -> list[bytes]:
        scope, found = f"c:{common['client']}", []
        for _ in range(self.chance.randrange(4)):
            id_ = new_id()
            values = {"moment": "intake", "measured_on": self.day(900).isoformat(), **common}
            found.append(self.alice.write(scope, f"assessment:{id_}", {**values, "recorded_offset": 60}))
            for domain in (1, 4, 8):
                score: dict[str, Any] = {"client": common["client"], "assessment": id_, "life_domain": domain}
                level = self.chance.randrange(1, 6)
                score |= (
                    {"level": level} if self.chance.random() < 0.8 else {"not_assessed": "Niet besproken"}
                )
                found.append(self.alice.write(scope, f"assessment_score:{new_id()}", score))
        return found
