"""By what right an access was: the one that held at its moment, whatever the grant became since."""

from __future__ import annotations

from tests.service.conftest import Clock
from tests.service.office import Laptop
from tests.service.test_access_log import at, logged, record
from tests.service.test_transfers import DAY, Staff, staff  # noqa: F401  the fixture
from thuis_tui.service.people.late_work import moment_of

HOUR = 3600


def _told(staff: Staff, who: Laptop, *moments: str) -> list[tuple[str, str, str]]:  # noqa: F811
    """What the log says of readings that come in only now: ground, who has it as their own, and remarks."""
    own, scope = f"u:{who.caseworker}", f"c:{staff.dossier}"
    before = len(logged(staff.office, scope, "seq"))
    who.sign_in()
    (outcome,) = who.push((own, [record(who, "read", staff.dossier, moment) for moment in moments]))
    assert {result.r for result in outcome.results} == {"applied"}
    return logged(staff.office, scope, "ground", "responsible", "remarks")[before:]


def test_a_grant_that_changed_is_to_the_log_what_it_was(staff: Staff, clock: Clock) -> None:  # noqa: F811
    office, alice, bob = staff.office, staff.alice.caseworker, staff.bob.caseworker
    until = moment_of(office.storage.now_ms() + 3 * DAY * 1000)
    staff.ask(staff.alice, "cover", staff.bob, until=until)
    first = at(clock, HOUR)
    clock.ahead = DAY
    for laptop in (staff.alice, staff.bob, staff.lead):
        laptop.sign_in()
    staff.ask(staff.lead, "assign", staff.bob, holder=alice)
    second = at(clock, HOUR)
    clock.ahead = 2 * DAY
    # Bob covered, and has it as his own since; Alice had it, and reads on. Both tell of it today.
    assert _told(staff, staff.bob, first, second) == [("cover", alice, ""), ("own", "", "")]
    assert _told(staff, staff.alice, first, second) == [("own", "", ""), ("reading_on", bob, "")]
    # A minute before it changed is before it changed: no clock is given the benefit of a stronger right.
    assert _told(staff, staff.bob, at(clock, -DAY - 60)) == [("cover", alice, "")]


def test_a_cover_that_ended_before_the_next_leaves_the_time_between(staff: Staff, clock: Clock) -> None:  # noqa: F811
    office = staff.office
    until = moment_of(office.storage.now_ms() + DAY * 1000)
    staff.ask(staff.alice, "cover", staff.bob, until=until)
    clock.ahead = 3 * DAY
    staff.alice.sign_in()
    again = moment_of(office.storage.now_ms() + DAY * 1000)
    staff.ask(staff.alice, "cover", staff.bob, until=again)
    told = _told(staff, staff.bob, at(clock, -3 * DAY + HOUR), at(clock, -DAY), at(clock))
    alice = staff.alice.caseworker
    assert told == [("cover", alice, ""), ("", alice, "after_grant"), ("cover", alice, "")]
