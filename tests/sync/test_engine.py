"""The engine alone: whatever happens between any two of its steps, nothing is lost and nothing is stuck."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sync.world import Laptop, Service
from thuis_tui.log.wire import MAX_OPERATIONS, Problem, PushOutcome, SnapshotPage
from thuis_tui.sync import messages
from thuis_tui.sync.backoff import LONGEST, POLL, Backoff
from thuis_tui.sync.engine import Engine
from thuis_tui.sync.messages import (
    Authenticate,
    Done,
    Ended,
    Failed,
    FetchDigest,
    FetchScopes,
    FetchSnapshot,
    Lines,
    Mend,
    Pull,
    Push,
    Pushed,
    Refused,
    SignedIn,
    Snapped,
    Standing,
    Wait,
)

SCOPES = ["c:1", "c:2", "u:1"]
MISHAPS = ["", "", "fails", "lost", "twice", "cut", "crash"]

steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["write", "turn", "turn", "turn", "ask", "revoke", "grant", "expire", "restore", "spoil", "clone"]
        ),
        st.integers(0, 1),
        st.sampled_from(SCOPES),
        st.sampled_from(MISHAPS),
        st.integers(0, 4),
    ),
    max_size=60,
)


@settings(max_examples=400)
@given(steps)
def test_whatever_happens_nothing_is_lost_and_nothing_is_stuck(script) -> None:
    play(script)


@settings(max_examples=100)
@given(steps)
def test_nor_where_scopes_are_read_as_they_stand(script) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(messages, "FAR", 1)
        play(script)


def play(script) -> None:
    service = Service()
    laptops = [Laptop(service, 1), Laptop(service, 2)]
    written: dict[str, str] = {}
    withdrawn: set[str] = set()
    for what, who, name, mishap, at in script:
        laptop = laptops[who]
        if what == "write":
            written[laptop.write(name)] = name
        elif what == "spoil":
            spoiled = laptop.write(name)
            written[spoiled] = name
            service.malformed.add(spoiled)
        elif what == "turn":
            laptop.turn(mishap, at)
        elif what == "ask":
            laptop.engine.ask_now()
        elif what == "revoke" and name in service.granted:
            del service.granted[name]
            withdrawn.add(name)
        elif what == "grant" and name in service.logs and name not in service.granted:
            service.granted[name] = at + 2
        elif what == "expire":
            service.token = False
        elif what == "restore":
            service.restore(at)
        elif what == "clone" and not laptops[1].own:
            laptops[1].clone(laptops[0])
    for _ in range(3):
        for laptop in laptops:
            laptop.settle()
    parked = {id_ for laptop in laptops for id_ in laptop.parked}
    assert parked == service.malformed
    for laptop in laptops:
        assert not laptop.standing().waiting
        assert laptop.engine.problem is None
        assert laptop.engine.repairs == 0
        for name in service.granted:
            assert laptop.shadow[name] == service.logs[name]
    for log in service.logs.values():
        assert len(set(log)) == len(log)
    for id_, name in written.items():
        if id_ not in parked and name not in withdrawn:
            assert id_ in service.logs[name]


def test_a_quiet_round_is_one_question() -> None:
    laptop = Laptop(Service())
    laptop.write("c:1")
    laptop.settle()
    assert laptop.settle() == 1


def test_many_scopes_take_few_steps() -> None:
    service = Service()
    one, other = Laptop(service, 1), Laptop(service, 2)
    for number in range(300):
        one.write(f"c:{number}")
    assert one.settle() <= 8
    assert other.settle() <= 6


def test_without_enrolment_it_waits() -> None:
    assert isinstance(Engine(lambda: 0.5).next(Standing(False), 0.0), Wait)


def test_it_signs_in_before_the_token_ends_and_only_when_it_has_something_to_do() -> None:
    laptop = Laptop(Service())
    laptop.settle()
    until = laptop.now
    assert isinstance(laptop.engine.next(laptop.standing(), until), Pull)
    laptop.turn()
    laptop.now += 580
    laptop.write("c:1")
    assert isinstance(laptop.engine.next(laptop.standing(), laptop.now), Authenticate)


def test_pushes_in_a_row_make_room_for_a_pull() -> None:
    service = Service()
    laptop = Laptop(service)
    laptop.settle()
    laptop.engine._limit = 1
    service.granted["c:9"], service.logs["c:9"] = 1, ["f" * 32]
    for _ in range(40):
        laptop.write("c:1")
    laptop.engine.ask_now()
    kinds = []
    while not isinstance(action := laptop.turn(), Wait):
        laptop.engine._limit = 1
        kinds.append(type(action))
    first_pull = kinds.index(Pull)
    assert Push in kinds[first_pull:]


def answer(engine: Engine, laptop: Laptop, action, given) -> None:
    engine.receive(action, given, laptop.standing(), laptop.now)


def ready() -> tuple[Laptop, Engine]:
    laptop = Laptop(Service())
    laptop.write("c:1")
    engine = laptop.engine
    answer(engine, laptop, Authenticate(), SignedIn(600))
    return laptop, engine


def test_back_off_is_random_doubles_and_has_a_limit() -> None:
    for share in (0.0, 0.5, 0.999):
        backoff = Backoff(lambda share=share: share)
        waits = [backoff.fail() for _ in range(15)]
        assert all(0.1 <= wait <= LONGEST for wait in waits)
        assert waits == [max(0.1, share * min(LONGEST, 2.0**number)) for number in range(15)]
        assert POLL * 0.5 <= backoff.poll() < POLL * 1.5
        assert Backoff(lambda: 0.0).fail(30.0) >= 30.0
        backoff.succeed()
        assert backoff.fail() <= 1.0


def test_failures_in_a_row_wait_longer_and_longer() -> None:
    laptop, engine = ready()
    waits = []
    for _ in range(12):
        action = engine.next(laptop.standing(), laptop.now)
        assert isinstance(action, Push)
        answer(engine, laptop, action, Failed("unreachable"))
        wait = engine.next(laptop.standing(), laptop.now)
        assert isinstance(wait, Wait)
        waits.append(wait.seconds)
        laptop.now += wait.seconds
        answer(engine, laptop, Authenticate(), SignedIn(600))
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST * 0.5


def test_one_scope_that_is_busy_does_not_hold_up_the_others() -> None:
    laptop, engine = ready()
    laptop.write("c:2")
    action = laptop._fill(engine.next(laptop.standing(), 0.0))
    busy = PushOutcome("c:1", 0, "", 0, error=Problem("busy"))
    answer(engine, laptop, action, Pushed([busy]))
    laptop.write("c:2")
    following = engine.next(laptop.standing(), 0.0)
    assert isinstance(following, Push)
    assert following.skip == {"c:1"}
    later = engine.next(laptop.standing(), 2.0)
    assert isinstance(later, Push)
    assert not later.skip


def test_an_answer_that_says_nothing_is_not_asked_for_in_a_circle() -> None:
    laptop, engine = ready()
    action = laptop._fill(engine.next(laptop.standing(), 0.0))
    answer(engine, laptop, action, Pushed([]))
    assert isinstance(engine.next(laptop.standing(), 0.0), FetchScopes)


def test_whole_pages_without_an_end_do_not_count_as_quiet() -> None:
    laptop, engine = ready()
    laptop.settle()
    engine.ask_now()
    action = engine.next(laptop.standing(), laptop.now)
    assert isinstance(action, Pull)
    answer(engine, laptop, action, Lines([]))
    answer(engine, laptop, action, Failed("unreachable"))
    laptop.now += 1.0
    assert isinstance(engine.next(laptop.standing(), laptop.now), Pull)
    answer(engine, laptop, action, Ended())
    assert isinstance(engine.next(laptop.standing(), laptop.now), Wait)


def test_413_halves_to_one_and_then_parks_and_grows_again() -> None:
    laptop, engine = ready()
    for _ in range(9):
        laptop.write("c:1")
    limits = []
    effects = []
    while not effects:
        action = laptop._fill(engine.next(laptop.standing(), 0.0))
        limits.append(action.limit)
        effects = engine.receive(action, Refused(413, Problem("too_large")), laptop.standing(), 0.0)
    assert limits == [MAX_OPERATIONS, 5, 2, 1]
    assert [(effect.scope, effect.n, effect.reason) for effect in effects] == [("c:1", 1, "too_large")]
    laptop._do(effects[0])
    for _ in range(4):
        laptop.turn()
    assert engine._limit > 1


def test_422_that_names_an_operation_parks_only_that_one() -> None:
    laptop, engine = ready()
    laptop.write("c:1")
    action = laptop._fill(engine.next(laptop.standing(), 0.0))
    refused = Refused(422, Problem("malformed", scope="c:1", n=2, field="val"))
    (effect,) = engine.receive(action, refused, laptop.standing(), 0.0)
    assert (effect.n, effect.reason) == (2, "malformed:val")
    other = Refused(422, Problem("malformed", scope="c:1", n=99))
    assert engine.receive(action, other, laptop.standing(), 0.0) == []


def far(behind: int) -> tuple[Laptop, Service]:
    """A laptop that has learnt of a dossier of which it has nothing."""
    service = Service()
    service.granted["c:9"], service.logs["c:9"] = 1, [f"{number:032x}" for number in range(behind)]
    laptop = Laptop(service)
    while "c:9" not in laptop.scopes:
        laptop.turn()
    return laptop, service


def test_what_is_far_behind_is_read_as_it_stands_and_then_pulled(monkeypatch) -> None:
    monkeypatch.setattr(messages, "FAR", 5)
    laptop, service = far(6)
    kinds = []
    while not isinstance(action := laptop.turn(), Wait):
        kinds.append(type(action).__name__)
        if len(kinds) == 2:
            service.logs["c:9"].append("f" * 32)
    assert kinds[:4] == ["FetchSnapshot"] * 4
    assert "FetchSnapshot" not in kinds[4:]
    assert laptop.shadow["c:9"] == service.logs["c:9"]


def test_what_is_near_is_not(monkeypatch) -> None:
    monkeypatch.setattr(messages, "FAR", 5)
    laptop, _ = far(5)
    assert isinstance(laptop.turn(), Pull)


def test_a_digest_that_differs_is_looked_into_and_only_then_all_is_read_again() -> None:
    laptop, _ = far(3)
    laptop.settle()
    laptop.turn()
    engine, standing = laptop.engine, laptop.standing()
    (report,) = engine.done(Done(broken=("c:9",)), standing, laptop.now)
    assert (report.kind, engine.repairs) == ("digest", 1)
    asked = engine.next(standing, laptop.now)
    assert asked == FetchDigest("c:9")
    assert engine.done(Done(compared=(("c:9", None),)), standing, laptop.now) == []
    assert engine.next(standing, laptop.now) == FetchDigest("c:9", parts=True)
    assert engine.done(Done(compared=(("c:9", (3, 9)),)), standing, laptop.now) == []
    asked = engine.next(standing, laptop.now)
    assert asked == FetchSnapshot("c:9", "", (3, 9))
    life = ("c:9", laptop.scopes["c:9"].gen, laptop.scopes["c:9"].epoch, 3)
    first, last = SnapshotPage(*life, "note:1 a", True), SnapshotPage(*life)
    assert engine.receive(asked, Snapped(first), standing, laptop.now) == []
    following = engine.next(standing, laptop.now)
    assert following == FetchSnapshot("c:9", "note:1 a", (3, 9))
    effects = engine.receive(following, Snapped(last), standing, laptop.now)
    assert effects == [Mend((first, last), (3, 9))]
    assert engine.next(standing, laptop.now) == FetchDigest("c:9")
    effects = engine.done(Done(compared=(("c:9", None),)), standing, laptop.now)
    assert [type(effect).__name__ for effect in effects] == ["Report", "Restart"]
    assert isinstance(engine.next(standing, laptop.now), Pull)


def test_a_page_of_a_scope_that_was_not_asked_for_is_told_and_waited_over() -> None:
    laptop, _ = far(3)
    laptop.settle()
    laptop.turn()
    asked = FetchSnapshot("c:9")
    page = SnapshotPage("c:8", 1, "e1", 3)
    (report,) = laptop.engine.receive(asked, Snapped(page), laptop.standing(), laptop.now)
    assert report.kind == "nonsense"
    assert isinstance(laptop.engine.next(laptop.standing(), laptop.now), Wait)
    assert laptop.engine.problem == "service_error"


def test_a_push_that_finds_all_level_spares_the_question() -> None:
    laptop, engine = ready()
    laptop.settle()
    standing = laptop.standing()
    for vector, etag, expected in (
        (standing.vector, standing.etag, Wait),
        ("0" * 32, standing.etag, Pull),
        (standing.vector, "another list", Pull),
        ("", "", Pull),
    ):
        engine.ask_now()
        pushed = Push(frozenset(), 1, 1, last=True)
        engine.receive(pushed, Pushed([], "t", vector, etag), standing, laptop.now)
        assert isinstance(engine.next(standing, laptop.now), expected)
    engine.receive(pushed, Pushed([], "t", standing.vector, standing.etag), standing, laptop.now)
    engine.ask_now()
    assert isinstance(engine.next(standing, laptop.now), Pull)


def test_only_what_ends_elsewhere_is_asked_for() -> None:
    service = Service()
    laptop = Laptop(service)
    for name in SCOPES:
        laptop.write(name)
    laptop.settle()
    service.logs["c:2"].append("f" * 32)
    laptop.engine.ask_now()
    asked = [laptop.turn() for _ in range(2)]
    assert [list(action.scopes) for action in asked if isinstance(action, Pull)] == [[], ["c:2"]]
    assert laptop.settle() == 1
    assert laptop.shadow["c:2"] == service.logs["c:2"]


def test_a_page_of_another_life_has_the_list_asked_for_without_its_tag() -> None:
    """A late answer can lead to a life that is over: by its tag the list would be the one that is known."""
    laptop, engine = ready()
    laptop.settle()
    engine.done(Done(stale=("c:1",)), laptop.standing(), laptop.now)
    action = engine.next(laptop.standing(), laptop.now)
    assert isinstance(action, FetchScopes)
    assert not action.etag
