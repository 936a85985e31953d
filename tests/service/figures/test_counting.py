"""The report is what an independent computation from the raw operations finds, now and after changes."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from tests.service.figures import by_hand
from tests.service.figures.world import STAGES, World
from tests.service.office import Office
from thuis_tui.casework.figures.report import HIDDEN, NONE, NOT_REACHED, Cell, Report, from_json
from thuis_tui.casework.rights import Role
from thuis_tui.service.figures import publishing, recount, schedule
from thuis_tui.service.keeping import retention
from thuis_tui.service.people import admin, role_changes


def day_of(office: Office) -> date:
    return datetime.fromtimestamp(office.storage.now_ms() / 1000, UTC).date()


@pytest.fixture
def world(office: Office) -> World:
    made = World.make(office, 20261123, day_of(office))
    for _ in range(60):
        made.dossier()
    for _ in range(30):
        made.place()
    return made


def agrees(world: World, found: Report) -> int:
    """Compare every shown number; returns how many cells were hidden."""
    rows = world.office.rows("SELECT scope, row FROM log ORDER BY scope, seq")
    people, today = by_hand.read(rows), found.counted_on.isoformat()
    ways = by_hand.ways(people, today)
    hidden = 0

    def same(figure: str, row: str, column: str, expected: Any) -> None:
        nonlocal hidden
        table = found.table(figure)
        assert table is not None
        cell: Cell = table.cell(row, column)
        if cell == HIDDEN:
            assert expected, (figure, row, column, "a nought alone is not hidden")
            hidden += 1
        else:
            assert cell == pytest.approx(expected, abs=0.0051), (figure, row, column)
            assert not (isinstance(cell, int) and column != "target" and 0 < cell < 5 and figure in PEOPLE)

    for stage in STAGES:
        stays = [stay for way in ways for stay in way["stays"] if stay[0] == stage]
        same("stage_days", stage, "people", len(stays))
        same("stage_days", stage, "open", sum(how == "open" for *_, how in stays))
        over = [days for _, days, how in stays if how == "over"]
        _quarters(same, "stage_days", stage, over, [days for _, days, how in stays if how != "over"])
    for part in ("city", "region", "elsewhere", "unknown", "total"):
        these = [way["way"] for way in ways if part in (way["part"], "total")]
        for column in ("reached", "waiting", "stopped"):
            same("to_key", part, column, sum(how == column for how, _ in these))
        over = [days for how, days in these if how == "reached"]
        _quarters(same, "to_key", part, over, [days for how, days in these if how != "reached"])
    lost, kept = by_hand.homes(people, today)
    steps = by_hand.product_limit(lost, kept)
    for months in (3, 6, 12, 24):
        after = round(months * 365.25 / 12)
        same("still_housed", str(months), "followed", sum(days >= after for days in [*lost, *kept]))
        same("still_housed", str(months), "share", [1.0, *(s for d, s in steps if d <= after)][-1])
    for end in by_hand.month_ends(today, 24):
        same("occupancy", end[:7], "leases", by_hand.leases_on(people, end))
    for (domain, change), count in by_hand.changes(people).items():
        same("zrm_change", str(domain), str(change), count)
    refused = Counter(
        offer.get("refusal_reason") or "unknown"
        for kinds in people.values()
        for offer in kinds.get("home_offer", [])
        if offer["outcome"] == "refused"
    )
    for reason, name in (
        ("area", "area"),
        ("rent", "rent"),
        ("other", "trap te steil"),
        ("unknown", "unknown"),
    ):
        same("refusals", reason, "offers", refused[name])
    same("refusals", "total", "offers", refused.total())
    states = Counter((place["corporation"], place["state"]) for place in people["ref"].get("place", []))
    for corporation in {name for name, state in states if state != "ended"}:
        same("places_corporation", corporation, "promised", states[corporation, "promised"])
        there = states[corporation, "occupied"]
        same("places_corporation", corporation, "occupied", there)
        same("places_corporation", corporation, "realised", there + states[corporation, "available"])
    homes = [place for place in people["ref"].get("place", []) if place["state"] == "occupied"]
    for code in ("0344", "0355", "0310", "0363", "total"):
        inside = sum(code in (place["municipality"], "total") for place in homes)
        if code != "0363" or any(
            p["municipality"] == code for p in people["ref"]["place"] if p["state"] != "ended"
        ):
            same("places_municipality", code, "occupied", inside)
    same("load", "17+", "caseworkers", 1)
    return hidden


PEOPLE = {"to_key", "occupancy", "zrm_change", "refusals", "stage_days"}


def _quarters(same: Any, figure: str, row: str, over: list[int], open_: list[int]) -> None:
    steps = by_hand.product_limit(over, open_)
    for column, part in (("quarter", 0.25), ("half", 0.5), ("three_quarters", 0.75)):
        found = by_hand.quantile(steps, part)
        same(figure, row, column, (NONE if not steps else NOT_REACHED) if found is None else found)


def test_the_report_is_what_the_raw_operations_say(world: World) -> None:
    office = world.office
    first = publishing.count(office.storage)
    assert agrees(world, first) > 0
    assert [(r,) for (r,) in office.rows("SELECT count(*) FROM figure_changed")] == [(0,)]
    _after_changes(world)
    kept = office.rows("SELECT key, times FROM figure_count ORDER BY key")
    office.storage.write(recount.everything_anew)
    publishing.count(office.storage)
    assert office.rows("SELECT key, times FROM figure_count ORDER BY key") == kept, "as from nothing"
    _who_is_erased_counts_no_more(world)


def _after_changes(world: World) -> None:
    """A changed lease, new dossiers, a restricted one, a merged one and a home that is let."""
    office, alice = world.office, world.alice
    for client in world.clients[:3]:
        world.change(alice, f"h:{client}", f"candidacy:{client}", municipality="0310")
    world.change(world.keeper, "ref", f"place:{world.places[0]}", state="promised")
    world.change(world.keeper, "ref", f"place:{world.places[1]}", state="occupied")
    world.dossier()
    one, other = world.clients[4:6]
    world.change(alice, f"c:{one}", f"client:{one}", merged_into=other)
    office.storage.write(admin.restrict, world.clients[7], True)
    assert office.storage.write(recount.part) <= 8, "what did not change is not read"
    agrees(world, publishing.count(office.storage))
    assert office.rows("SELECT away FROM figure_subject WHERE scope = ?", f"c:{one}") == [(1,)]
    world.change(alice, f"c:{one}", f"client:{one}", merged_into=None)
    agrees(world, publishing.count(office.storage))


def _who_is_erased_counts_no_more(world: World) -> None:
    office, client = world.office, world.clients.pop()
    before = dict(office.rows("SELECT key, times FROM figure_count"))
    ((keys,),) = office.rows("SELECT keys FROM figure_subject WHERE scope = ?", f"c:{client}")
    office.storage.write(retention.erase_dossier, client, "Pia", "Op verzoek")
    publishing.count(office.storage)
    assert not office.rows("SELECT 1 FROM figure_subject WHERE scope = ?", f"c:{client}")
    after = dict(office.rows("SELECT key, times FROM figure_count"))
    assert Counter(before) - Counter(after) == Counter(keys.split("\n"))


def test_who_may_read_it_is_sent_it_once_a_day(world: World) -> None:
    office, storage = world.office, world.office.storage
    assert storage.read(publishing.newest) is None
    assert storage.write(publishing.claim, 24)
    assert not storage.write(publishing.claim, 24), "another replica does it"
    publishing.count(storage)
    ((length,),) = office.rows("SELECT seq FROM scope_head WHERE scope = 'figures'")
    world.dossier()
    while storage.write(recount.part):
        pass
    storage.write(publishing.publish)
    assert office.rows("SELECT seq FROM scope_head WHERE scope = 'figures'") == [(length,)], "today was told"
    found = publishing.count(storage)
    assert storage.read(publishing.newest) == found
    assert office.rows("SELECT seq FROM scope_head WHERE scope = 'figures'") > [(length,)], "it was asked"
    (page,) = world.keeper.pull("figures")
    told = [row.val for row in page.ops if row.field == "report"][-1]
    assert from_json(msgspec.json.decode(told)) == found
    assert "figures" not in {grant.scope for grant in world.alice.scopes().scopes}
    storage.write(role_changes.give, world.alice.caseworker, Role.TEAM_LEAD)
    assert "figures" in {grant.scope for grant in world.alice.scopes().scopes}
    storage.write(role_changes.take, world.alice.caseworker, Role.TEAM_LEAD)
    assert "figures" not in {grant.scope for grant in world.alice.scopes().scopes}


async def test_a_running_service_counts_when_it_is_time(office: Office, clock: Any) -> None:
    storage = office.storage
    assert await schedule.once(storage, 24)
    assert storage.read(publishing.newest) is not None
    assert not await schedule.once(storage, 24)
    clock.ahead += 24 * 3600
    assert await schedule.once(storage, 24)
