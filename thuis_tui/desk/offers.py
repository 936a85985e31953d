"""Which homes fit whom, and offering one: made from either side, answered, and the place free again.

Matching says what speaks for and against; people decide. An offer lives beside the way to a home of its
client, so nothing about a client stands at the place: there it says that it is reserved, and no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection

from thuis_tui.casework import home_offers, matching, stages
from thuis_tui.casework.matching import Fit
from thuis_tui.casework.problem import Problem
from thuis_tui.casework.records import scope_for
from thuis_tui.casework.stages import Card
from thuis_tui.desk import offer_reading, place_history
from thuis_tui.desk.file import OpenFile, log_access
from thuis_tui.desk.offer_reading import OfferShown
from thuis_tui.desk.places import SCOPE as PLACES
from thuis_tui.desk.places import PlaceRow, may_edit, one_place, rows_of_places
from thuis_tui.desk.records import Records, refuse
from thuis_tui.desk.shapes import InvalidInput
from thuis_tui.language import N_, Message, message
from thuis_tui.store import write
from thuis_tui.store.writing import Writing

if TYPE_CHECKING:
    from thuis_tui.casework.waiting_list import Turn
    from thuis_tui.desk.housing import Housing, Seen

NO_OFFER: Final = message(N_("This offer is not on this laptop any more."))


@dataclass(frozen=True, slots=True)
class FittingPlace:
    """A home beside the candidate it was laid beside."""

    place: PlaceRow
    fit: Fit


@dataclass(frozen=True, slots=True)
class FittingCandidate:
    """A candidate with their turn on the waiting list, beside the home they were laid beside."""

    turn: Turn
    fit: Fit
    offered: bool
    """Whether another home is offered to them already."""


class Offers:
    """Lays homes and candidates beside each other, and keeps the offers."""

    def __init__(self, file: OpenFile, records: Records, housing: Housing) -> None:
        self._file = file
        self._records = records
        self._housing = housing

    async def may_reserve(self) -> bool:
        """Whether this person's offer reserves the place too; else the coordinator does that."""
        me = self._file.database.actor
        return await self._file.read(lambda connection: may_edit(connection, me))

    async def places_for(self, client: str) -> tuple[FittingPlace, ...]:
        """The homes that can be offered, those that fit this candidate first. Raises NotFound."""
        seen = await self._housing.one(client)

        def read(connection: Connection) -> tuple[FittingPlace, ...]:
            free = {
                row.place: row for row in rows_of_places(connection) if row.values["state"] in matching.FREE
            }
            values = [{**row.values, "id": row.place} for row in free.values()]
            found = matching.places_for(seen.candidate.values, values)
            return tuple(FittingPlace(free[fit.place["id"]], fit) for fit in found)

        return await self._file.read(read)

    async def candidates_for(self, place: str) -> tuple[FittingCandidate, ...]:
        """Who waits, those this home fits first, in the order of the waiting list. Raises NotFound."""
        turns = {turn.candidacy["id"]: turn for turn in await self._housing.waiting()}

        def read(connection: Connection) -> tuple[FittingCandidate, ...]:
            home = one_place(connection, place)
            given = [turn.candidacy for turn in turns.values()]
            asked = connection.exec_driver_sql("SELECT client FROM home_offer WHERE outcome IS NULL")
            offered = {row[0] for row in asked}
            found = matching.candidates_for({**home.values, "id": place}, given)
            return tuple(
                FittingCandidate(turns[fit.candidacy["id"]], fit, fit.candidacy["id"] in offered)
                for fit in found
                if fit.candidacy.get("side_state") not in stages.CLOSED
            )

        return await self._file.read(read)

    async def of_client(self, client: str) -> tuple[OfferShown, ...]:
        """The offers to a client, the latest first."""
        return await self._file.read_of(
            client, lambda connection: offer_reading.of_client(connection, client)
        )

    async def make(
        self, seen: Seen, place: str, offered_on: date, viewing_on: date | None = None, reason: str = ""
    ) -> bool:
        """Offer a home; whether it is reserved with that (see `may_reserve`).

        The candidate goes on to the stage of an offer, in the same transaction. Raises InvalidInput at
        "place", "offered_on", "viewing_on" or "reason".
        """
        me, today = self._file.author(), self._file.world.today()
        client = seen.candidate.client
        card = Card(seen.candidate.stage, seen.candidate.side_state, seen.candidate.values.get("stage_since"))
        said = {"client": client, "place": place, "offered_on": offered_on.isoformat()}
        if viewing_on is not None:
            said["viewing_on"] = viewing_on.isoformat()
        offer = self._records.stamped("home_offer", said)
        at = self._file.world.stamp()
        moved = self._move(seen, home_offers.OFFER, _after_offer(card), offered_on, reason)

        def make_it(writing: Writing) -> bool:
            connection = writing.connection
            home = {**one_place(connection, place).values, "id": place}
            waiting = offer_reading.open_ones(connection, client, place)
            problems = home_offers.offer_problems(home, card, waiting, offered_on, viewing_on, reason, today)
            if problems:
                raise InvalidInput(problems)
            refuse("home_offer", offer)
            tx, reserves = writing.ids(), may_edit(connection, me)
            write.create(writing, scope_for("home_offer", client), "home_offer", offer, tx=tx)
            if home_offers.moves_to_offer(card):
                self._write_move(writing, seen, moved, tx)
            if reserves:
                write.set_field(writing, PLACES, f"place:{place}", "state", "reserved", tx=tx)
            log_access(writing, "add", client, at)
            return reserves

        return await self._file.write(make_it)

    async def answer(
        self, seen: Seen, offer: str, outcome: str, answered_on: date | None, reason: str = ""
    ) -> bool:
        """Write down what became of an offer; whether the place is as it should be now.

        False: it is still reserved, and this person may not write that: a coordinator does it. Who refuses
        goes back to the waiting list with the same day. Raises InvalidInput at "outcome", "answered_on" or
        "refusal_reason".
        """
        me, today = self._file.author(), self._file.world.today()
        client, at = seen.candidate.client, self._file.world.stamp()
        card = Card(seen.candidate.stage, seen.candidate.side_state, seen.candidate.values.get("stage_since"))

        def answer_it(writing: Writing) -> bool:
            connection = writing.connection
            offers = offer_reading.of_client(connection, client)
            this = next((one for one in offers if one.id == offer), None)
            if this is None:
                raise InvalidInput([Problem("", NO_OFFER)])
            problems = home_offers.answer_problems(this.values, outcome, answered_on, reason, today)
            if problems or answered_on is None:
                raise InvalidInput(problems)
            others = [one.values for one in offers if one.id != offer]
            stage, side = home_offers.after_answer(card, outcome, others)
            changed = {"outcome": outcome, "answered_on": answered_on.isoformat()}
            if outcome == "refused":
                changed["refusal_reason"] = reason.strip()
            scope, tx = scope_for("home_offer", client), writing.ids()
            for name, value in changed.items():
                write.set_field(writing, scope, f"home_offer:{offer}", name, value, tx=tx)
            if (stage, side) != (card.stage, card.side_state):
                if wrong := stages.side_problems(card, None, answered_on, "", today):
                    raise InvalidInput([Problem("answered_on", one.message) for one in wrong])
                self._write_move(writing, seen, self._move(seen, stage, side, answered_on, ""), tx)
            log_access(writing, "change", client, at)
            return outcome == "accepted" or _freed(writing, this.place, client, may_edit(connection, me), tx)

        return await self._file.write(answer_it)

    async def set_viewing(self, seen: Seen, offer: str, viewing_on: date) -> None:
        """Set the day on which a home is looked at. Raises InvalidInput at "viewing_on"."""
        self._file.author()
        client, at = seen.candidate.client, self._file.world.stamp()

        def set_it(writing: Writing) -> None:
            offers = offer_reading.of_client(writing.connection, client)
            this = next((one for one in offers if one.id == offer), None)
            if this is None:
                raise InvalidInput([Problem("", NO_OFFER)])
            offered_on = date.fromisoformat(str(this.values["offered_on"]))
            problems = home_offers.viewing_problems(offered_on, viewing_on)
            if not this.open:
                problems = [Problem("", home_offers.ANSWERED)]
            if problems:
                raise InvalidInput(problems)
            scope, ent = scope_for("home_offer", client), f"home_offer:{offer}"
            write.set_field(writing, scope, ent, "viewing_on", viewing_on.isoformat())
            log_access(writing, "change", client, at)

        await self._file.write(set_it)

    def _move(self, seen: Seen, stage: str, side: str | None, day: date, reason: str) -> dict[str, Any]:
        """The move that goes with an offer, as the log keeps it."""
        said = {"client": seen.candidate.client, "stage_before": seen.candidate.stage, "stage": stage}
        return self._records.stamped(
            "stage_move",
            {**said, "side_state": side, "moved_on": day.isoformat(), "reason": reason.strip() or None},
        )

    def _write_move(self, writing: Writing, seen: Seen, move: Mapping[str, Any], tx: str) -> None:
        """Move the card, replacing exactly what was seen of it: who moved it meanwhile is not overwritten."""
        refuse("stage_move", move)
        before, client = seen.candidate, seen.candidate.client
        scope, ent = scope_for("candidacy", client), f"candidacy:{client}"
        changed: dict[str, Any] = {}
        if move["stage"] != before.stage or before.contested:
            changed |= {"stage": move["stage"], "stage_since": move["moved_on"]}
        if move.get("side_state") != before.side_state or before.contested:
            changed["side_state"] = move.get("side_state")
        for name, value in changed.items():
            write.set_field(writing, scope, ent, name, value, base=seen.fields[name].base, tx=tx)
        write.create(writing, scope, "stage_move", move, tx=tx)


def problem_lines(fit: Fit) -> tuple[tuple[str, tuple[Message, ...]], ...]:
    """What speaks for a home, what against it and what is not known, each with its sign."""
    return (("✓", fit.fits), ("✗", fit.against), ("?", fit.unknown))


def _after_offer(card: Card) -> str | None:
    """Moving on ends what is said beside a stage, but for a rehousing."""
    return card.side_state if card.side_state == "rehousing" else None


def _freed(writing: Writing, place: str, client: str, may: bool, tx: str) -> bool:
    """Whether a place whose offer ended is free again, and so or otherwise as it should be."""
    connection = writing.connection
    waiting = offer_reading.open_ones(connection, client, place)
    if any(offer["place"] == place for offer in waiting):
        return True
    state = connection.exec_driver_sql("SELECT state FROM place WHERE id=?", (place,)).scalar()
    if state != "reserved":
        return True
    if may:
        before = place_history.state_before(connection, place)
        write.set_field(writing, PLACES, f"place:{place}", "state", before, tx=tx)
    return may
